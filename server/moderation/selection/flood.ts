import type { FastifyInstance } from 'fastify'
import { isCoordinator, moderatedGroups, type Visitor } from '../../accounts/index.js'
import { cleanText } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { queueMail } from '../../notices/index.js'
import { conflict, notAllowed } from '../../web/faults.js'
import { checkReason, ENTRY } from '../decisions/decide.js'
import { type Reason, TRANSITIONS } from '../decisions/reasons.js'
import { tellFlagger } from '../decisions/statement.js'
import { decideAll } from './store.js'

export const floodActions = ['withhold', 'spam'] as const
export const floodStates = ['pending', 'published'] as const

export interface Flood {
  author: Id
  state: (typeof floodStates)[number]
  moderator: Visitor
  action: (typeof floodActions)[number]
  reason?: Reason | undefined
  explanation?: string | undefined
}

/** Comments that one action decides about; more of one author take a second. */
export const MOST_AT_ONCE = 5_000

/**
 * One decision about all comments of one author that wait, or are public, in the moderator's groups: each gets its own
 * entry in both logs, and the author one mail. Answers how many.
 * @throws notAllowed for one's own; invalid where the reason is missing; conflict where there is none (any more)
 */
export async function decideFlood(app: FastifyInstance, flood: Flood): Promise<number> {
  const { author, state, moderator, action } = flood
  if (author === moderator.id) throw notAllowed('own-comment')
  const explanation = cleanText(flood.explanation ?? '')
  const reason = checkReason(flood, explanation)
  const done = await app.db.transaction().execute(async tx => {
    const decided = await decideAll(tx, {
      author,
      from: state,
      to: TRANSITIONS[action].to,
      groups: moderatedGroups(moderator),
      chairs: isCoordinator(moderator)
        ? moderator.roles.flatMap(({ workingGroupId }) => (workingGroupId === null ? [] : [workingGroupId]))
        : moderatedGroups(moderator),
      moderator: moderator.id,
      action,
      entry: ENTRY[action],
      reason,
      explanation,
      limit: MOST_AT_ONCE,
      appealMonths: app.config.appealMonths,
    })
    const [first] = decided
    if (!first) throw conflict('nothing-to-decide')
    await queueMail(tx, {
      to: author,
      message: 'moderation-decisions',
      values: {
        count: decided.length,
        report: first.report_title,
        action,
        reason: reason ?? 'none',
        explanation,
        origin: decided.some(({ flagged }) => flagged) ? 'flagged-some' : 'own',
        automated: decided.some(({ held }) => held) ? 'found-some' : 'no',
        decided: first.decided_at.getTime(),
        until: first.appeal_until.getTime(),
      },
      path: `/comments/${first.comment_id}/decisions`,
    })
    for (const { decision_id, decided_at, appeal_until, report_title, flaggers } of decided) {
      const told = { action, reason, explanation, decidedAt: decided_at, until: appeal_until, decisionId: decision_id }
      for (const person of flaggers) if (person !== moderator.id) await tellFlagger(tx, { report_title }, person, told)
    }
    return decided
  })
  for (const version of new Set(done.map(row => row.version_id))) app.signals.tell('comments', version)
  return done.length
}
