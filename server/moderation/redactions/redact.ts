import type { FastifyInstance } from 'fastify'
import { isCoordinator, type Visitor } from '../../accounts/index.js'
import { cleanText, isNothingButGaps, isSealed, passagesOf, rangesOf, shownFor } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Status } from '../../database/schema.js'
import { conflict, invalidField, notAllowed, notFound } from '../../web/faults.js'
import {
  checkReason,
  conclude,
  type Decided,
  type Decision,
  meanwhile,
  type Rules,
  rulesOf,
  takeUp,
} from '../decisions/decide.js'
import type { Reason } from '../decisions/reasons.js'
import { explanationOf } from '../group-reasons/choose.js'
import { insertRedactions, markLifted, redactionBy, setShown, type Whole, wordsOf } from './store.js'

/** Passages of one decision, and characters of one. */
export const MOST_PASSAGES = 50
export const PASSAGE_LIMIT = 2_000

/** From these a comment is published without the part; a withheld one is restored by it. */
export const redactableFrom: readonly Status[] = ['pending', 'published', 'withheld']

export interface Redaction {
  comment: Id
  moderator: Visitor
  /** The words to be taken out, wherever they stand in the comment and in the wording that it proposes. */
  passages: readonly string[]
  reason?: Reason | undefined
  groupReason?: string | undefined
  explanation?: string | undefined
  /** As in a decision about the whole. */
  seen?: string | undefined
}

/**
 * Withholds a part of a comment: the public finds a gap there, everywhere; the author is told. A comment that waits, or
 * is withheld as a whole, is published without the part.
 * @throws as decide(); invalid where a passage does not stand in the comment, or nothing would be left
 */
export async function redact(app: FastifyInstance, redaction: Redaction): Promise<Decided> {
  const decided = await app.db.transaction().execute(tx => redactIn(tx, redaction, rulesOf(app)))
  app.signals.tell('comments', decided.versionId)
  return decided
}

async function redactIn(tx: Database, redaction: Redaction, rules: Rules): Promise<Decided> {
  const taken = await takeUp(tx, redaction, rules)
  const { comment, last, moderator } = taken
  if (!redactableFrom.includes(comment.status)) throw meanwhile(comment, last)
  if (comment.sealedParts && !isCoordinator(moderator)) throw notAllowed('kept-apart')
  const explanation = explanationOf(redaction, comment.working_group_slug, rules.groups)
  const { passages, shown } = await takenOut(tx, comment.id, redaction.passages)
  const decided = await conclude(tx, taken, {
    action: 'redact',
    to: 'published',
    reason: checkReason({ action: 'redact', reason: redaction.reason }, explanation),
    explanation,
    details: { parts: passages.length },
  })
  await insertRedactions(tx, { commentId: comment.id, decisionId: decided.id }, passages)
  await setShown(tx, comment.id, shown)
  return decided
}

export interface TakenOut {
  /** As given, cleaned, each once. */
  passages: string[]
  /** What the public will read. */
  shown: ReturnType<typeof shownFor>
}

/** What is left of a comment without these passages and those that are withheld already. @throws invalid */
export async function takenOut(db: Database, commentId: Id, given: readonly string[]): Promise<TakenOut> {
  const passages = [...new Set(given.map(words => cleanText(words)).filter(Boolean))]
  if (passages.length === 0) throw invalidField('passages', 'passages-missing')
  if (passages.length > MOST_PASSAGES) throw invalidField('passages', 'passages-many', { limit: MOST_PASSAGES })
  const [words, before] = await Promise.all([wordsOf(db, commentId), passagesOf(db, commentId)])
  const missing = passages.find(passage => !standsIn(words, passage))
  if (missing !== undefined) throw invalidField('passages', 'passage-not-found', { words: missing })
  const known = before.map(passage => passage.toLowerCase())
  if (passages.every(passage => known.includes(passage.toLowerCase())))
    throw invalidField('passages', 'passages-withheld')
  const shown = shownFor(words, [...before, ...passages])
  if (isNothingButGaps(shown.shown_body ?? words.body)) throw invalidField('passages', 'nothing-left')
  return { passages, shown }
}

const standsIn = ({ body, proposedText }: Whole, passage: string) =>
  [body, proposedText ?? ''].some(text => rangesOf(text, [passage]).length > 0)

interface Lifting {
  decision: Id
  moderator: Visitor
  explanation?: string | undefined
  appealBy?: Decision['appealBy']
}

/**
 * Shows again what one decision has withheld of a comment.
 * @throws as decide(); notFound for a decision that withheld no part; conflict where it has been lifted or erased
 */
export async function lift(app: FastifyInstance, lifting: Lifting): Promise<Decided> {
  const decided = await app.db.transaction().execute(tx => liftIn(tx, lifting, rulesOf(app)))
  app.signals.tell('comments', decided.versionId)
  return decided
}

export async function liftIn(
  tx: Database,
  { decision, moderator, explanation, appealBy }: Lifting,
  rules: Rules,
): Promise<Decided> {
  const asked = await redactionBy(tx, decision)
  if (!asked) throw notFound('no-such-decision')
  const taken = await takeUp(tx, { comment: asked.comment_id, moderator }, rules)
  if (isSealed(asked.reason) && !isCoordinator(moderator)) throw notAllowed('kept-apart')
  // Asked again, now that nobody else can change it.
  const { standing, known } = (await redactionBy(tx, decision))!
  if (standing === 0) throw conflict('redaction-lifted')
  if (known === 0) throw conflict('comment-erased')
  const decided = await conclude(tx, taken, {
    action: 'lift',
    to: taken.comment.status,
    reason: null,
    explanation: cleanText(explanation ?? ''),
    appealBy,
    details: { lifts: decision },
  })
  await markLifted(tx, decision, decided.id)
  const [words, passages] = await Promise.all([wordsOf(tx, asked.comment_id), passagesOf(tx, asked.comment_id)])
  await setShown(tx, asked.comment_id, shownFor(words, passages))
  return decided
}
