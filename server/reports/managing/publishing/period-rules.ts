import { type FieldFault, invalid } from '../../../web/faults.js'

/** How long a consultation is open where nobody says anything else. */
export const USUAL_DAYS = 30
const DAY_MS = 24 * 3600 * 1000
/** Anything longer is a slip of the pen in the year. */
const LONGEST_MS = 5 * 366 * DAY_MS

export const usualEnd = (opens: Date) => new Date(opens.getTime() + USUAL_DAYS * DAY_MS)

/**
 * What a period has to keep to when a version is published with it.
 * @throws invalid, beside `opens` or `closes`
 */
export function checkNewPeriod({ opens, closes }: { opens: Date; closes: Date }, now: Date): void {
  const faults: FieldFault[] = []
  if (closes <= now) faults.push({ field: 'closes', key: 'closes-past' })
  else if (closes <= opens) faults.push({ field: 'closes', key: 'closes-before-opens' })
  else if (closes.getTime() - now.getTime() > LONGEST_MS) faults.push({ field: 'closes', key: 'too-far' })
  if (faults.length) throw invalid(faults)
}

export interface PeriodChange {
  /** Undefined: as it is. What has opened has opened. */
  opens?: Date | undefined
  closes: Date | 'at-once'
  /** Why, for everybody to read. */
  note: string
}

/**
 * The period after a change: extended, shortened, closed at once, or, where it had ended, opened once more; before it
 * opens it may also be moved.
 * @throws invalid, beside `opens`, `closes` or `note`
 */
export function changedPeriod(
  before: { opens: Date; closes: Date },
  { opens = before.opens, closes, note }: PeriodChange,
  now: Date,
): { opens: Date; closes: Date } {
  const faults: FieldFault[] = []
  const moved = opens.getTime() !== before.opens.getTime()
  if (moved && before.opens <= now) faults.push({ field: 'opens', key: 'opened-already' })
  if (closes === 'at-once' && before.closes <= now) faults.push({ field: 'closes', key: 'closed-already' })
  if (closes === 'at-once' && before.opens > now) faults.push({ field: 'closes', key: 'not-open-yet' })
  if (note.trim() === '') faults.push({ field: 'note', key: 'note-required' })
  if (faults.length) throw invalid(faults)
  if (closes === 'at-once') return { opens, closes: now }
  if (!moved && closes.getTime() === before.closes.getTime())
    throw invalid([{ field: 'closes', key: 'period-unchanged' }])
  checkNewPeriod({ opens, closes }, now)
  return { opens, closes }
}
