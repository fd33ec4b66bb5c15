import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Status } from '../../database/schema.js'
import type { Reason } from '../decisions/reasons.js'

/** Who flags: a person, or a keyed hash of an address and the comment, which tells nothing across comments. */
export type Flagger = { person: Id } | { addressHash: Buffer }

export interface NewFlag {
  comment: Id
  by: Flagger
  reason: Reason
  explanation: string
}

/** Keeps a flag and counts it. False: this reader has flagged the comment before, and nothing is kept. */
export async function insertFlag(tx: Database, { comment, by, reason, explanation }: NewFlag): Promise<boolean> {
  const { rows } = await sql<{ id: Id }>`
    with flag as (
      insert into flags (comment_id, person_id, address_hash, reason, explanation)
      values (${comment}, ${'person' in by ? by.person : null}, ${'addressHash' in by ? by.addressHash : null},
        ${reason}, ${explanation})
      on conflict do nothing returning id, comment_id
    )
    insert into flagged_comments as f (comment_id, report_id, flags)
    select c.id, c.report_id, 1 from flag join comments c on c.id = flag.comment_id
    on conflict (comment_id) do update set flags = f.flags + 1
    returning comment_id as id`.execute(tx)
  return rows.length > 0
}

/** Whose comment it is and in what state, without its words; locked, so that no decision comes between. */
export async function lockFlaggable(
  tx: Database,
  id: Id,
): Promise<{ person_id: Id; status: Status; working_group_slug: string } | undefined> {
  return tx
    .selectFrom('comments as c')
    .innerJoin('reports as r', 'r.id', 'c.report_id')
    .innerJoin('working_groups as g', 'g.id', 'r.working_group_id')
    .select(['c.person_id', 'c.status', 'g.slug as working_group_slug'])
    .where('c.id', '=', id)
    .forShare('c')
    .executeTakeFirst()
}

/** Slug of the working group on whose report the comment stands. */
export async function groupOf(db: Database, id: Id): Promise<string> {
  const { slug } = await db
    .selectFrom('comments as c')
    .innerJoin('reports as r', 'r.id', 'c.report_id')
    .innerJoin('working_groups as g', 'g.id', 'r.working_group_id')
    .select('g.slug')
    .where('c.id', '=', id)
    .executeTakeFirstOrThrow()
  return slug
}

export interface OpenFlag {
  comment_id: Id
  reason: string
  explanation: string
}

/** Flags of these comments that no decision has answered, without who raised them, oldest first. */
export async function openFlags(db: Database, ids: readonly Id[]): Promise<OpenFlag[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('flags')
    .select(['comment_id', 'reason', 'explanation'])
    .where('comment_id', 'in', ids)
    .where('decision_id', 'is', null)
    .orderBy('id')
    .execute()
}

/** The flags of a comment are answered by a decision on it. Answers who is to be told, each once. */
export async function answerFlags(
  tx: Database,
  commentId: Id,
  decisionId: Id,
): Promise<{ flags: number; people: Id[] }> {
  const { rows } = await sql<{ flags: number; people: Id[] | null }>`
    with answered as (
      update flags set decision_id = ${decisionId} where comment_id = ${commentId} and decision_id is null
      returning person_id
    ), counted as (
      delete from flagged_comments where comment_id = ${commentId}
    )
    select count(*)::int as flags, array_agg(distinct person_id::text) filter (where person_id is not null) as people
    from answered`.execute(tx)
  return { flags: rows[0]?.flags ?? 0, people: rows[0]?.people ?? [] }
}
