import { overlap } from './candidates.js'
import type { Drafts } from './prepare.js'

/** How alike two blocks are by their words alone. All from 0 to 1. */
export interface Likeness {
  /** Words in common against all words (Dice), weighted by rarity. */
  words: number
  /** The same of couples of neighbouring words: order counts. */
  order: number
  /** How much of the one that says less is in the other. */
  within: number
  /** Same words exactly, numbering left out. */
  same: boolean
}

export function likeness({ old, next, stemWeights, coupleWeights }: Drafts, i: number, j: number): Likeness {
  if (old.classes[i] === next.classes[j]) return { words: 1, order: 1, within: 1, same: true }
  const before = old.stemWeight[i]!
  const after = next.stemWeight[j]!
  const shared = overlap(old.stems[i]!, next.stems[j]!, stemWeights)
  const order = overlap(old.couples[i]!, next.couples[j]!, coupleWeights)
  return {
    words: ratio(2 * shared, before + after),
    order: ratio(2 * order, old.coupleWeight[i]! + next.coupleWeight[j]!),
    within: ratio(shared, Math.min(before, after)),
    same: false,
  }
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0
}
