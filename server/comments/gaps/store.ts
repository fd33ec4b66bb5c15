import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { GAP, withGaps } from './gaps.js'

/** The passages that are withheld of a comment today; those that have been erased are not known any more. */
export async function passagesOf(db: Database, commentId: Id): Promise<string[]> {
  const rows = await db
    .selectFrom('redactions')
    .select('words')
    .where('comment_id', '=', commentId)
    .where('lifted_by', 'is', null)
    .where('words', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map(row => row.words!)
}

interface Words {
  body: string
  proposedText: string | null
}

/** What the public reads in the place of these words; null: the words themselves. */
export function shownFor({ body, proposedText }: Words, passages: readonly string[]) {
  const shown = (text: string) => {
    const gapped = withGaps(text, passages)
    // What has been erased has left its gap in the words themselves.
    return gapped.includes(GAP) ? gapped : null
  }
  return { shown_body: shown(body), shown_proposed_text: proposedText === null ? null : shown(proposedText) }
}

/**
 * After an edit: what is withheld of a comment stays so in its new words, and they wait, because the same can be said
 * with other letters. False: nothing is withheld of it.
 */
export async function keepGaps(tx: Database, commentId: Id, words: Words): Promise<boolean> {
  const standing = await tx
    .selectFrom('redactions')
    .select('id')
    .where('comment_id', '=', commentId)
    .where('lifted_by', 'is', null)
    .executeTakeFirst()
  if (!standing) return false
  const shown = shownFor(words, await passagesOf(tx, commentId))
  await tx
    .updateTable('comments')
    .set({ ...shown, status: 'pending' })
    .where('id', '=', commentId)
    .execute()
  return true
}
