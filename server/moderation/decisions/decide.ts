import type { FastifyInstance } from 'fastify'
import { isCoordinator, mayModerate, type Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import { cleanText, tellOfReply } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Role, Status } from '../../database/schema.js'
import { conflict, type Fault, invalidField, notAllowed, notFound } from '../../web/faults.js'
import { answerFlags } from '../flags/store.js'
import { type Action, actionsFor, type Reason, TRANSITIONS } from './reasons.js'
import { tellAuthor, tellFlagger } from './statement.js'
import {
  type DecisionRow,
  endClaim,
  insertDecision,
  type Judged,
  lastDecision,
  lockJudged,
  setStatus,
} from './store.js'

export interface Decision {
  comment: Id
  moderator: Visitor
  action: Action
  reason?: Reason | undefined
  /** Public: it stands in the log, in the author's mail and on the page. */
  explanation?: string | undefined
  /**
   * What the moderator saw when she decided: the status, or the id of the last decision, and after an @ when the words
   * were last edited (ms since 1970). If it is not so any more, nothing is decided.
   */
  seen?: string | undefined
}

export interface Decided {
  /** The decision's id. */
  id: Id
  comment: Id
  versionId: number
  action: Action
  status: Status
  reason: Reason | null
  explanation: string
  decidedAt: Date
}

/** What each decision is called in the audit log. */
export const ENTRY: Readonly<Record<Action, string>> = {
  publish: 'comment.published',
  withhold: 'comment.withheld',
  restore: 'comment.restored',
  spam: 'comment.marked-spam',
  keep: 'comment.kept',
}

/**
 * Decides about a comment in one transaction: its state, the decision, the audit entry, the mail to its author.
 * @throws notFound; notAllowed for one's own comment and for other groups'; invalid where the reason is missing;
 * conflict where somebody else decided meanwhile, the author changed it, or its state does not allow this
 */
export async function decide(app: FastifyInstance, decision: Decision): Promise<Decided> {
  const decided = await app.db.transaction().execute(tx => decideIn(tx, decision))
  app.signals.tell('comments', decided.versionId)
  return decided
}

/** The same within a transaction of the caller's, who tells app.signals after its commit. */
export async function decideIn(tx: Database, decision: Decision): Promise<Decided> {
  const { action, moderator } = decision
  const comment = await lockJudged(tx, decision.comment)
  if (!comment) throw notFound('no-such-comment')
  const role = roleFor(moderator, comment)
  const last = await lastDecision(tx, comment.id)
  if (decision.seen !== undefined) mustBeAsSeen(comment, last, decision.seen)
  mustAllow(comment, last, action)
  const explanation = cleanText(decision.explanation ?? '')
  const reason = checkReason(decision, explanation)

  const { to } = TRANSITIONS[action]
  if (to !== comment.status) await setStatus(tx, comment.id, to)
  const made = await insertDecision(tx, {
    comment_id: comment.id,
    moderator_id: moderator.id,
    moderator_role: role,
    action,
    reason,
    explanation,
  })
  await endClaim(tx, comment.id)
  const answered = await answerFlags(tx, comment.id, made.id)
  await record(tx, {
    actor: moderator.id,
    action: ENTRY[action],
    subject: 'comment',
    subjectId: comment.id,
    details: { decision: made.id, from: comment.status, to, ...(reason && { reason }), role },
  })
  // Who was answered hears of it when the answer can first be read.
  if (to === 'published' && comment.parent_id !== null && action !== 'keep') await tellOfReply(tx, comment.id)
  const told = { action, reason, explanation, decidedAt: made.created_at, decisionId: made.id }
  if (action !== 'keep') await tellAuthor(tx, comment, { ...told, origin: answered.flags ? 'flagged' : 'own' })
  for (const person of answered.people) if (person !== moderator.id) await tellFlagger(tx, comment, person, told)
  return {
    id: made.id,
    comment: comment.id,
    versionId: comment.version_id,
    action,
    status: to,
    reason,
    explanation,
    decidedAt: made.created_at,
  }
}

/** As what this person decides about the comment. */
function roleFor(moderator: Visitor, comment: Judged): Role {
  if (comment.person_id === moderator.id) throw notAllowed('own-comment')
  if (!mayModerate(moderator, comment.working_group_id)) throw notAllowed('other-group')
  const chairs = moderator.roles.some(r => r.role === 'chair' && r.workingGroupId === comment.working_group_id)
  return chairs || !isCoordinator(moderator) ? 'chair' : 'coordinator'
}

/** What a moderator saw of this comment, for `seen`. */
export function seenOf(comment: { status: Status; edited_at: Date | null }, lastDecisionId: Id | null): string {
  return `${lastDecisionId ?? comment.status}@${comment.edited_at?.getTime() ?? 0}`
}

function mustBeAsSeen(comment: Judged, last: DecisionRow | undefined, seen: string): void {
  const [state, edited] = seen.split('@')
  const same = /^\d+$/.test(state!) ? state === last?.id : state === comment.status
  if (!same) throw meanwhile(comment, last)
  if (comment.status === 'withdrawn') throw conflict('comment-withdrawn')
  if (edited !== undefined && Number(edited) !== (comment.edited_at?.getTime() ?? 0)) throw conflict('edited-meanwhile')
}

function mustAllow(comment: Judged, last: DecisionRow | undefined, action: Action): void {
  if (comment.status === 'withdrawn') throw conflict('comment-withdrawn')
  if (!actionsFor(comment.status, comment.flags).includes(action)) throw meanwhile(comment, last)
}

/** Who decided what; a comment that nobody decided about was published, or withdrawn, without a decision. */
function meanwhile(comment: Judged, last: DecisionRow | undefined): Fault {
  if (comment.status === 'withdrawn') return conflict('comment-withdrawn')
  if (!last) return conflict('not-in-this-state', { status: comment.status })
  const who = last.moderator_id === null ? 'rule' : (last.moderator_role ?? 'moderator')
  return conflict('decided-meanwhile', { who, did: last.action, group: comment.working_group })
}

/** @throws invalid where a decision that restricts a comment does not say why */
export function checkReason(
  { action, reason }: Pick<Decision, 'action' | 'reason'>,
  explanation: string,
): Reason | null {
  if (action !== 'withhold' && action !== 'spam') return null
  if (action === 'withhold' && reason === undefined) throw invalidField('reason', 'reason-missing')
  if (reason === 'other' && explanation === '') throw invalidField('explanation', 'explanation-missing')
  return reason ?? null
}
