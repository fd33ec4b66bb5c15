import { type RawBuilder, sql } from 'kysely'
import { type Reader, type VisibleComment, visibleComments } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { DecisionAction, Id, Kind, Role, Status } from '../../database/schema.js'

import { freeFor } from './claims.js'

/** Working groups whose comments the moderator reads. */
export type Groups = 'all' | readonly number[]

export interface QueueFilter {
  state: Status
  report?: string | undefined
  kind?: Kind | undefined
  author?: Id | undefined
  language?: string | undefined
  /** Number or slug. */
  paragraph?: string | undefined
  /** Without what moderators other than this one have open. */
  freeFor?: Id | undefined
}

/** What the queue shows beside the words of a comment: where it stands, who wrote it, what was decided last. */
export interface QueueContext {
  id: Id
  report_slug: string
  report_title: string
  language: string
  working_group_id: number
  working_group: string
  working_group_slug: string
  paragraph_text: string | null
  author_name: string | null
  flags: number
  /** Who has it open, when that is somebody else. */
  claimed_by: string | null
  decision_id: Id | null
  decision_action: DecisionAction | null
  decision_reason: string | null
  decision_explanation: string | null
  decision_at: Date | null
  decision_by: Id | null
  decision_role: Role | null
}

export type QueueRow = QueueContext & VisibleComment

const inGroups = (groups: Groups) => (groups === 'all' ? sql`true` : sql`r.working_group_id = any(${groups}::int[])`)
const inReport = (slug: string | undefined) => (slug === undefined ? sql`true` : sql`r.slug = ${slug}`)

/** Conditions on comments c and reports r. */
function chosenBy(filter: Omit<QueueFilter, 'state'>): RawBuilder<unknown> {
  const { kind, author, language, paragraph } = filter
  return sql`${kind === undefined ? sql`true` : sql`c.kind = ${kind}`}
    and ${author === undefined ? sql`true` : sql`c.person_id = ${author}`}
    and ${language === undefined ? sql`true` : sql`coalesce(c.language, r.language) = ${language}`}
    and ${paragraph === undefined ? sql`true` : onParagraph(paragraph)}
    and ${filter.freeFor === undefined ? sql`true` : freeFor(filter.freeFor)}`
}

const onParagraph = (name: string) => sql`c.paragraph_id = any(array(
  select p.id from versions v join paragraphs p on p.version_id = v.id
  where v.report_id = r.id and (p.number = ${name} or p.slug = ${name})))`

/**
 * One page of the queue, oldest first: which comments. Each report gives its own first comments from its index, so that
 * the page costs the same with a hundred comments waiting as with a hundred thousand.
 */
export async function queuePage(
  db: Database,
  groups: Groups,
  filter: QueueFilter,
  after: Id | null,
  limit: number,
): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    select picked.id from reports r cross join lateral (
      select c.id from comments c
      where c.report_id = r.id and c.status = ${filter.state} and c.id > ${after ?? '0'} and ${chosenBy(filter)}
      order by c.id limit ${limit}
    ) picked
    where ${inGroups(groups)} and ${inReport(filter.report)}
    order by picked.id limit ${limit}`.execute(db)
  return rows.map(row => row.id)
}

/** Where a page of flagged comments ended. */
export interface FlaggedAfter {
  flags: number
  id: Id
}

/** One page of the published comments that readers have flagged: those with most flags first, of equals the oldest. */
export async function flaggedPage(
  db: Database,
  groups: Groups,
  filter: Omit<QueueFilter, 'state'>,
  after: FlaggedAfter | null,
  limit: number,
): Promise<FlaggedAfter[]> {
  const { rows } = await sql<FlaggedAfter>`
    select f.comment_id as id, f.flags
    from flagged_comments f join reports r on r.id = f.report_id join comments c on c.id = f.comment_id
    where c.status = 'published' and ${inGroups(groups)} and ${inReport(filter.report)} and ${chosenBy(filter)}
      and ${after === null ? sql`true` : sql`(f.flags, -f.comment_id) < (${after.flags}, -${after.id}::bigint)`}
    order by f.flags desc, f.comment_id limit ${limit}`.execute(db)
  return rows
}

/** Comments as this moderator may read them, with what the queue shows beside, in the order of `ids`. */
export async function queueRows(db: Database, reader: Reader, ids: readonly Id[]): Promise<QueueRow[]> {
  if (ids.length === 0) return []
  const [visible, contexts] = await Promise.all([
    visibleComments(db, reader).where('c.id', 'in', ids).execute(),
    contextsOf(db, reader, ids),
  ])
  const byId = new Map(contexts.map(context => [context.id, context]))
  const rows = visible.map(comment => ({ ...comment, ...byId.get(comment.id)! }))
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

async function contextsOf(db: Database, reader: Reader, ids: readonly Id[]): Promise<QueueContext[]> {
  const { rows } = await sql<QueueContext>`
    select c.id, r.slug as report_slug, r.title as report_title, r.language, r.working_group_id,
      g.name as working_group, g.slug as working_group_slug, p.text as paragraph_text, a.name as author_name, coalesce(f.flags, 0) as flags,
      claimer.name as claimed_by,
      d.id as decision_id, d.action as decision_action, d.reason as decision_reason,
      d.explanation as decision_explanation, d.created_at as decision_at, d.moderator_id as decision_by,
      d.moderator_role as decision_role
    from comments c
    join reports r on r.id = c.report_id
    join working_groups g on g.id = r.working_group_id
    join people a on a.id = c.person_id
    left join paragraphs p on p.id = c.paragraph_id
    left join flagged_comments f on f.comment_id = c.id
    left join claims k on k.comment_id = c.id and k.until > now() and k.person_id <> ${reader.personId}::bigint
    left join people claimer on claimer.id = k.person_id
    left join lateral (
      select * from moderation_decisions d where d.comment_id = c.id order by d.id desc limit 1
    ) d on true
    where c.id = any(${ids}::bigint[])`.execute(db)
  return rows
}

/** No number is counted further than this; the page says “1,000+”. */
export const COUNT_CAP = 1_000

export type Counts = Readonly<Record<Status | 'flagged' | 'appealed', number>>

/** How many comments there are in each state, and how many wait for an answer, up to one more than COUNT_CAP. */
export async function stateCounts(db: Database, groups: Groups, report: string | undefined): Promise<Counts> {
  const [states, flagged, appealed] = await Promise.all([
    countStates(db, groups, report),
    countFirst(
      db,
      sql`select from flagged_comments f join reports r on r.id = f.report_id
        join comments c on c.id = f.comment_id
        where c.status = 'published' and ${inGroups(groups)} and ${inReport(report)}`,
    ),
    countFirst(
      db,
      sql`select from appeals a join comments c on c.id = a.comment_id join reports r on r.id = c.report_id
        where a.outcome is null and ${inGroups(groups)} and ${inReport(report)}`,
    ),
  ])
  return { ...states, flagged, appealed }
}

async function countFirst(db: Database, rows: RawBuilder<unknown>): Promise<number> {
  const counted = await sql<{ n: number }>`
    select count(*)::int as n from (${rows} limit ${COUNT_CAP + 1}) first`.execute(db)
  return counted.rows[0]!.n
}

async function countStates(db: Database, groups: Groups, report: string | undefined): Promise<Record<Status, number>> {
  const { rows } = await sql<{ state: Status; n: number }>`
    select s.state, least(sum(counted.n), ${COUNT_CAP + 1})::int as n
    from unnest(array['pending', 'published', 'withheld', 'spam', 'withdrawn']) s (state)
    left join reports r on ${inGroups(groups)} and ${inReport(report)}
    left join lateral (
      select count(*) as n from (
        select from comments c where c.report_id = r.id and c.status = s.state limit ${COUNT_CAP + 1}
      ) first
    ) counted on true
    group by 1`.execute(db)
  return Object.fromEntries(rows.map(row => [row.state, row.n ?? 0])) as Record<Status, number>
}

export interface History {
  person_id: Id
  status: Status
  n: number
}

/** What became of these authors' comments so far, each count capped. */
export async function historyOf(db: Database, people: readonly Id[]): Promise<History[]> {
  const { rows } = await sql<History>`
    select a.id as person_id, s.status, counted.n
    from unnest(${people}::bigint[]) a (id)
    cross join unnest(array['published', 'withheld', 'spam']) s (status)
    cross join lateral (
      select count(*)::int as n from (
        select from comments c where c.person_id = a.id and c.status = s.status limit ${COUNT_CAP + 1}
      ) first
    ) counted`.execute(db)
  return rows
}

/** Who else has comments of this tab open, and how many: by name, because moderators know each other. */
export async function claimsOfOthers(
  db: Database,
  groups: Groups,
  state: Status | 'flagged',
  me: Id,
): Promise<{ name: string | null; n: number }[]> {
  const inTab = state === 'flagged' ? sql`f.comment_id is not null` : sql`c.status = ${state}`
  const { rows } = await sql<{ name: string | null; n: number }>`
    select a.name, count(*)::int as n
    from claims k
    join comments c on c.id = k.comment_id
    join reports r on r.id = c.report_id
    join people a on a.id = k.person_id
    left join flagged_comments f on f.comment_id = c.id
    where k.until > now() and k.person_id <> ${me}::bigint and ${inTab} and ${inGroups(groups)}
    group by a.id order by a.name`.execute(db)
  return rows
}

/** Reports that the moderator can choose from. */
export async function moderatedReports(
  db: Database,
  groups: Groups,
): Promise<{ slug: string; title: string; language: string }[]> {
  const { rows } = await sql<{ slug: string; title: string; language: string }>`
    select r.slug, r.title, r.language from reports r where ${inGroups(groups)} order by r.title`.execute(db)
  return rows
}
