import type { Database } from '../../database/pool.js'
import type { DecisionAction, Id } from '../../database/schema.js'
import { queueMail } from '../../notices/index.js'
import type { Translate } from '../../web/messages.js'
import { appealUntil, type Reason } from './reasons.js'
import type { DecisionRow, Judged } from './store.js'
import { wordReason } from './words.js'

interface Told {
  action: DecisionAction
  reason: Reason | null
  explanation: string
  decidedAt: Date
  decisionId: Id
}

/** Whether readers had flagged the comment, or a moderator looked at it unasked. */
export type Origin = 'flagged' | 'own'

type Place = Pick<Judged, 'id' | 'person_id' | 'report_title' | 'paragraph_number'>

/**
 * Tells the author what was decided, with all that article 17 of the EU's Digital Services Act asks of a statement of
 * reasons. The mail names the page on which the statement stands, /comments/{id}/decisions.
 */
export async function tellAuthor(tx: Database, comment: Place, decision: Told & { origin: Origin }): Promise<void> {
  await queueMail(tx, {
    to: comment.person_id,
    message: 'moderation-decision',
    values: {
      report: comment.report_title,
      place: comment.paragraph_number ?? '',
      action: decision.action,
      reason: decision.reason ?? 'none',
      explanation: decision.explanation,
      origin: decision.origin,
      automated: 'no',
      decided: decision.decidedAt.getTime(),
      until: appealUntil(decision.decidedAt).getTime(),
    },
    path: `/comments/${comment.id}/decisions`,
  })
}

/** Tells somebody who flagged the comment what came of it, and how to appeal (article 16(5) of the same act). */
export async function tellFlagger(
  tx: Database,
  comment: Pick<Place, 'report_title'>,
  person: Id,
  decision: Told,
): Promise<void> {
  await queueMail(tx, {
    to: person,
    message: 'flag-answered',
    values: {
      report: comment.report_title,
      action: decision.action,
      until: appealUntil(decision.decidedAt).getTime(),
    },
    path: `/decisions/${decision.decisionId}`,
  })
}

/** A decision as its author reads it: measure, facts, ground, whether a machine decided, and how to appeal. */
export interface Statement {
  id: Id
  time: Date
  measure: string
  /** The rule of the terms, in words; null where nothing was held against the comment. */
  ground: string | null
  explanation: string
  decider: string
  automated: string
  /** Until when an appeal can be made; null: there is nothing to appeal, or it is too late. */
  appealUntil: Date | null
}

/** What restricts a comment, and can be appealed against by its author. */
export const APPEALABLE: readonly DecisionAction[] = ['withhold', 'spam', 'redact', 'erase']

export function statementOf(decision: DecisionRow, group: string, now: Date, t: Translate): Statement {
  const until = appealUntil(decision.created_at)
  return {
    id: decision.id,
    time: decision.created_at,
    measure: t(`moderation.measures.${decision.action}`),
    ground: decision.reason && t('moderation.statement.rule', { reason: wordReason(decision.reason, t) }),
    explanation: decision.explanation,
    decider: deciderOf(decision, group, t),
    automated: t(`moderation.statement.${decision.moderator_id === null ? 'automated' : 'not-automated'}`),
    appealUntil: APPEALABLE.includes(decision.action) && until > now ? until : null,
  }
}

/** Role and group of who decided, never the name: “Chair, working group 1”. */
export function deciderOf(
  decision: Pick<DecisionRow, 'moderator_id' | 'moderator_role'>,
  group: string,
  t: Translate,
): string {
  const who = decision.moderator_id === null ? 'rule' : (decision.moderator_role ?? 'moderator')
  return t(`moderation.deciders.${who}`, { group })
}
