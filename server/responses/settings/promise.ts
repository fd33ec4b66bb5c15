const WEEK_MS = 7 * 24 * 3600 * 1000
/** The UK's Consultation Principles (2018), G: within twelve weeks of the consultation. */
export const WEEKS = 12

/** When the answers are promised: as the group says (`YYYY-MM-DD`, UTC), else twelve weeks after closing; null: no end is set. */
export function promisedBy(answersBy: string | null, closes: Date | null): Date | null {
  if (answersBy !== null) return new Date(`${answersBy}T00:00:00Z`)
  return closes && new Date(closes.getTime() + WEEKS * WEEK_MS)
}
