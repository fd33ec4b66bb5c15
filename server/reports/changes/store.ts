import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Stance } from '../../database/schema.js'
import type { LineageBlock } from '../../lineage/index.js'

export type StoredParagraph = LineageBlock & { id: Id; slug: string }

/** All paragraphs of a version; the position is the index. */
export async function paragraphsToCompare(db: Database, versionId: number): Promise<StoredParagraph[]> {
  const rows = await db
    .selectFrom('paragraphs')
    .select(['id', 'kind', 'level', 'number', 'slug', 'text', 'parent_position as parent'])
    .where('version_id', '=', versionId)
    .orderBy('position')
    .execute()
  return rows.map(row => ({ ...row, kind: row.kind as LineageBlock['kind'] }))
}

/** Published comments by stance; `none`: the author did not say. */
export type Stances = Readonly<Partial<Record<Stance | 'none', number>>>

/** What was said on each paragraph of a version, replies left out. */
export async function stancesByParagraph(db: Database, versionId: number): Promise<ReadonlyMap<Id, Stances>> {
  const { rows } = await sql<{ paragraph_id: Id; stance: Stance | 'none'; n: number }>`
    select paragraph_id, coalesce(stance, 'none') as stance, count(*)::int as n
    from comments
    where version_id = ${versionId} and paragraph_id is not null and parent_id is null and status = 'published'
    group by 1, 2
    order by 1, 2 desc`.execute(db)
  const stances = new Map<Id, Partial<Record<Stance | 'none', number>>>()
  for (const { paragraph_id, stance, n } of rows)
    stances.set(paragraph_id, { ...stances.get(paragraph_id), [stance]: n })
  return stances
}

/** The number of the published version before this one. */
export async function versionBefore(db: Database, reportId: number, number: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('versions')
    .select('number')
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .where('number', '<', number)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.number
}
