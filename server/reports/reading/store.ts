import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import type { ArticleParagraph } from './article.js'

export function paragraphsOf(db: Database, versionId: number): Promise<ArticleParagraph[]> {
  return db
    .selectFrom('paragraphs')
    .select(['id', 'position', 'parent_position', 'kind', 'level', 'number', 'slug', 'marker', 'text', 'html'])
    .where('version_id', '=', versionId)
    .orderBy('position')
    .execute()
}

/** Under this id stand, in `comment_counts`, the comments on the report as a whole. */
export const WHOLE_REPORT_ID: Id = '0'

/** Published comments by paragraph; one that is not there has none. */
export async function countsOf(db: Database, versionId: number): Promise<ReadonlyMap<Id, number>> {
  const rows = await db
    .selectFrom('comment_counts')
    .select(['paragraph_id', sql<number>`sum(published)::int`.as('published')])
    .where('version_id', '=', versionId)
    .groupBy('paragraph_id')
    .execute()
  return new Map(rows.map(row => [row.paragraph_id, row.published]))
}
