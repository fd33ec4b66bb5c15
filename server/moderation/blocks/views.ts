import type { Translate } from '../../web/messages.js'
import { appealUntil } from '../decisions/reasons.js'
import { wordReason } from '../decisions/words.js'
import { mayAppealBlock } from './block.js'
import type { BlockRow } from './store.js'

/** A block as the person and the coordinators read it. */
export interface BlockView {
  id: string
  time: Date
  reason: string
  explanation: string
  ended: Date | null
  endExplanation: string
  appeal: string[]
  appealed: Date | null
  outcome: string | null
  outcomeReason: string
  /** Until when the person can appeal; null: not any more. */
  appealUntil: Date | null
}

export function blockView(block: BlockRow, now: Date, t: Translate): BlockView {
  return {
    id: block.id,
    time: block.created_at,
    reason: t('moderation.statement.rule', { reason: wordReason(block.reason, t) }),
    explanation: block.explanation,
    ended: block.ended_at,
    endExplanation: block.end_explanation,
    appeal: block.appeal?.split(/\n{2,}/) ?? [],
    appealed: block.appealed_at,
    outcome: block.outcome && t(`moderation.outcomes.${block.outcome}`),
    outcomeReason: block.outcome_reason,
    appealUntil: mayAppealBlock(block, now) === 'yes' ? appealUntil(block) : null,
  }
}
