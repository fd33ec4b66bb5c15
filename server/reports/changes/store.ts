import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Disposition, Id, Stance } from '../../database/schema.js'
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

/** Published answers by what they say. */
export type Answers = Readonly<Partial<Record<Disposition, number>>>

/** What was answered to those comments. */
export async function answersByParagraph(db: Database, versionId: number): Promise<ReadonlyMap<Id, Answers>> {
  const { rows } = await sql<{ paragraph_id: Id; disposition: Disposition; n: number }>`
    select c.paragraph_id, w.disposition, count(*)::int as n
    from comments c
    join responses r on r.comment_id = c.id
    join response_wordings w on w.comment_id = r.comment_id and w.revision = r.published_revision
    where c.version_id = ${versionId} and c.paragraph_id is not null and c.parent_id is null and c.status = 'published'
    group by 1, 2
    order by 1, 2`.execute(db)
  const answers = new Map<Id, Partial<Record<Disposition, number>>>()
  for (const { paragraph_id, disposition, n } of rows)
    answers.set(paragraph_id, { ...answers.get(paragraph_id), [disposition]: n })
  return answers
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
