import type { FastifyInstance } from 'fastify'
import { forgetFormsWith, isCoordinator, type Visitor } from '../../accounts/index.js'
import { cleanText, hashOfWords, passagesOf, shownFor, withGaps } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { conflict, invalidField, notAllowed } from '../../web/faults.js'
import { conclude, type Decided, type Rules, rulesOf, takeUp } from '../decisions/decide.js'
import type { Reason } from '../decisions/reasons.js'
import { wordsOf } from '../redactions/store.js'
import {
  appealIsOpen,
  earlierBodies,
  eraseAround,
  erasePassages,
  eraseWhole,
  groundOf,
  type SealedPart,
  sealedParts,
} from './store.js'

export interface Erasure {
  comment: Id
  moderator: Visitor
  explanation: string
  /** As in any other decision. */
  seen?: string | undefined
}

/**
 * Erases for good what is kept apart as illegal content or personal data: the whole of a comment that is withheld for it,
 * or the passages of one whose others are public. The tombstone or the gap stays, as do the decisions and the log, which
 * holds a hash of what was erased. Coordinators alone; not while somebody waits for a review.
 * @throws as decide(); conflict where nothing is kept apart, or an appeal is open; invalid without an explanation
 */
export async function erase(app: FastifyInstance, erasure: Erasure): Promise<Decided> {
  const decided = await app.db.transaction().execute(tx => eraseIn(tx, erasure, rulesOf(app)))
  app.signals.tell('comments', decided.versionId)
  return decided
}

async function eraseIn(tx: Database, erasure: Erasure, rules: Rules): Promise<Decided> {
  if (!isCoordinator(erasure.moderator)) throw notAllowed('kept-apart')
  const taken = await takeUp(tx, erasure, rules)
  const { id, sealed, status } = taken.comment
  const parts = sealed ? [] : await sealedParts(tx, id)
  if (!sealed && parts.length === 0) throw conflict('nothing-to-erase')
  if (await appealIsOpen(tx, id)) throw conflict('appeal-open')
  const explanation = cleanText(erasure.explanation)
  if (explanation === '') throw invalidField('explanation', 'required')
  const reason = (sealed ? await groundOf(tx, id) : parts[0]!.reason) as Reason
  const words = await wordsOf(tx, id)
  const decided = await conclude(tx, taken, {
    action: 'erase',
    to: status,
    reason,
    explanation,
    details: { erased: sealed ? 'comment' : 'parts', sha256: hashOfWords(words) },
  })
  await forgetFormsWith(tx, {
    action: `/comments/${id}/edit`,
    bodies: [words.body, ...(await earlierBodies(tx, id))],
  })
  if (sealed) await eraseWhole(tx, id)
  else await eraseParts(tx, id, words, parts)
  await eraseAround(tx, id)
  return decided
}

/** Gaps come to stand in the words themselves; what else is withheld of them stays so. */
async function eraseParts(
  tx: Database,
  id: Id,
  { body, proposedText }: Awaited<ReturnType<typeof wordsOf>>,
  parts: readonly SealedPart[],
): Promise<void> {
  const gone = parts.map(part => part.words)
  const left = { body: withGaps(body, gone), proposedText: proposedText && withGaps(proposedText, gone) }
  const others = (await passagesOf(tx, id)).filter(passage => !gone.includes(passage))
  await erasePassages(
    tx,
    id,
    { body: left.body, proposed_text: left.proposedText, ...shownFor(left, others) },
    parts.map(part => part.id),
  )
}
