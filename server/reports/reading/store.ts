import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { type ArticleParagraph, type Counted, WHOLE_REPORT_ID } from './article.js'

export function paragraphsOf(db: Database, versionId: number): Promise<ArticleParagraph[]> {
  return db
    .selectFrom('paragraphs')
    .select(['id', 'position', 'parent_position', 'kind', 'level', 'number', 'slug', 'marker', 'text', 'html'])
    .where('version_id', '=', versionId)
    .orderBy('position')
    .execute()
}

/** Published comments by paragraph, those from earlier drafts only where they are wanted; one that is not there has none. */
export async function countsOf(
  db: Database,
  versionId: number,
  wanted: 'own' | 'all',
): Promise<ReadonlyMap<Id, Counted>> {
  const own = db
    .selectFrom('comment_counts')
    .select(['paragraph_id', sql<number>`sum(published)::int`.as('published')])
    .where('version_id', '=', versionId)
    .groupBy('paragraph_id')
    .execute()
  const carried = wanted === 'own' ? [] : await carriedCounts(db, versionId)
  const counts = new Map<Id, Counted>()
  for (const { paragraph_id: id, published } of await own) counts.set(id, { own: published, carried: 0 })
  for (const { paragraph_id: id, n } of carried) counts.set(id, { own: counts.get(id)?.own ?? 0, carried: n })
  return counts
}

/** Published comments and replies that were carried to a version. */
const carriedTo = (versionId: number) => sql`anchors a
    join comments c on coalesce(c.parent_id, c.id) = a.comment_id and c.status = 'published'
    join versions v on v.id = a.version_id and v.report_id = c.report_id
    where a.version_id = ${versionId}`

async function carriedCounts(db: Database, versionId: number) {
  const { rows } = await sql<{ paragraph_id: Id; n: number }>`
    select coalesce(a.paragraph_id, ${WHOLE_REPORT_ID}::bigint) as paragraph_id, count(*)::int as n from ${carriedTo(versionId)}
      and a.state not in ('removed', 'needs-a-person') group by 1`.execute(db)
  return rows
}

/** How many comments of earlier drafts there are that a reader finds on a version: at a place, or where it was. */
export async function countCarried(db: Database, versionId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${carriedTo(versionId)}`.execute(db)
  return rows[0]!.n
}

/** A paragraph of an earlier draft whose comments have no place in this one. */
export interface GoneParagraph {
  /** The paragraph of this draft after which it stood; null: at the beginning. */
  beside: Id | null
  /** Its own draft, number and words; the number is null for comments on a report as a whole. */
  version: { number: number; label: string }
  number: string
  slug: string
  text: string
  /** Published comments and replies; of these, how many have to be placed by a person. */
  comments: number
  unsettled: number
}

export async function goneParagraphs(db: Database, versionId: number): Promise<GoneParagraph[]> {
  const { rows } = await sql<Omit<GoneParagraph, 'version'> & { version_number: number; label: string }>`
    select g.beside_id as beside, w.number as version_number, w.label, p.number, p.slug, p.text, g.comments, g.unsettled
    from (
      select a.beside_id, placed.paragraph_id, count(*)::int as comments,
        (count(*) filter (where a.state = 'needs-a-person'))::int as unsettled
      from anchors a
      join comments placed on placed.id = a.comment_id
      join comments c on coalesce(c.parent_id, c.id) = a.comment_id and c.status = 'published'
        and c.report_id = placed.report_id
      where a.version_id = ${versionId} and a.state in ('removed', 'needs-a-person')
      group by 1, 2
    ) g
    join paragraphs p on p.id = g.paragraph_id
    join versions w on w.id = p.version_id
    order by w.number, p.position`.execute(db)
  return rows.map(({ version_number, label, ...row }) => ({ ...row, version: { number: version_number, label } }))
}
