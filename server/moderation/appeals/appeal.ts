import type { FastifyInstance } from 'fastify'
import { isCoordinator, mayModerate, type Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import { cleanText, isSealed } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { queueMail } from '../../notices/index.js'
import { conflict, invalidField, notAllowed, notFound } from '../../web/faults.js'
import { type Decided, decideIn, type Rules, rulesOf } from '../decisions/decide.js'
import { appealUntil, type Reason } from '../decisions/reasons.js'
import { APPEALABLE } from '../decisions/statement.js'
import { liftIn } from '../redactions/redact.js'
import {
  type AppealRow,
  appealsAgainst,
  closeAppeal,
  type DecisionAsked,
  decisionFor,
  holdComment,
  insertAppeal,
  lockAppeal,
} from './store.js'

/** Characters of an appeal. */
export const APPEAL_LIMIT = 5_000

export const outcomes = ['upheld', 'overturned'] as const
export type Outcome = (typeof outcomes)[number]

/** Whether this person can ask for a review of the decision, or why not. */
export function mayAppeal(
  decision: DecisionAsked,
  person: Visitor,
  earlier: readonly AppealRow[],
  now: Date,
): 'yes' | 'not hers' | 'made' | 'too late' | 'superseded' {
  const asAuthor = decision.author_id === person.id && APPEALABLE.includes(decision.action)
  const asFlagger = decision.flagged && decision.action === 'keep'
  if (!asAuthor && !asFlagger) return 'not hers'
  if (earlier.some(appeal => appeal.person_id === person.id)) return 'made'
  if (!decision.stands) return 'superseded'
  return now < appealUntil(decision) ? 'yes' : 'too late'
}

/**
 * Asks that another person review a decision: once, by the author of what was restricted or by who had flagged what was
 * left standing. A blocked account can do it too.
 * @throws notFound for a decision that does not concern her; conflict where it is too late, made or superseded; invalid
 */
export async function makeAppeal(app: FastifyInstance, person: Visitor, decisionId: Id, given: string): Promise<void> {
  const text = cleanText(given)
  if (text === '') throw invalidField('text', 'required')
  await app.db.transaction().execute(async tx => {
    const known = await decisionFor(tx, decisionId, person.id)
    if (!known) throw notFound('no-such-decision')
    await holdComment(tx, known.comment_id)
    const decision = (await decisionFor(tx, decisionId, person.id))!
    const may = mayAppeal(decision, person, await appealsAgainst(tx, decisionId, person.id), new Date())
    if (may === 'not hers') throw notFound('no-such-decision')
    if (may === 'too late') throw conflict('appeal-too-late')
    if (may === 'superseded') throw conflict('appeal-superseded')
    const made =
      may === 'yes' &&
      (await insertAppeal(tx, { comment_id: decision.comment_id, decision_id: decisionId, person_id: person.id, text }))
    if (!made) throw conflict('appeal-made')
    await record(tx, {
      actor: person.id,
      action: 'appeal.made',
      subject: 'decision',
      subjectId: decisionId,
      details: { appeal: made.id, comment: decision.comment_id },
    })
  })
}

export interface Review {
  appeal: Id
  moderator: Visitor
  outcome: Outcome
  /** Why, in words: the one who appealed reads it. */
  reason: string
  /** On what ground a comment that was left standing is withheld after all. */
  ground?: Reason | undefined
}

/**
 * Decides about an appeal, once, by somebody who took no part in the decision. Overturning takes the decision back: what
 * was withheld is restored, a part of it is shown again, what was left standing is withheld.
 * @throws notFound; notAllowed; conflict where it has been decided; invalid without a reason
 */
export async function reviewAppeal(app: FastifyInstance, review: Review): Promise<void> {
  const versionId = await app.db.transaction().execute(tx => reviewIn(tx, review, rulesOf(app)))
  if (versionId !== null) app.signals.tell('comments', versionId)
}

async function reviewIn(tx: Database, { appeal: id, moderator, outcome, reason: given, ground }: Review, rules: Rules) {
  const reason = cleanText(given)
  const appeal = await lockAppeal(tx, id)
  if (!appeal) throw notFound('no-such-appeal')
  const decision = (await decisionFor(tx, appeal.decision_id, moderator.id))!
  const not = whyNotReview(decision, appeal, moderator)
  if (not) throw notAllowed(not)
  if (appeal.outcome !== null) throw conflict('appeal-decided', { outcome: appeal.outcome })
  if (reason === '') throw invalidField('reason', 'required')
  if (outcome === 'overturned' && decision.stands && decision.action === 'keep' && ground === undefined)
    throw invalidField('ground', 'reason-missing')

  await closeAppeal(tx, id, { decidedBy: moderator.id, outcome, reason })
  await record(tx, {
    actor: moderator.id,
    action: `appeal.${outcome}`,
    subject: 'decision',
    subjectId: decision.id,
    details: { appeal: id, comment: decision.comment_id },
  })
  await queueMail(tx, {
    to: appeal.person_id,
    message: 'appeal-decided',
    values: { report: decision.report_title, outcome, reason },
    path: `/decisions/${decision.id}`,
  })
  // Where another decision has come meanwhile, or the author has withdrawn it, there is nothing left to take back.
  if (outcome !== 'overturned' || !decision.stands || decision.comment_status === 'withdrawn') return null
  const appealBy = appeal.person_id === decision.author_id ? 'author' : 'reader'
  return (await takeBack(tx, decision, { moderator, explanation: reason, ground, appealBy }, rules))?.versionId ?? null
}

/** Null: what has been erased cannot be brought back; the author learns that it was wrong. */
async function takeBack(
  tx: Database,
  { id, comment_id: comment, action, liftable }: DecisionAsked,
  {
    ground,
    ...by
  }: { moderator: Visitor; explanation: string; ground: Reason | undefined; appealBy: 'author' | 'reader' },
  rules: Rules,
): Promise<Decided | null> {
  if (action === 'keep') return decideIn(tx, { ...by, comment, action: 'withhold', reason: ground }, rules)
  if (action === 'redact') return liftable ? liftIn(tx, { ...by, decision: id }, rules) : null
  return action === 'erase' ? null : decideIn(tx, { ...by, comment, action: 'restore' }, rules)
}

/** Who may not decide about an appeal: who took the decision, wrote the comment, or appealed. */
export function whyNotReview(
  decision: DecisionAsked,
  appeal: AppealRow,
  moderator: Visitor,
): 'other-group' | 'own-decision' | 'own-comment' | 'coordinators-only' | null {
  // Nobody decides about words that she may not read.
  if (isSealed(decision.reason) && !isCoordinator(moderator)) return 'coordinators-only'
  if (!mayModerate(moderator, decision.working_group_id)) return 'other-group'
  if (decision.moderator_id === moderator.id) return 'own-decision'
  return decision.author_id === moderator.id || appeal.person_id === moderator.id ? 'own-comment' : null
}
