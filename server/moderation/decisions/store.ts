import { sql } from 'kysely'
import { SEALED } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { DecisionAction, HeldFor, Id, Role, Status } from '../../database/schema.js'

/** What deciding about a comment asks of it. */
export interface Judged {
  id: Id
  person_id: Id
  parent_id: Id | null
  version_id: number
  status: Status
  edited_at: Date | null
  /** Which rule made it wait. */
  held_for: HeldFor | null
  report_title: string
  working_group_id: number
  working_group: string
  working_group_slug: string
  paragraph_number: string | null
  erased_at: Date | null
  /** Withheld on a ground for which only a coordinator may read the words. */
  sealed: boolean
  /** The same of a part of it. */
  sealedParts: boolean
  /** Flags that no decision has answered. */
  flags: number
}

/** For comments c; the rule by which visible.ts keeps the words from chairs. */
const isSealedNow = sql<boolean>`(c.status in ('withheld', 'spam') and coalesce((
  select d.reason = any(${SEALED}::text[]) from moderation_decisions d
  where d.comment_id = c.id and d.action in ('withhold', 'spam') order by d.id desc limit 1), false))`

const hasSealedParts = sql<boolean>`exists (
  select from redactions part join moderation_decisions d on d.id = part.decision_id
  where part.comment_id = c.id and part.lifted_by is null and part.words is not null
    and d.reason = any(${SEALED}::text[]))`

/** The comment, locked until the transaction ends, so that two moderators decide one after the other. */
export async function lockJudged(tx: Database, id: Id): Promise<Judged | undefined> {
  const { rows } = await sql<Judged>`
    select c.id, c.person_id, c.parent_id, c.version_id, c.status, c.edited_at, c.held_for, r.title as report_title, r.working_group_id,
      g.name as working_group, g.slug as working_group_slug, p.number as paragraph_number, coalesce(f.flags, 0) as flags, c.erased_at,
      ${isSealedNow} as sealed, ${hasSealedParts} as "sealedParts"
    from comments c
    join reports r on r.id = c.report_id
    join working_groups g on g.id = r.working_group_id
    left join paragraphs p on p.id = c.paragraph_id
    left join flagged_comments f on f.comment_id = c.id
    where c.id = ${id}
    for no key update of c`.execute(tx)
  return rows[0]
}

export interface DecisionRow {
  id: Id
  comment_id: Id
  moderator_id: Id | null
  moderator_role: Role | null
  action: DecisionAction
  reason: string | null
  explanation: string
  created_at: Date
  /** Null: six months later. */
  appeal_until: Date | null
}

export function lastDecision(db: Database, commentId: Id): Promise<DecisionRow | undefined> {
  return db
    .selectFrom('moderation_decisions')
    .selectAll()
    .where('comment_id', '=', commentId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Whether readers had flagged the comment, somebody appealed, or a moderator looked at it unasked. */
export type Origin = 'flagged' | 'appeal-author' | 'appeal-reader' | 'own'

/** How a decision came about, as its entry in the audit log says; decisions before there was such a note have none. */
export interface Circumstances {
  origin: Origin | null
  /** The rule that had found the comment, before a person decided. */
  held: HeldFor | null
}

/** For decisions d: joins their entry as `entry`, which has the columns of Circumstances. */
export const withCircumstances = sql`left join lateral (
  select details->>'origin' as origin, details->>'held' as held from audit_log
  where subject = 'comment' and subject_id = d.comment_id::text and details->>'decision' = d.id::text limit 1
) entry on true`

/** All decisions on a comment, the newest first. */
export async function decisionsOn(db: Database, commentId: Id): Promise<(DecisionRow & Circumstances)[]> {
  const { rows } = await sql<DecisionRow & Circumstances>`
    select d.*, entry.origin, entry.held from moderation_decisions d ${withCircumstances}
    where d.comment_id = ${commentId} order by d.id desc`.execute(db)
  return rows
}

export function insertDecision(
  tx: Database,
  { appealMonths, ...decision }: Omit<DecisionRow, 'id' | 'created_at' | 'appeal_until'> & { appealMonths: number },
): Promise<Pick<DecisionRow, 'id' | 'created_at' | 'appeal_until'>> {
  return tx
    .insertInto('moderation_decisions')
    .values({ ...decision, appeal_until: sql<Date>`now() + make_interval(months => ${appealMonths}::int)` })
    .returning(['id', 'created_at', 'appeal_until'])
    .executeTakeFirstOrThrow()
}

export async function setStatus(tx: Database, commentId: Id, status: Status): Promise<void> {
  await tx.updateTable('comments').set({ status }).where('id', '=', commentId).execute()
}

/** Nobody has to look at it any more. */
export async function endClaim(tx: Database, commentId: Id): Promise<void> {
  await tx.deleteFrom('claims').where('comment_id', '=', commentId).execute()
}
