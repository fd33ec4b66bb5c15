import type { Version } from '../database/schema.js'

/** Where a comment period stands. A draft whose period is not set yet is upcoming without a time. */
export interface Period {
  state: 'upcoming' | 'open' | 'closed'
  opens: Date | null
  closes: Date | null
}

/** The first instant of a period belongs to it, the last does not. */
export function periodOf({ opens_at, closes_at }: Pick<Version, 'opens_at' | 'closes_at'>, now: Date): Period {
  return { state: stateOf(opens_at, closes_at, now), opens: opens_at, closes: closes_at }
}

function stateOf(opens: Date | null, closes: Date | null, now: Date): Period['state'] {
  if (opens === null || now < opens) return 'upcoming'
  return closes === null || now < closes ? 'open' : 'closed'
}

/** The next moment at which one of these periods opens or closes; null: none will. */
export function nextTurn(periods: readonly Period[], now: Date): Date | null {
  const turns = periods.flatMap(({ opens, closes }) => [opens, closes]).filter(turn => turn !== null && turn > now)
  return turns.reduce<Date | null>((first, turn) => (first === null || turn! < first ? turn : first), null)
}

const MINUTE_MS = 60_000
const UNITS = [
  ['days', 24 * 60 * MINUTE_MS],
  ['hours', 60 * MINUTE_MS],
  ['minutes', MINUTE_MS],
] as const

/** What is left until then in whole units, at least two of a kind: a day and a half is 36 hours. */
export function timeLeft(until: Date, now: Date): { unit: 'days' | 'hours' | 'minutes'; count: number } {
  const left = Math.max(0, until.getTime() - now.getTime())
  const [unit, length] = UNITS.find(([, length]) => left >= 2 * length) ?? UNITS[2]
  return { unit, count: Math.floor(left / length) }
}
