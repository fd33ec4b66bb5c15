import { sql } from 'kysely'
import { SEALED } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'

/** A passage that is kept apart, and on what ground. */
export interface SealedPart {
  id: Id
  words: string
  reason: string
}

/** Passages of a comment that are withheld on a ground for which only a coordinator may read them. */
export async function sealedParts(db: Database, commentId: Id): Promise<SealedPart[]> {
  const { rows } = await sql<SealedPart>`
    select part.id, part.words, d.reason from redactions part join moderation_decisions d on d.id = part.decision_id
    where part.comment_id = ${commentId} and part.lifted_by is null and part.words is not null
      and d.reason = any(${SEALED}::text[]) order by part.id`.execute(db)
  return rows
}

/** The ground on which a comment is withheld. */
export async function groundOf(db: Database, commentId: Id): Promise<string | null> {
  const row = await db
    .selectFrom('moderation_decisions')
    .select('reason')
    .where('comment_id', '=', commentId)
    .where('action', 'in', ['withhold', 'spam'])
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return row?.reason ?? null
}

/** Whether somebody waits for the review of a decision about the comment. */
export async function appealIsOpen(db: Database, commentId: Id): Promise<boolean> {
  const row = await db
    .selectFrom('appeals')
    .select('id')
    .where('comment_id', '=', commentId)
    .where('outcome', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Every wording that the comment has had before, for finding it elsewhere. */
export async function earlierBodies(db: Database, commentId: Id): Promise<string[]> {
  const rows = await db.selectFrom('comment_wordings').select('body').where('comment_id', '=', commentId).execute()
  return rows.map(row => row.body)
}

/** Nothing is left of what the author wrote; where it stood, and its state, stay. */
export async function eraseWhole(tx: Database, commentId: Id): Promise<void> {
  await tx
    .updateTable('comments')
    .set({
      body: '',
      proposed_text: null,
      shown_body: null,
      shown_proposed_text: null,
      on_behalf_of: null,
      erased_at: sql<Date>`now()`,
    })
    .where('id', '=', commentId)
    .execute()
  await tx.updateTable('redactions').set({ words: null }).where('comment_id', '=', commentId).execute()
}

export async function erasePassages(
  tx: Database,
  commentId: Id,
  left: { body: string; proposed_text: string | null; shown_body: string | null; shown_proposed_text: string | null },
  parts: readonly Id[],
): Promise<void> {
  await tx.updateTable('comments').set(left).where('id', '=', commentId).execute()
  await tx.updateTable('redactions').set({ words: null }).where('id', 'in', parts).execute()
}

/**
 * What may hold the same words beside the comment: its earlier wordings, what of it was taken over for the next draft, what
 * readers have said against it, and what was said of decisions that have been reviewed. Other words of a passage can stand there, so all of it goes.
 */
export async function eraseAround(tx: Database, commentId: Id): Promise<void> {
  await tx.deleteFrom('comment_wordings').where('comment_id', '=', commentId).execute()
  await tx.deleteFrom('suggested_changes').where('comment_id', '=', commentId).execute()
  await tx.updateTable('flags').set({ explanation: '' }).where('comment_id', '=', commentId).execute()
  await tx.updateTable('appeals').set({ text: '' }).where('comment_id', '=', commentId).execute()
}
