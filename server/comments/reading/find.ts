import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Kind, Paragraph, Stance, Status } from '../../database/schema.js'
import type { Reader } from './reader.js'
import { type StandingComment, standingIn } from './standing.js'
import { type VisibleComment, type VisibleQuery, visibleComments, wordsMatch, wordsReadable } from './visible.js'

/** One comment as this reader may see it. */
export function visibleComment(db: Database, reader: Reader, id: Id): Promise<VisibleComment | undefined> {
  return visibleComments(db, reader).where('c.id', '=', id).executeTakeFirst()
}

/** Top-level comments on a paragraph (null: on the whole report), oldest first, after the given one. */
export function commentsOn(
  db: Database,
  reader: Reader,
  at: { versionId: number; paragraphId: Id | null },
  after: Id | null,
  limit: number,
): Promise<VisibleComment[]> {
  let query = visibleComments(db, reader).where('c.version_id', '=', at.versionId).where('c.parent_id', 'is', null)
  query = query.where('c.paragraph_id', at.paragraphId === null ? 'is' : '=', at.paragraphId)
  if (after !== null) query = query.where('c.id', '>', after)
  return query.orderBy('c.id').limit(limit).execute()
}

/** The first replies to each of these comments, oldest first, after the given one. */
export function repliesTo(
  db: Database,
  reader: Reader,
  ids: readonly Id[],
  after: Id | null,
  limit: number,
): Promise<VisibleComment[]> {
  if (ids.length === 0) return Promise.resolve([])
  // Ranked among those that the reader may see, so that a page is never empty because of what she may not.
  const ranked = visibleComments(db, reader)
    .where('c.parent_id', 'in', ids)
    .where('c.id', '>', after ?? '0')
    .clearSelect()
    .select(['c.id', sql<number>`row_number() over (partition by c.parent_id order by c.id)`.as('rank')])
  return visibleComments(db, reader)
    .where('c.id', 'in', db.selectFrom(ranked.as('ranked')).select('ranked.id').where('ranked.rank', '<=', limit))
    .orderBy('c.id')
    .execute()
}

export interface CommentFilter {
  reportId: number
  /** Number of the version on which they were written. */
  version?: number
  paragraphId?: Id
  status?: Status
  kind?: Kind
  stance?: Stance
  group?: string
  country?: string
  /** Words sought in the comment, its quote, its proposed wording, or the paragraph's number. */
  text?: string
}

/** The comments of a report that match, in the order in which they came, after the given one. */
export function findComments(
  db: Database,
  reader: Reader,
  filter: CommentFilter,
  after: Id | null,
  limit: number,
): Promise<VisibleComment[]> {
  let query = matching(db, reader, filter)
  if (after !== null) query = query.where('c.id', '>', after)
  return query.orderBy('c.id').limit(limit).execute()
}

/**
 * The comments that stand in a version and match, those carried to it as well, in the order in which they came; the
 * paragraph, where one is asked for, is one of that version.
 */
export function findStanding(
  db: Database,
  reader: Reader,
  { versionId, ...filter }: Omit<CommentFilter, 'version'> & { versionId: number },
  after: Id | null,
  limit: number,
): Promise<StandingComment[]> {
  const { paragraphId, ...rest } = filter
  let query = restrict(standingIn(db, reader, versionId), reader, rest)
  if (paragraphId !== undefined)
    query = query.where(
      sql<boolean>`coalesce(s.paragraph_id, case when s.comment_id is null then c.paragraph_id end) = ${paragraphId}::bigint`,
    )
  if (after !== null) query = query.where('c.id', '>', after)
  return query.orderBy('c.id').limit(limit).execute() as Promise<StandingComment[]>
}

/** How many match, counted no further than `cap`. */
export async function countComments(db: Database, reader: Reader, filter: CommentFilter, cap: number): Promise<number> {
  const counted = matching(db, reader, filter).clearSelect().select(sql`1`.as('one')).limit(cap)
  const row = await db
    .selectFrom(counted.as('counted'))
    .select(sql<number>`count(*)::int`.as('n'))
    .executeTakeFirstOrThrow()
  return row.n
}

const matching = (db: Database, reader: Reader, filter: CommentFilter) =>
  restrict(visibleComments(db, reader), reader, filter)

function restrict(comments: VisibleQuery, reader: Reader, filter: CommentFilter): VisibleQuery {
  let query = comments.where('c.report_id', '=', filter.reportId)
  if (filter.version !== undefined) query = query.where('v.number', '=', filter.version)
  if (filter.paragraphId !== undefined) query = query.where('c.paragraph_id', '=', filter.paragraphId)
  if (filter.status !== undefined) query = query.where('c.status', '=', filter.status)
  if (filter.kind !== undefined) query = query.where('c.kind', '=', filter.kind)

  // What a tombstone does not show can only be asked of comments whose words this reader may read.
  const { stance, group, country, text } = filter
  if (stance === undefined && group === undefined && country === undefined && text === undefined) return query
  query = query.where(wordsReadable(reader))
  if (stance !== undefined) query = query.where('c.stance', '=', stance)
  if (group !== undefined) query = query.where('a.stakeholder_group', '=', group)
  if (country !== undefined) query = query.where('a.country', '=', country)
  if (text !== undefined) {
    const pattern = `%${text.replace(/[\\%_]/g, character => `\\${character}`)}%`
    query = query.where(sql<boolean>`(${wordsMatch(reader, pattern)} or p.number = ${text})`)
  }
  return query
}

export async function paragraphOf(db: Database, id: Id | null): Promise<Paragraph | undefined> {
  return id === null ? undefined : db.selectFrom('paragraphs').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The words of these paragraphs. */
export async function paragraphTexts(db: Database, ids: readonly Id[]): Promise<ReadonlyMap<Id, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('paragraphs').select(['id', 'text']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.text]))
}

/** The versions of a report that the public can read, in their order. */
export function publishedVersions(db: Database, reportId: number) {
  return db
    .selectFrom('versions')
    .select(['id', 'number', 'label', 'opens_at', 'closes_at'])
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .orderBy('number')
    .execute()
}

/** The paragraphs before and after, for going on without the text. */
export async function neighbours(db: Database, paragraph: Paragraph | null) {
  if (!paragraph) return { previous: undefined, next: undefined }
  const near = await db
    .selectFrom('paragraphs')
    .select(['position', 'number', 'slug'])
    .where('version_id', '=', paragraph.version_id)
    .where('position', 'in', [paragraph.position - 1, paragraph.position + 1])
    .execute()
  return {
    previous: near.find(row => row.position < paragraph.position),
    next: near.find(row => row.position > paragraph.position),
  }
}
