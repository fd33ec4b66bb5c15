import type { Status } from '../../database/schema.js'
import { type Reason, reasons } from '../decisions/reasons.js'
import type { Figures } from './store.js'
import { type Shown, suppress, THRESHOLD } from './suppress.js'

const STATES = ['published', 'pending', 'withheld', 'spam', 'withdrawn'] as const satisfies readonly Status[]
const APPEALS = ['open', 'upheld', 'overturned'] as const

/** What the public reads of how a report's comments are moderated: no number that points at somebody. */
export interface Transparency {
  received: Shown
  states: Record<(typeof STATES)[number], Shown>
  withheld: Record<Reason, Shown>
  appeals: { made: Shown } & Record<(typeof APPEALS)[number], Shown>
  /** From when a comment came in, or was flagged, to the first decision; null: fewer than five were decided about. */
  medianSecondsToDecision: number | null
}

/** Figures → what is published of them. Withheld comments are a table of their own, whose total stands in that of the states. */
export function publish(figures: Figures): Transparency {
  const byReason = suppress(reasons.map(reason => figures.reasons[reason] ?? 0))
  const states = suppress(
    STATES.map(state => {
      const value = figures.states[state] ?? 0
      return state === 'withheld' ? { value, shown: byReason.total } : value
    }),
  )
  const appeals = suppress(APPEALS.map(state => figures.appeals[state]))
  return {
    received: states.total,
    states: named(STATES, states.cells),
    withheld: named(reasons, byReason.cells),
    appeals: { made: appeals.total, ...named(APPEALS, appeals.cells) },
    medianSecondsToDecision:
      figures.decided < THRESHOLD || figures.medianSeconds === null ? null : Math.round(figures.medianSeconds),
  }
}

function named<Name extends string>(names: readonly Name[], cells: readonly Shown[]): Record<Name, Shown> {
  return Object.fromEntries(names.map((name, k) => [name, cells[k]!])) as Record<Name, Shown>
}
