import type { Translate } from '../../web/messages.js'
import { type Reason, reasons } from './reasons.js'

/** A reason in words. */
export function wordReason(reason: Reason | (string & {}), t: Translate): string {
  return t(`moderation.reasons.${reason}`)
}

/** On what a decision rests: a rule of the terms of use, or the law. */
export const groundWords = (reason: string, t: Translate): string =>
  reason === 'illegal'
    ? t('moderation.statement.law')
    : t('moderation.statement.rule', { reason: wordReason(reason, t) })

/** The reasons as a form offers them. */
export const reasonChoices = (t: Translate) => reasons.map(value => ({ value, label: wordReason(value, t) }))
