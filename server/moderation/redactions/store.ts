import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'

/** All the words of a comment, for the moderator who takes a part out; the caller has asked whether she may read them. */
export interface Whole {
  body: string
  proposedText: string | null
}

export async function wordsOf(db: Database, commentId: Id): Promise<Whole> {
  return db
    .selectFrom('comments')
    .select(['body', 'proposed_text as proposedText'])
    .where('id', '=', commentId)
    .executeTakeFirstOrThrow()
}

export async function setShown(
  tx: Database,
  commentId: Id,
  shown: { shown_body: string | null; shown_proposed_text: string | null },
): Promise<void> {
  await tx.updateTable('comments').set(shown).where('id', '=', commentId).execute()
}

export async function insertRedactions(
  tx: Database,
  { commentId, decisionId }: { commentId: Id; decisionId: Id },
  passages: readonly string[],
): Promise<void> {
  await tx
    .insertInto('redactions')
    .values(passages.map(words => ({ comment_id: commentId, decision_id: decisionId, words })))
    .execute()
}

/** A decision by which parts are withheld, in the way in which a moderator sees it who may read them. */
export interface StandingRedaction {
  decision_id: Id
  reason: string
  explanation: string
  created_at: Date
  /** Empty once they have been erased. */
  passages: string[]
}

/** Those of a comment that stand, the oldest first. */
export async function redactionsOn(db: Database, commentId: Id): Promise<StandingRedaction[]> {
  const { rows } = await sql<StandingRedaction>`
    select d.id as decision_id, d.reason, d.explanation, d.created_at,
      coalesce(array_agg(part.words order by part.id) filter (where part.words is not null), '{}') as passages
    from redactions part join moderation_decisions d on d.id = part.decision_id
    where part.comment_id = ${commentId} and part.lifted_by is null
    group by d.id order by d.id`.execute(db)
  return rows
}

/** What is asked of a redaction before it is lifted. */
export interface Lifted {
  comment_id: Id
  reason: string
  /** Parts that stand, and those of them that could be shown again. */
  standing: number
  known: number
}

/** Undefined: there is no such decision, or it withheld no part. */
export async function redactionBy(db: Database, decisionId: Id): Promise<Lifted | undefined> {
  const { rows } = await sql<Lifted>`
    select d.comment_id, d.reason,
      count(*) filter (where part.lifted_by is null)::int as standing,
      count(*) filter (where part.lifted_by is null and part.words is not null)::int as known
    from moderation_decisions d join redactions part on part.decision_id = d.id
    where d.id = ${decisionId} and d.action = 'redact' group by d.id`.execute(db)
  return rows[0]
}

export async function markLifted(tx: Database, decisionId: Id, by: Id): Promise<void> {
  await tx
    .updateTable('redactions')
    .set({ lifted_by: by })
    .where('decision_id', '=', decisionId)
    .where('lifted_by', 'is', null)
    // What has been erased cannot be shown again.
    .where('words', 'is not', null)
    .execute()
}
