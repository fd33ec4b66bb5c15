/**
 * Which counts are published, and how far, so that none that is small enough to point at somebody can be read or
 * computed back, also by who knows this rule (docs/decisions/0061-transparency.md). Pure.
 */

/** Counts from 1 up to below this are not published. Zero is: it points at nobody. */
export const THRESHOLD = 5
const MOST_HIDDEN = THRESHOLD - 1

/** A count as it is published. */
export type Shown = { count: number } | { fewerThan: number } | { atLeast: number }

export interface Table {
  cells: Shown[]
  /** Of all cells; exact only where that gives none of them away. */
  total: Shown
}

/** One cell of a table: a number, or the total of another table, which is published as that table says. */
export type Cell = number | { value: number; shown: Shown }

/**
 * A table of counts that add up. For who reads it, each hidden cell can have at least three of the values from 1 to 4: the
 * total is exact where nothing is hidden or the sum of what is leaves that open, otherwise it is the least that it can be.
 */
export function suppress(given: readonly Cell[]): Table {
  const values = given.map(cell => (typeof cell === 'number' ? cell : cell.value))
  const cells = given.map(cell => shownAs(cell))
  const hidden = values.filter((_, k) => 'fewerThan' in cells[k]!)
  const vague = cells.some(cell => 'atLeast' in cell)
  const sum = total(values)
  if (!vague && (hidden.length === 0 || isOpen(total(hidden), hidden.length))) return { cells, total: { count: sum } }
  const some = cells.filter((_, k) => values[k] !== 0)
  return { cells, total: some.length === 1 ? some[0]! : { atLeast: total(cells.map(leastOf)) } }
}

function shownAs(cell: Cell): Shown {
  if (typeof cell !== 'number') return cell.shown
  return cell > 0 && cell < THRESHOLD ? { fewerThan: THRESHOLD } : { count: cell }
}

/** Whether hidden cells with this sum, which is no small number itself, can each have three values: 1, 2, 3 or 2, 3, 4. */
function isOpen(sum: number, cells: number): boolean {
  return sum >= THRESHOLD && sum - (cells - 1) >= MOST_HIDDEN - 1 && sum - MOST_HIDDEN * (cells - 1) <= 2
}

const leastOf = (cell: Shown): number => ('count' in cell ? cell.count : 'atLeast' in cell ? cell.atLeast : 1)
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
