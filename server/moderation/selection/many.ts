import type { FastifyInstance } from 'fastify'
import type { Visitor } from '../../accounts/index.js'
import { cleanText } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { Fault } from '../../web/faults.js'
import { checkReason, decide } from '../decisions/decide.js'
import type { Action, Reason } from '../decisions/reasons.js'

export interface Many {
  /** Comments with what the moderator saw of each, as in a decision about one. */
  picks: readonly { comment: Id; seen: string }[]
  moderator: Visitor
  action: Action
  reason?: Reason | undefined
  explanation?: string | undefined
}

export interface Refused {
  comment: Id
  fault: Fault
}

/**
 * The same decision about several comments, each by itself: what one of them refuses keeps no other from being decided.
 * Answers what was refused; all others are decided.
 * @throws invalid where the reason is missing; then nothing is decided
 */
export async function decideMany(app: FastifyInstance, { picks, ...decision }: Many): Promise<Refused[]> {
  checkReason(decision, cleanText(decision.explanation ?? ''))
  const refused: Refused[] = []
  for (const pick of picks) {
    try {
      await decide(app, { ...decision, ...pick })
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault
      refused.push({ comment: pick.comment, fault })
    }
  }
  return refused
}
