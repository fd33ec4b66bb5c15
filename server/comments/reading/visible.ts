import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Disposition, HeldFor, Id, Kind, Stance, Status } from '../../database/schema.js'
import type { Reader } from './reader.js'

/**
 * The one way by which the words of comments leave the database. Whoever reads them, for a page, the queue, the API, a
 * feed or an export, reads them here, so that a withheld word cannot slip out elsewhere:
 * - published: everybody
 * - pending, withheld, spam: the author and who moderates the report; what is withheld as illegal or for personal data,
 *   the author and coordinators alone
 * - withdrawn: the author
 * - a part of a published comment that is withheld: the author and who moderates the report; as above where it is withheld
 *   as illegal or for personal data. For others a gap stands there (gaps/gaps.ts)
 * - earlier wordings of an edited comment: the author and who moderates the report
 * Others find a tombstone, without words and without a name, where a withheld or withdrawn comment stood, and where one
 * that waits or is spam has replies that they find; of other comments that wait or are spam they find nothing at all.
 */
export interface VisibleComment {
  id: Id
  report_id: number
  version_id: number
  paragraph_id: Id | null
  parent_id: Id | null
  person_id: Id
  kind: Kind
  status: Status
  endorsements: number
  /** Of these, how many agreed with words that have been changed since. */
  endorsed_before_edit: number
  created_at: Date
  edited_at: Date | null
  withdrawn_at: Date | null
  /** Null where this reader finds a tombstone; so are all that follow up to the author's organisation. Gaps are U+FFFF. */
  body: string | null
  stance: Stance | null
  language: string | null
  on_behalf_of: string | null
  /** Why it waits where the policy would have let it through. */
  held_for: HeldFor | null
  proposed_text: string | null
  quote_exact: string | null
  quote_prefix: string | null
  quote_suffix: string | null
  quote_start: number | null
  quote_end: number | null
  /** Further paragraphs that it names, in the order of the document; empty in a tombstone. */
  also: readonly AlsoParagraph[]
  /** Null also where the author does not want to be named, or has left. */
  author_name: string | null
  author_named: boolean
  author_organisation: string | null
  author_group: string | null
  author_country: string | null
  /** Why it is withheld; the explanation only for who may read the words. */
  reason: string | null
  explanation: string | null
  /** Parts that the public does not see. */
  parts: readonly WithheldPart[]
  /** Erased for good: there are no words any more, for nobody. */
  erased_at: Date | null
  /** Public replies. */
  replies: number
  /** The response that is published; null where the comment is not. */
  answer: Answer | null
  mine: boolean
  endorsed: boolean
  version_number: number
  paragraph_number: string | null
  paragraph_slug: string | null
  paragraph_position: number | null
}

export interface WithheldPart {
  reason: string
  /** Null where this reader may not read them, and once they have been erased. */
  words: string | null
}

/** What became of a comment, as the public reads it. */
export interface Answer {
  disposition: Disposition
  reason: string
  duplicate_of: Id | null
  /** Number of the version in which it shows, and the paragraph there. */
  version: number | null
  paragraph: string | null
  paragraph_id: Id | null
  slug: string | null
  /** Address of the minutes; may be empty. */
  minutes: string
  /** ISO 8601. */
  published_at: string
  corrected_at: string | null
}

export interface AlsoParagraph {
  id: Id
  number: string
  slug: string
  lineage: Id
}

const ISO = sql.lit('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')

/** Grounds for which the words are kept from chairs too. */
export const SEALED: readonly string[] = ['illegal', 'personal-data']

export const isSealed = (reason: string | null): boolean => reason !== null && SEALED.includes(reason)

/**
 * Whether this reader may read the words, and those that are withheld of a comment whose others are public; tables c, r
 * and d (the decision by which it is withheld).
 */
function readableBy(reader: Reader): {
  mine: RawBuilder<boolean>
  moderates: RawBuilder<boolean>
  readable: RawBuilder<boolean>
  whole: RawBuilder<boolean>
} {
  const mine = reader.personId === null ? sql<boolean>`false` : sql<boolean>`c.person_id = ${reader.personId}::bigint`
  const moderates =
    reader.groups === 'all'
      ? sql<boolean>`true`
      : reader.groups.length
        ? sql<boolean>`r.working_group_id = any(${reader.groups}::int[])`
        : sql<boolean>`false`
  const unsealed =
    reader.groups === 'all' ? sql<boolean>`true` : sql<boolean>`not coalesce(d.reason = any(${SEALED}::text[]), false)`
  const readable = sql<boolean>`(c.status = 'published' or ${mine}
    or (${moderates} and c.status <> 'withdrawn' and ${unsealed}))`
  const unsealedParts =
    reader.groups === 'all'
      ? sql<boolean>`true`
      : sql<boolean>`not ${isTrue(sql`select true from redactions part
          join moderation_decisions pd on pd.id = part.decision_id
          where part.comment_id = c.id and part.lifted_by is null and part.words is not null and pd.reason = any(${SEALED}::text[]) limit 1`)}`
  return { mine, moderates, readable, whole: sql<boolean>`(${mine} or (${moderates} and ${unsealedParts}))` }
}

/** The decision by which a comment is withheld or spam: another may have come since, about a part of it. */
const restriction = sql<{ reason: string | null; explanation: string }>`(
  select reason, explanation from moderation_decisions decision
  where decision.comment_id = c.id and c.status in ('withheld', 'spam')
    and decision.action in ('withhold', 'spam')
  order by decision.id desc limit 1)`

/** The words as this reader may read them, with gaps or without, where she may read them at all. */
function textsFor(reader: Reader) {
  const { whole } = readableBy(reader)
  const text = (words: RawBuilder<unknown>, shown: RawBuilder<unknown>) =>
    sql`case when ${shown} is null or ${whole} then ${words} else ${shown} end`
  return {
    body: text(sql`c.body`, sql`c.shown_body`),
    proposed: text(sql`c.proposed_text`, sql`c.shown_proposed_text`),
  }
}

/** A condition for visibleComments: a text stands in the words as this reader may read them. Asks also wordsReadable. */
export function wordsMatch(reader: Reader, pattern: string): RawBuilder<boolean> {
  const { body, proposed } = textsFor(reader)
  return sql<boolean>`(${body} ilike ${pattern} or c.quote_exact ilike ${pattern} or ${proposed} ilike ${pattern})`
}

// biome-ignore lint/suspicious/noExplicitAny: Kysely's builder names every joined table in its type; callers add only conditions on them
export type VisibleQuery = SelectQueryBuilder<any, any, VisibleComment>

/**
 * The comments that this reader may see, with what she may see of each. Tables: c, v (version), r (report), p
 * (paragraph), a (author), d (the decision by which it is withheld). A condition on what a tombstone does not show must
 * also be one on `wordsReadable`, or a hit would tell of it.
 */
export function visibleComments(db: Database, reader: Reader): VisibleQuery {
  const { mine, moderates, readable, whole } = readableBy(reader)
  const texts = textsFor(reader)
  const ifReadable = <T>(value: RawBuilder<unknown>) => sql<T | null>`case when ${readable} then ${value} end`
  const words = <T>(column: string) => ifReadable<T>(sql.ref(column))
  const ifNamed = <T>(column: string) => ifReadable<T>(sql`case when a.publish_name then ${sql.ref(column)} end`)

  return db
    .selectFrom('comments as c')
    .innerJoin('versions as v', 'v.id', 'c.version_id')
    .innerJoin('reports as r', 'r.id', 'c.report_id')
    .innerJoin('people as a', 'a.id', 'c.person_id')
    .leftJoin('paragraphs as p', 'p.id', 'c.paragraph_id')
    .leftJoinLateral(restriction.as('d'), join => join.onTrue())
    .where(
      sql<boolean>`(c.status in ('published', 'withheld', 'withdrawn') or ${mine} or ${moderates}
        or ${isTrue(sql`select true from comments reply where reply.parent_id = c.id
          and reply.status in ('published', 'withheld', 'withdrawn') limit 1`)})`,
    )
    .select([
      'c.id',
      'c.report_id',
      'c.version_id',
      'c.paragraph_id',
      'c.parent_id',
      'c.person_id',
      'c.kind',
      'c.status',
      'c.endorsements',
      sql<number>`case when c.edited_at is null or c.endorsements = 0 then 0 else (
        select count(*)::int from endorsements e where e.comment_id = c.id and e.created_at < c.edited_at) end`.as(
        'endorsed_before_edit',
      ),
      'c.created_at',
      'c.edited_at',
      'c.withdrawn_at',
      ifReadable<string>(texts.body).as('body'),
      words<Stance>('c.stance').as('stance'),
      words<string>('c.language').as('language'),
      words<string>('c.on_behalf_of').as('on_behalf_of'),
      words<HeldFor>('c.held_for').as('held_for'),
      ifReadable<string>(texts.proposed).as('proposed_text'),
      words<string>('c.quote_exact').as('quote_exact'),
      words<string>('c.quote_prefix').as('quote_prefix'),
      words<string>('c.quote_suffix').as('quote_suffix'),
      words<number>('c.quote_start').as('quote_start'),
      words<number>('c.quote_end').as('quote_end'),
      sql<AlsoParagraph[]>`coalesce(${ifReadable(alsoNamed)}, '[]')`.as('also'),
      ifNamed<string>('a.name').as('author_name'),
      sql<boolean>`(${readable} and a.publish_name)`.as('author_named'),
      ifNamed<string>('a.organisation').as('author_organisation'),
      words<string>('a.stakeholder_group').as('author_group'),
      words<string>('a.country').as('author_country'),
      'd.reason',
      ifReadable<string>(sql`d.explanation`).as('explanation'),
      sql<WithheldPart[]>`case when ${readable} and (c.shown_body is not null or c.shown_proposed_text is not null)
        then ${partsFor(whole)} else '[]' end`.as('parts'),
      'c.erased_at',
      sql<number>`(select count(*)::int from comments reply where reply.parent_id = c.id and reply.status = 'published')`.as(
        'replies',
      ),
      sql<Answer | null>`case when c.status = 'published' then ${answerTo} end`.as('answer'),
      mine.as('mine'),
      (reader.personId === null
        ? sql<boolean>`false`
        : isTrue(
            sql`select true from endorsements e where e.comment_id = c.id and e.person_id = ${reader.personId}::bigint limit 1`,
          )
      ).as('endorsed'),
      'v.number as version_number',
      'p.number as paragraph_number',
      'p.slug as paragraph_slug',
      'p.position as paragraph_position',
    ]) as unknown as VisibleQuery
}

/**
 * Whether this asks for a row that there is. An `exists` could be answered by reading the whole table once, which the
 * planner takes for cheap when it expects many rows; this asks the index for each.
 */
const isTrue = (asked: RawBuilder<unknown>) => sql<boolean>`coalesce((${asked}), false)`

const alsoNamed = sql`(
  select jsonb_agg(jsonb_build_object('id', q.id::text, 'number', q.number, 'slug', q.slug, 'lineage', q.lineage::text)
    order by q.position)
  from comment_paragraphs also join paragraphs q on q.id = also.paragraph_id where also.comment_id = c.id)`

const answerTo = sql`(
  select jsonb_build_object('disposition', w.disposition, 'reason', w.reason, 'duplicate_of', w.duplicate_of::text,
    'version', rv.number, 'paragraph', rp.number, 'paragraph_id', rp.id::text, 'slug', rp.slug, 'minutes', w.minutes,
    'published_at', to_char(rs.published_at at time zone 'utc', ${ISO}),
    'corrected_at', to_char(rs.corrected_at at time zone 'utc', ${ISO}))
  from responses rs
  join response_wordings w on w.comment_id = rs.comment_id and w.revision = rs.published_revision
  left join versions rv on rv.id = w.version_id
  left join paragraphs rp on rp.id = w.paragraph_id
  where rs.comment_id = c.id)`

const partsFor = (whole: RawBuilder<boolean>) => sql`(
  select coalesce(jsonb_agg(jsonb_build_object('reason', pd.reason,
    'words', case when ${whole} then part.words end) order by part.id), '[]')
  from redactions part join moderation_decisions pd on pd.id = part.decision_id
  where part.comment_id = c.id and part.lifted_by is null)`

/** A condition for visibleComments: this reader may read the words, so that they may be searched and chosen by. */
export function wordsReadable(reader: Reader): RawBuilder<boolean> {
  return readableBy(reader).readable
}

/** An earlier wording of a comment, for its author and who moderates the report. */
export interface EarlierWording {
  body: string
  proposed_text: string | null
  written_at: Date
}

/** Earlier wordings, oldest first; none for a reader who may not see them, or not all of the comment's words of today. */
export async function earlierWordings(db: Database, reader: Reader, commentId: Id): Promise<EarlierWording[]> {
  const { readable, whole } = readableBy(reader)
  const { rows } = await sql<EarlierWording>`
    select w.body, w.proposed_text, w.written_at
    from comments c
    join reports r on r.id = c.report_id
    join comment_wordings w on w.comment_id = c.id
    left join lateral ${restriction} d on true
    where c.id = ${commentId} and ${whole} and ${readable}
    order by w.id`.execute(db)
  return rows
}
