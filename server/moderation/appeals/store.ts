import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Status } from '../../database/schema.js'
import { type Circumstances, type DecisionRow, withCircumstances } from '../decisions/store.js'

/** A decision with the comment that it is about, without its words, and what the one who asks has to do with it. */
export interface DecisionAsked extends DecisionRow, Circumstances {
  author_id: Id
  comment_status: Status
  report_title: string
  working_group_id: number
  working_group: string
  /** Whether no later decision has taken its place; of a part that was withheld: whether it still is. */
  stands: boolean
  /** Of a part that was withheld: whether it can be shown again. */
  liftable: boolean
  /** Whether it answered a flag of the one who asks. */
  flagged: boolean
}

export async function decisionFor(db: Database, id: Id, personId: Id): Promise<DecisionAsked | undefined> {
  const { rows } = await sql<DecisionAsked>`
    select d.*, entry.origin, entry.held, c.person_id as author_id, c.status as comment_status, r.title as report_title, r.working_group_id, g.name as working_group,
      case when d.action = 'redact'
        then exists (select from redactions part where part.decision_id = d.id and part.lifted_by is null)
        else not exists (select from moderation_decisions l
          where l.comment_id = d.comment_id and l.id > d.id and l.action <> 'lift')
      end as stands,
      exists (select from redactions part where part.decision_id = d.id and part.lifted_by is null
        and part.words is not null) as liftable,
      exists (select from flags f where f.decision_id = d.id and f.person_id = ${personId}::bigint) as flagged
    from moderation_decisions d
    ${withCircumstances}
    join comments c on c.id = d.comment_id
    join reports r on r.id = c.report_id
    join working_groups g on g.id = r.working_group_id
    where d.id = ${id}`.execute(db)
  return rows[0]
}

export interface AppealRow {
  id: Id
  comment_id: Id
  decision_id: Id
  person_id: Id
  text: string
  created_at: Date
  decided_at: Date | null
  outcome: 'upheld' | 'overturned' | null
  reason: string
}

const COLUMNS = [
  'id',
  'comment_id',
  'decision_id',
  'person_id',
  'text',
  'created_at',
  'decided_at',
  'outcome',
  'reason',
] as const satisfies readonly (keyof AppealRow)[]

/** This person's appeal against a decision: one or none. */
export function appealsAgainst(db: Database, decisionId: Id, personId: Id): Promise<AppealRow[]> {
  return db
    .selectFrom('appeals')
    .select(COLUMNS)
    .where('decision_id', '=', decisionId)
    .where('person_id', '=', personId)
    .execute()
}

export function appealById(db: Database, id: Id): Promise<AppealRow | undefined> {
  return db.selectFrom('appeals').select(COLUMNS).where('id', '=', id).executeTakeFirst()
}

/** Nothing is decided about the comment, nor erased of it, until the transaction ends. */
export async function holdComment(tx: Database, id: Id): Promise<void> {
  await tx.selectFrom('comments').select('id').where('id', '=', id).forShare().execute()
}

/** Undefined: this person has appealed against the decision before. */
export async function insertAppeal(
  tx: Database,
  appeal: Pick<AppealRow, 'comment_id' | 'decision_id' | 'person_id' | 'text'>,
): Promise<{ id: Id } | undefined> {
  return tx
    .insertInto('appeals')
    .values(appeal)
    .onConflict(conflict => conflict.columns(['decision_id', 'person_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
}

/** An appeal, locked until the transaction ends, so that it is decided once. */
export function lockAppeal(tx: Database, id: Id): Promise<AppealRow | undefined> {
  return tx.selectFrom('appeals').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function closeAppeal(
  tx: Database,
  id: Id,
  by: { decidedBy: Id; outcome: 'upheld' | 'overturned'; reason: string },
): Promise<void> {
  await tx
    .updateTable('appeals')
    .set({ decided_at: new Date(), decided_by: by.decidedBy, outcome: by.outcome, reason: by.reason })
    .where('id', '=', id)
    .execute()
}

/** An open appeal as moderators list it, without who made it. */
export interface OpenAppeal {
  id: Id
  comment_id: Id
  text: string
  created_at: Date
  report_title: string
  /** Whether the author of the comment appeals, or somebody who had flagged it. */
  by_author: boolean
  action: DecisionRow['action']
  /** Reason of the decision. */
  ground: string | null
  moderator_id: Id | null
}

/** Open appeals of these working groups, oldest first. */
export async function openAppeals(
  db: Database,
  groups: 'all' | readonly number[],
  after: Id | null,
  limit: number,
): Promise<OpenAppeal[]> {
  const { rows } = await sql<OpenAppeal>`
    select a.id, a.comment_id, a.text, a.created_at, r.title as report_title, a.person_id = c.person_id as by_author,
      d.action, d.reason as ground, d.moderator_id
    from appeals a
    join moderation_decisions d on d.id = a.decision_id
    join comments c on c.id = a.comment_id
    join reports r on r.id = c.report_id
    where a.outcome is null and a.id > ${after ?? '0'}
      and ${groups === 'all' ? sql`true` : sql`r.working_group_id = any(${groups}::int[])`}
    order by a.id limit ${limit}`.execute(db)
  return rows
}

/** Appeals that have been open for longer than so many days. */
export async function overdueAppeals(db: Database, days: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from appeals
    where outcome is null and created_at < now() - make_interval(days => ${days})`.execute(db)
  return rows[0]!.n
}
