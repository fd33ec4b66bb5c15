import type { Database } from '../../database/pool.js'
import type { DecisionAction, HeldFor, Id } from '../../database/schema.js'
import { queueMail } from '../../notices/index.js'
import type { Translate } from '../../web/messages.js'
import { appealUntil, type Reason } from './reasons.js'
import type { Circumstances, DecisionRow, Judged, Origin } from './store.js'
import { groundWords } from './words.js'

interface Told {
  action: DecisionAction
  reason: Reason | null
  explanation: string
  decidedAt: Date
  /** Until when it can be appealed against. */
  until: Date
  decisionId: Id
}

interface Found {
  origin: Origin
  /** The rule that had made the comment wait. */
  held?: HeldFor
}

/** What part a machine had in it, article 17(3)(c): none, it found the comment (which rule), or it decided. */
const automatedMeans = (by: { moderator: 'person' | 'rule'; held: HeldFor | null }): string =>
  by.moderator === 'rule' ? 'yes' : by.held ? `found-${by.held}` : 'no'

type Place = Pick<Judged, 'id' | 'person_id' | 'report_title' | 'paragraph_number'>

/**
 * Tells the author what was decided, with all that article 17 of the EU's Digital Services Act asks of a statement of
 * reasons. The mail names the page on which the statement stands, /comments/{id}/decisions.
 */
export async function tellAuthor(tx: Database, comment: Place, decision: Told & Found): Promise<void> {
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
      automated: automatedMeans({ moderator: 'person', held: decision.held ?? null }),
      decided: decision.decidedAt.getTime(),
      until: decision.until.getTime(),
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
      until: decision.until.getTime(),
    },
    path: `/decisions/${decision.decisionId}`,
  })
}

/**
 * A decision as its author reads it, with all that article 17(3) of the Digital Services Act names: (a) measure and scope,
 * (b) facts and origin, (c) automated means, (d, e) ground, (f) redress.
 */
export interface Statement {
  id: Id
  time: Date
  measure: string
  /** Where and for how long; null where nothing is restricted. */
  scope: string | null
  /** The rule of the terms, or that it is the law, in words; null where nothing was held against the comment. */
  ground: string | null
  /** What the ground means. */
  why: string | null
  explanation: string
  /** How it came about; null: from before it was noted. */
  origin: string | null
  decider: string
  automated: string
  /** Until when an appeal can be made; null: there is nothing to appeal, or it is too late. */
  appealUntil: Date | null
}

/** What restricts a comment, and can be appealed against by its author. */
export const APPEALABLE: readonly DecisionAction[] = ['withhold', 'spam', 'redact', 'erase']

export function statementOf(decision: DecisionRow & Circumstances, group: string, now: Date, t: Translate): Statement {
  const { id, action, reason, origin, held } = decision
  const until = appealUntil(decision)
  const restricts = APPEALABLE.includes(action)
  const means = automatedMeans({ moderator: decision.moderator_id === null ? 'rule' : 'person', held })
  return {
    id,
    time: decision.created_at,
    measure: t(`moderation.measures.${action}`),
    scope: restricts ? t(`moderation.statement.scopes.${action}`) : null,
    ground: reason && groundWords(reason, t),
    why: reason && t(`moderation.why.${reason}`),
    explanation: decision.explanation,
    origin: origin && t(`moderation.statement.origins.${origin}`),
    decider: deciderOf(decision, group, t),
    automated: t(`moderation.statement.means-by.${means}`),
    appealUntil: restricts && until > now ? until : null,
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
