import type { Translate } from '../../web/messages.js'
import { type Reason, reasons } from './reasons.js'

/** A reason in words. */
export function wordReason(reason: Reason | (string & {}), t: Translate): string {
  return t(`moderation.reasons.${reason}`)
}

/** The reasons as a form offers them. */
export const reasonChoices = (t: Translate) => reasons.map(value => ({ value, label: wordReason(value, t) }))
