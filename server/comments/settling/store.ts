import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { AnchorCandidate, AnchorState, Id, LineageChange } from '../../database/schema.js'

/** Which comments are listed: those whose place a person has to find, or those for which one has found it. */
export type List = 'open' | 'settled'

/** A comment that was carried to a version, as whoever settles it has to know it. */
export interface Unsettled {
  comment: Id
  state: AnchorState
  paragraph: Id | null
  quote_start: number | null
  quote_end: number | null
  candidates: AnchorCandidate[]
  confidence: number
  settled_by: Id | null
  settled_at: Date | null
  /** The name of who settled it. */
  settler: string | null
  /** Changes with every change of where it stands: what somebody saw when she chose. */
  seen: string
  /** Where it stood last, in an earlier version; null: on the report as a whole. */
  last: LastPlace | null
}

export interface LastPlace {
  paragraph: Id
  text: string
  paragraph_number: string
  slug: string
  version_number: number
  label: string
  /** Where the quote stood in it. */
  start: number | null
  end: number | null
}

/** Table a is an anchor: it is in question, or was and has been settled. A comment that is gone asks nothing of anybody. */
const listed = (list: List): RawBuilder<boolean> =>
  list === 'settled'
    ? sql<boolean>`a.settled_by is not null`
    : sql<boolean>`a.state = 'needs-a-person' and c.status not in ('withdrawn', 'spam')`

/** Comments of a list, the oldest first, after the given one; or the one that is named, wherever it was put by itself. */
export async function unsettledIn(
  db: Database,
  versionId: number,
  asked: { list: List; after: Id | null; limit: number } | { comment: Id },
): Promise<Unsettled[]> {
  const which =
    'comment' in asked
      ? sql`a.comment_id = ${asked.comment}::bigint`
      : sql`${listed(asked.list)} and a.comment_id > ${asked.after ?? '0'}::bigint`
  const { rows } = await sql<Unsettled>`
    select a.comment_id as comment, a.state, a.paragraph_id as paragraph, a.quote_start, a.quote_end, a.candidates, a.confidence, a.settled_by,
      a.settled_at, settler.name as settler, md5(a::text) as seen, to_jsonb(last) as last
    from anchors a
    join comments c on c.id = a.comment_id
    join versions v on v.id = a.version_id
    left join people settler on settler.id = a.settled_by
    left join lateral (
      select p.id::text as paragraph, p.text, p.number as paragraph_number, p.slug, earlier.number as version_number,
        earlier.label, stood.start, stood.end
      from (
        select c.version_id, c.paragraph_id, c.quote_start as start, c.quote_end as end
        union all
        select s.version_id, s.paragraph_id, s.quote_start, s.quote_end from anchors s where s.comment_id = c.id
      ) stood
      join versions earlier on earlier.id = stood.version_id and earlier.number < v.number and earlier.state = 'published'
      join paragraphs p on p.id = stood.paragraph_id
      order by earlier.number desc limit 1
    ) last on true
    where a.version_id = ${versionId} and ${which}
    order by a.comment_id limit ${'comment' in asked ? 1 : asked.limit}`.execute(db)
  return rows
}

export async function countIn(db: Database, versionId: number): Promise<Record<List, number>> {
  const { rows } = await sql<Record<List, number>>`
    select count(*) filter (where ${listed('open')})::int as open, count(*) filter (where ${listed('settled')})::int as settled
    from anchors a join comments c on c.id = a.comment_id
    where a.version_id = ${versionId} and (a.state = 'needs-a-person' or a.settled_by is not null)`.execute(db)
  return rows[0]!
}

/** A paragraph to which a comment may be put. */
export interface Place {
  id: Id
  number: string
  slug: string
  text: string
}

export async function placesIn(db: Database, versionId: number, ids: readonly Id[]): Promise<ReadonlyMap<Id, Place>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('paragraphs')
    .select(['id', 'number', 'slug', 'text'])
    .where('version_id', '=', versionId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** Paragraphs with this number, then those with these words, in the order of the text. */
export async function findPlaces(db: Database, versionId: number, sought: string, limit: number): Promise<Place[]> {
  const pattern = `%${sought.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Place>`
    select id, number, slug, text from paragraphs
    where version_id = ${versionId} and (number = ${sought} or slug = ${sought} or number ilike ${pattern} or text ilike ${pattern})
    order by number = ${sought} or slug = ${sought} desc, number ilike ${pattern} desc, position limit ${limit}`.execute(
    db,
  )
  return rows
}

/** What lineage says of two paragraphs; undefined: nothing. */
export async function changeBetween(db: Database, old: Id, next: Id): Promise<LineageChange | undefined> {
  const row = await db
    .selectFrom('lineage_links')
    .select('change')
    .where('old_paragraph_id', '=', old)
    .where('new_paragraph_id', '=', next)
    .executeTakeFirst()
  return row?.change
}

/** The quote as its author chose it; null: the comment has none. */
export async function quoteOf(db: Database, commentId: Id) {
  const row = await db
    .selectFrom('comments')
    .select(['quote_exact as exact', 'quote_prefix as prefix', 'quote_suffix as suffix'])
    .where('id', '=', commentId)
    .executeTakeFirst()
  return row?.exact ? { exact: row.exact, prefix: row.prefix ?? '', suffix: row.suffix ?? '' } : null
}

export interface Settled {
  state: AnchorState
  paragraph: Id | null
  quote_start: number | null
  quote_end: number | null
}

/** The candidates and what stood beside it stay, so that she can change her mind. */
export async function settleAnchor(
  tx: Database,
  at: { comment: Id; version: number },
  { paragraph, ...settled }: Settled,
  by: Id,
): Promise<void> {
  await tx
    .updateTable('anchors')
    .set({ ...settled, paragraph_id: paragraph, confidence: 1, settled_by: by, settled_at: new Date() })
    .where('comment_id', '=', at.comment)
    .where('version_id', '=', at.version)
    .execute()
}
