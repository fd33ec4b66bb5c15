import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { DecisionAction, Id, Status } from '../../database/schema.js'

export interface AllOf {
  author: Id
  from: Status
  to: Status
  /** Groups whose reports the moderator moderates. */
  groups: 'all' | readonly number[]
  /** Groups that she chairs; about the others she decides as a coordinator. `all` stands for those above. */
  chairs: 'all' | readonly number[]
  moderator: Id
  action: DecisionAction
  entry: string
  reason: string | null
  explanation: string
  limit: number
  appealMonths: number
}

export interface DecidedRow {
  comment_id: Id
  decision_id: Id
  version_id: number
  report_title: string
  decided_at: Date
  appeal_until: Date
  /** Whether readers had flagged it, and whether a rule had made it wait. */
  flagged: boolean
  held: boolean
  /** Who had flagged it and is to be told. */
  flaggers: Id[]
}

/**
 * Decides about all of one author's comments in one state, oldest first: state, decision, audit entry, flags and claims in
 * one statement, however many there are. Triggers count them by paragraph.
 */
export async function decideAll(tx: Database, all: AllOf): Promise<DecidedRow[]> {
  const { groups, chairs } = all
  const role =
    chairs === 'all'
      ? sql`'chair'`
      : sql`case when r.working_group_id = any(${chairs}::int[]) then 'chair' else 'coordinator' end`
  const { rows } = await sql<DecidedRow>`
    with picked as (
      select c.id, c.version_id, c.status, r.title as report_title, ${role} as role,
        case when c.status = 'pending' then c.held_for end as held,
        coalesce((select true from flags where comment_id = c.id and decision_id is null limit 1), false) as flagged
      from comments c join reports r on r.id = c.report_id
      where c.person_id = ${all.author} and c.status = ${all.from}
        and ${groups === 'all' ? sql`true` : sql`r.working_group_id = any(${groups}::int[])`}
      order by c.id limit ${all.limit}
      for no key update of c
    ), moved as (
      update comments c set status = ${all.to} from picked where c.id = picked.id
    ), decided as (
      insert into moderation_decisions (comment_id, moderator_id, moderator_role, action, reason, explanation, appeal_until)
      select id, ${all.moderator}::bigint, role, ${all.action}, ${all.reason}, ${all.explanation},
        now() + make_interval(months => ${all.appealMonths}::int)
      from picked order by id returning id, comment_id, created_at, appeal_until
    ), logged as (
      insert into audit_log (actor_id, action, subject, subject_id, details)
      select ${all.moderator}::bigint, ${all.entry}, 'comment', picked.id::text,
        jsonb_strip_nulls(jsonb_build_object('decision', decided.id::text, 'from', picked.status, 'to', ${all.to}::text,
          'reason', ${all.reason}::text, 'role', picked.role, 'held', picked.held,
          'origin', case when picked.flagged then 'flagged' else 'own' end))
      from decided join picked on picked.id = decided.comment_id order by picked.id
    ), answered as (
      update flags set decision_id = decided.id from decided
      where flags.comment_id = decided.comment_id and flags.decision_id is null
      returning flags.comment_id, flags.person_id
    ), unflagged as (
      delete from flagged_comments using picked where comment_id = picked.id
    ), unclaimed as (
      delete from claims using picked where comment_id = picked.id
    )
    select picked.id as comment_id, decided.id as decision_id, picked.version_id, picked.report_title, picked.flagged,
      picked.held is not null as held,
      decided.created_at as decided_at, decided.appeal_until,
      array(select distinct person_id::text from answered
        where answered.comment_id = picked.id and person_id is not null) as flaggers
    from picked join decided on decided.comment_id = picked.id order by picked.id`.execute(tx)
  return rows
}
