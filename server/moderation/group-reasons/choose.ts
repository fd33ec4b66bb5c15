import { cleanText } from '../../comments/index.js'
import { invalidField } from '../../web/faults.js'
import type { Translate } from '../../web/messages.js'
import type { Reason } from '../decisions/reasons.js'
import { reasonChoices } from '../decisions/words.js'
import type { GroupReasons } from './load.js'

/** What somebody gives as the reason of a decision or a flag. */
export interface Given {
  reason?: Reason | undefined
  /** Code of a reason that the working group has worded for itself, on the ground that `reason` names. */
  groupReason?: string | undefined
  explanation?: string | undefined
}

/** The explanation as it is kept: after the group's own words, where those were chosen. @throws invalid */
export function explanationOf(given: Given, group: string, groups: GroupReasons): string {
  const own = cleanText(given.explanation ?? '')
  if (given.groupReason === undefined) return own
  const chosen = groups.get(group)?.find(({ code, reason }) => code === given.groupReason && reason === given.reason)
  if (!chosen) throw invalidField('reason', 'no-such-reason')
  return own === '' ? chosen.text : `${chosen.text}\n\n${own}`
}

/** A form's select names both, ground and own reason: `advertising+sales-pitch`. */
export function toGiven(typed: string | undefined): { reason?: string; groupReason?: string } {
  if (typed === undefined) return {}
  const [reason, groupReason] = typed.split('+', 2)
  return { reason: reason!, ...(groupReason !== undefined && { groupReason }) }
}

/** The reasons as a form about a comment of this group offers them: those that there are, then the group's own. */
export function choicesIn(group: string, groups: GroupReasons, t: Translate) {
  const own = (groups.get(group) ?? []).map(({ code, reason, label }) => ({ value: `${reason}+${code}`, label }))
  return [...reasonChoices(t), ...own]
}
