import type { Translate } from '../../web/messages.js'
import type { Reason } from './reasons.js'

/** What stands where a withheld comment stood: that it was withheld, and why, in words. */
export function tombstoneOf(decision: { reason: string | null }, t: Translate): { text: string; reason: string } {
  const reason = wordReason(decision.reason ?? 'other', t)
  return { text: t('moderation.tombstone', { reason }), reason }
}

/** A reason in words; a rule of the terms that is not known any more is “other”. */
export function wordReason(reason: Reason | (string & {}), t: Translate): string {
  return t(`moderation.reasons.${reason}`)
}
