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
