import type { FastifyInstance } from 'fastify'
import { isCoordinator, mayModerate, type Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import { tellOfReply } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { DecisionAction, Id, Role, Status } from '../../database/schema.js'
import { conflict, type Fault, invalidField, notAllowed, notFound } from '../../web/faults.js'
import { answerFlags } from '../flags/store.js'
import { explanationOf } from '../group-reasons/choose.js'
import type { GroupReasons } from '../group-reasons/load.js'
import { type Action, actionsFor, appealUntil, type Reason, TRANSITIONS } from './reasons.js'
import { tellAuthor, tellFlagger } from './statement.js'
import {
  type DecisionRow,
  endClaim,
  insertDecision,
  type Judged,
  lastDecision,
  lockJudged,
  type Origin,
  setStatus,
} from './store.js'

export interface Decision {
  comment: Id
  moderator: Visitor
  action: Action
  reason?: Reason | undefined
  /** The working group's own wording of it (group-reasons/). */
  groupReason?: string | undefined
  /** Public: it stands in the log, in the author's mail and on the page. */
  explanation?: string | undefined
  /**
   * What the moderator saw when she decided: the status, or the id of the last decision (0: none), and after an @ when the words
   * were last edited (ms since 1970). If it is not so any more, nothing is decided.
   */
  seen?: string | undefined
  /** Whether it follows an appeal, and whose. */
  appealBy?: 'author' | 'reader' | undefined
}

export interface Decided {
  /** The decision's id. */
  id: Id
  comment: Id
  versionId: number
  action: DecisionAction
  status: Status
  reason: Reason | null
  explanation: string
  decidedAt: Date
}

/** What each decision is called in the audit log. */
export const ENTRY: Readonly<Record<DecisionAction, string>> = {
  publish: 'comment.published',
  withhold: 'comment.withheld',
  restore: 'comment.restored',
  spam: 'comment.marked-spam',
  keep: 'comment.kept',
  redact: 'comment.redacted',
  lift: 'comment.redaction-lifted',
  erase: 'comment.erased',
}

/**
 * Decides about a comment in one transaction: its state, the decision, the audit entry, the mail to its author.
 * @throws notFound; notAllowed for one's own comment and for other groups'; invalid where the reason is missing;
 * conflict where somebody else decided meanwhile, the author changed it, or its state does not allow this
 */
export async function decide(app: FastifyInstance, decision: Decision): Promise<Decided> {
  const decided = await app.db.transaction().execute(tx => decideIn(tx, decision, rulesOf(app)))
  app.signals.tell('comments', decided.versionId)
  return decided
}

/** The same within a transaction of the caller's, who tells app.signals after its commit. */
export async function decideIn(tx: Database, decision: Decision, rules: Rules): Promise<Decided> {
  const { action } = decision
  const taken = await takeUp(tx, decision, rules)
  const { comment, last } = taken
  if (!actionsFor(comment.status, comment.flags).includes(action)) throw meanwhile(comment, last)
  const explanation = explanationOf(decision, comment.working_group_slug, rules.groups)
  const reason = checkReason(decision, explanation)
  const { appealBy } = decision
  return conclude(tx, taken, { action, to: TRANSITIONS[action].to, reason, explanation, appealBy })
}

/** What is configured of moderation. */
export interface Rules {
  groups: GroupReasons
  appealMonths: number
}

export const rulesOf = (app: Pick<FastifyInstance, 'config' | 'groupReasons'>): Rules => ({
  groups: app.groupReasons,
  appealMonths: app.config.appealMonths,
})

/** A comment that a moderator decides about, locked until the transaction ends. */
export interface Taken {
  comment: Judged
  moderator: Visitor
  /** As what she decides. */
  role: Role
  last: DecisionRow | undefined
  rules: Rules
}

/** @throws as decide(), for all that does not depend on what is decided */
export async function takeUp(
  tx: Database,
  { comment: id, moderator, seen }: Pick<Decision, 'comment' | 'moderator' | 'seen'>,
  rules: Rules,
): Promise<Taken> {
  const comment = await lockJudged(tx, id)
  if (!comment) throw notFound('no-such-comment')
  const role = roleFor(moderator, comment)
  const last = await lastDecision(tx, comment.id)
  if (seen !== undefined) mustBeAsSeen(comment, last, seen)
  if (comment.status === 'withdrawn') throw conflict('comment-withdrawn')
  if (comment.erased_at !== null) throw conflict('comment-erased')
  // Nobody decides about words that she may not read.
  if (comment.sealed && !isCoordinator(moderator)) throw notAllowed('kept-apart')
  return { comment, moderator, role, last, rules }
}

export interface Conclusion {
  action: DecisionAction
  to: Status
  reason: Reason | null
  explanation: string
  appealBy?: Decision['appealBy']
  /** What else the log says of it. */
  details?: Record<string, unknown>
}

/** Writes what has been decided, with all that follows from it. */
export async function conclude(
  tx: Database,
  { comment, moderator, role, rules }: Taken,
  { action, to, reason, explanation, appealBy, details }: Conclusion,
): Promise<Decided> {
  if (to !== comment.status) await setStatus(tx, comment.id, to)
  const made = await insertDecision(tx, {
    comment_id: comment.id,
    moderator_id: moderator.id,
    moderator_role: role,
    action,
    reason,
    explanation,
    appealMonths: rules.appealMonths,
  })
  await endClaim(tx, comment.id)
  const answered = await answerFlags(tx, comment.id, made.id)
  const facts = {
    origin: originOf(answered.flags, appealBy),
    ...(comment.status === 'pending' && comment.held_for && { held: comment.held_for }),
  }
  await record(tx, {
    actor: moderator.id,
    action: ENTRY[action],
    subject: 'comment',
    subjectId: comment.id,
    details: { decision: made.id, from: comment.status, to, ...(reason && { reason }), role, ...facts, ...details },
  })
  // Who was answered hears of it when the answer can first be read.
  if (to === 'published' && comment.status !== 'published' && comment.parent_id !== null)
    await tellOfReply(tx, comment.id)
  const told = {
    action,
    reason,
    explanation,
    decidedAt: made.created_at,
    until: appealUntil(made),
    decisionId: made.id,
  }
  if (action !== 'keep') await tellAuthor(tx, comment, { ...told, ...facts })
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

const originOf = (flags: number, appealBy: Decision['appealBy']): Origin =>
  appealBy ? `appeal-${appealBy}` : flags ? 'flagged' : 'own'

/** As what this person decides about the comment. */
function roleFor(moderator: Visitor, comment: Judged): Role {
  if (comment.person_id === moderator.id) throw notAllowed('own-comment')
  if (!mayModerate(moderator, comment.working_group_id)) throw notAllowed('other-group')
  const chairs = moderator.roles.some(r => r.role === 'chair' && r.workingGroupId === comment.working_group_id)
  return chairs || !isCoordinator(moderator) ? 'chair' : 'coordinator'
}

/** What a moderator saw of this comment, for `seen`. */
export function seenOf(comment: { edited_at: Date | null }, lastDecisionId: Id | null): string {
  return `${lastDecisionId ?? '0'}@${comment.edited_at?.getTime() ?? 0}`
}

function mustBeAsSeen(comment: Judged, last: DecisionRow | undefined, seen: string): void {
  const [state, edited] = seen.split('@')
  const same = /^\d+$/.test(state!) ? state === (last?.id ?? '0') : state === comment.status
  if (!same) throw meanwhile(comment, last)
  if (comment.status === 'withdrawn') throw conflict('comment-withdrawn')
  if (edited !== undefined && Number(edited) !== (comment.edited_at?.getTime() ?? 0)) throw conflict('edited-meanwhile')
}

/** Who decided what; a comment that nobody decided about was published, or withdrawn, without a decision. */
export function meanwhile(comment: Judged, last: DecisionRow | undefined): Fault {
  if (comment.status === 'withdrawn') return conflict('comment-withdrawn')
  if (!last) return conflict('not-in-this-state', { status: comment.status })
  const who = last.moderator_id === null ? 'rule' : (last.moderator_role ?? 'moderator')
  return conflict('decided-meanwhile', { who, did: last.action, group: comment.working_group })
}

/** @throws invalid where a decision that restricts a comment does not say why */
export function checkReason(
  { action, reason }: { action: DecisionAction; reason?: Reason | undefined },
  explanation: string,
): Reason | null {
  if (action !== 'withhold' && action !== 'redact' && action !== 'spam') return null
  if (action !== 'spam' && reason === undefined) throw invalidField('reason', 'reason-missing')
  if (reason === 'other' && explanation === '') throw invalidField('explanation', 'explanation-missing')
  // A statement of reasons has to name the law (article 17(3)(d) of the EU's Digital Services Act).
  if (reason === 'illegal' && explanation === '') throw invalidField('explanation', 'law-missing')
  return reason ?? null
}
