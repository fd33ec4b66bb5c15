import { type SelectQueryBuilder, sql } from 'kysely'
import { isCoordinator, moderatedGroups, type Visitor } from '../accounts/index.js'
import type { Database } from '../database/pool.js'
import type { Id, Kind, Stance, Status } from '../database/schema.js'

/**
 * The one way by which the words of comments leave the database. Whoever reads them, for a page, the API, a feed or an
 * export, reads them here, so that a withheld word cannot slip out elsewhere:
 * - published: everybody
 * - pending, withheld, spam: the author and who moderates the report
 * - withdrawn: the author
 * Others find a tombstone (withheld, withdrawn: words null) or nothing at all (pending, spam).
 */
export interface VisibleComment {
  id: Id
  report_id: number
  version_id: number
  paragraph_id: Id | null
  parent_id: Id | null
  person_id: Id
  kind: Kind
  stance: Stance | null
  status: Status
  language: string | null
  endorsements: number
  on_behalf_of: string | null
  created_at: Date
  edited_at: Date | null
  withdrawn_at: Date | null
  /** Null where this reader finds a tombstone; so are the proposed words and the quote. */
  body: string | null
  proposed_text: string | null
  quote_exact: string | null
  quote_prefix: string | null
  quote_suffix: string | null
  quote_start: number | null
  quote_end: number | null
  /** Null: the author does not want to be named, or has left. */
  author_name: string | null
  author_group: string | null
  author_country: string | null
  author_organisation: string | null
  /** Why it is withheld; the explanation only for who may read the words. */
  reason: string | null
  explanation: string | null
  replies: number
  mine: boolean
  endorsed: boolean
  version_number: number
  paragraph_number: string | null
  paragraph_slug: string | null
  paragraph_position: number | null
}

/** Who reads; made from the visitor, or for an export that everybody may see. */
export interface Reader {
  personId: Id | null
  /** Working groups whose reports she moderates. */
  groups: 'all' | readonly number[]
}

export const everybody: Reader = { personId: null, groups: [] }

export function readerOf(person: Visitor | null): Reader {
  if (!person) return everybody
  return { personId: person.id, groups: isCoordinator(person) ? 'all' : moderatedGroups(person) }
}

// biome-ignore lint/suspicious/noExplicitAny: Kysely's builder names every joined table in its type; callers add only conditions on them
type VisibleQuery = SelectQueryBuilder<any, any, VisibleComment>

/** The comments that this reader may see, with what she may see of each. Tables: c, v, r, p (paragraph), a (author). */
export function visibleComments(db: Database, reader: Reader): VisibleQuery {
  const moderates =
    reader.groups === 'all'
      ? sql<boolean>`true`
      : reader.groups.length
        ? sql<boolean>`r.working_group_id = any(${reader.groups}::int[])`
        : sql<boolean>`false`
  const mine = reader.personId === null ? sql<boolean>`false` : sql<boolean>`c.person_id = ${reader.personId}::bigint`
  const readable = sql<boolean>`(c.status = 'published' or ${mine} or (${moderates} and c.status <> 'withdrawn'))`
  const words = <T>(column: string) => sql<T | null>`case when ${readable} then ${sql.ref(column)} end`

  return db
    .selectFrom('comments as c')
    .innerJoin('versions as v', 'v.id', 'c.version_id')
    .innerJoin('reports as r', 'r.id', 'c.report_id')
    .innerJoin('people as a', 'a.id', 'c.person_id')
    .leftJoin('paragraphs as p', 'p.id', 'c.paragraph_id')
    .leftJoinLateral(
      eb =>
        eb
          .selectFrom('moderation_decisions as d')
          .select(['d.reason', 'd.explanation'])
          .whereRef('d.comment_id', '=', 'c.id')
          .where(sql<boolean>`c.status in ('withheld', 'spam')`)
          .orderBy('d.id', 'desc')
          .limit(1)
          .as('d'),
      join => join.onTrue(),
    )
    .where(sql<boolean>`(c.status in ('published', 'withheld', 'withdrawn') or ${mine} or ${moderates})`)
    .select([
      'c.id',
      'c.report_id',
      'c.version_id',
      'c.paragraph_id',
      'c.parent_id',
      'c.person_id',
      'c.kind',
      'c.stance',
      'c.status',
      'c.language',
      'c.endorsements',
      'c.created_at',
      'c.edited_at',
      'c.withdrawn_at',
      words<string>('c.on_behalf_of').as('on_behalf_of'),
      words<string>('c.body').as('body'),
      words<string>('c.proposed_text').as('proposed_text'),
      words<string>('c.quote_exact').as('quote_exact'),
      words<string>('c.quote_prefix').as('quote_prefix'),
      words<string>('c.quote_suffix').as('quote_suffix'),
      words<number>('c.quote_start').as('quote_start'),
      words<number>('c.quote_end').as('quote_end'),
      sql<string | null>`case when a.publish_name then a.name end`.as('author_name'),
      'a.stakeholder_group as author_group',
      'a.country as author_country',
      sql<string | null>`case when a.publish_name then a.organisation end`.as('author_organisation'),
      'd.reason',
      sql<string | null>`case when ${mine} or ${moderates} then d.explanation end`.as('explanation'),
      sql<number>`(select count(*)::int from comments reply where reply.parent_id = c.id and reply.status = 'published')`.as('replies'),
      mine.as('mine'),
      (reader.personId === null
        ? sql<boolean>`false`
        : sql<boolean>`exists (select from endorsements e where e.comment_id = c.id and e.person_id = ${reader.personId}::bigint)`
      ).as('endorsed'),
      'v.number as version_number',
      'p.number as paragraph_number',
      'p.slug as paragraph_slug',
      'p.position as paragraph_position',
    ]) as unknown as VisibleQuery
}

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
  query = at.paragraphId === null ? query.where('c.paragraph_id', 'is', null) : query.where('c.paragraph_id', '=', at.paragraphId)
  if (after !== null) query = query.where('c.id', '>', after)
  return query.orderBy('c.id').limit(limit).execute()
}

/** The replies to these comments, oldest first. */
export function repliesTo(db: Database, reader: Reader, ids: readonly Id[]): Promise<VisibleComment[]> {
  if (ids.length === 0) return Promise.resolve([])
  return visibleComments(db, reader).where('c.parent_id', 'in', ids).orderBy('c.id').execute()
}

export interface CommentFilter {
  reportId: number
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
export function findComments(db: Database, reader: Reader, filter: CommentFilter, after: Id | null, limit: number): Promise<VisibleComment[]> {
  let query = visibleComments(db, reader).where('c.report_id', '=', filter.reportId)
  if (filter.version !== undefined) query = query.where('v.number', '=', filter.version)
  if (filter.paragraphId !== undefined) query = query.where('c.paragraph_id', '=', filter.paragraphId)
  if (filter.status !== undefined) query = query.where('c.status', '=', filter.status)
  if (filter.kind !== undefined) query = query.where('c.kind', '=', filter.kind)
  if (filter.stance !== undefined) query = query.where('c.stance', '=', filter.stance)
  if (filter.group !== undefined) query = query.where('a.stakeholder_group', '=', filter.group)
  if (filter.country !== undefined) query = query.where('a.country', '=', filter.country)
  if (filter.text !== undefined) {
    const pattern = `%${filter.text.replace(/[\\%_]/g, character => `\\${character}`)}%`
    // A search reads published words alone, whoever searches: a hit must not tell of words that are withheld.
    query = query.where(
      sql<boolean>`(c.status = 'published' and (c.body ilike ${pattern} or c.quote_exact ilike ${pattern} or c.proposed_text ilike ${pattern})
        or p.number = ${filter.text})`,
    )
  }
  if (after !== null) query = query.where('c.id', '>', after)
  return query.orderBy('c.id').limit(limit).execute()
}
