import type { DecisionAction, Status } from '../../database/schema.js'

/** Why a comment may be withheld; the only grounds there are. In words: `moderation.reasons.{reason}`. */
export const reasons = [
  'off-topic',
  'personal-attack',
  'discrimination',
  'illegal',
  'personal-data',
  'advertising',
  'duplicate',
  'impersonation',
  'other',
] as const
export type Reason = (typeof reasons)[number]

/** What a moderator can decide about a whole comment. */
export const actions = ['publish', 'withhold', 'restore', 'spam', 'keep'] as const satisfies readonly DecisionAction[]
export type Action = (typeof actions)[number]

/** All that can be decided: also that a part is withheld or shown again, or that withheld words are erased. */
export const decisionActions = [...actions, 'redact', 'lift', 'erase'] as const satisfies readonly DecisionAction[]

/** From which states each decision can be taken, and where it leads. */
export const TRANSITIONS: Readonly<Record<Action, { from: readonly Status[]; to: Status }>> = {
  publish: { from: ['pending'], to: 'published' },
  withhold: { from: ['pending', 'published', 'spam'], to: 'withheld' },
  restore: { from: ['withheld', 'spam'], to: 'published' },
  spam: { from: ['pending', 'published', 'withheld'], to: 'spam' },
  // What readers have flagged is left standing; without a flag there is nothing to answer.
  keep: { from: ['published'], to: 'published' },
}

/** What can be decided about a comment in this state, in the order in which the form offers it. */
export function actionsFor(status: Status, flags: number): Action[] {
  return actions.filter(action => TRANSITIONS[action].from.includes(status) && (action !== 'keep' || flags > 0))
}

/** Characters of an explanation. */
export const EXPLANATION_LIMIT = 2_000

/** Where a decision does not say until when it can be appealed against. */
const APPEAL_MONTHS = 6

/** Until when a decision can be appealed against. */
export function appealUntil(decision: { created_at: Date; appeal_until: Date | null }): Date {
  if (decision.appeal_until) return decision.appeal_until
  const until = new Date(decision.created_at)
  until.setUTCMonth(until.getUTCMonth() + APPEAL_MONTHS)
  return until
}
