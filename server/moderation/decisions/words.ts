import type { Translate } from '../../web/messages.js'
import type { Reason } from './reasons.js'

/** A reason in words. */
export function wordReason(reason: Reason | (string & {}), t: Translate): string {
  return t(`moderation.reasons.${reason}`)
}
