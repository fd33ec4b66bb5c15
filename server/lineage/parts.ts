import { overlap } from './candidates.js'
import type { Pair } from './judgement.js'
import type { Matching } from './matching.js'
import type { Drafts, Prepared } from './prepare.js'

/** A block that is part of another one's words: `i` was split, or was merged into `j`. */
export interface Part {
  i: number
  j: number
  kind: 'split' | 'merged'
  /** Share of the part's words that the whole has and has not given to another block. */
  cover: number
}

/** At least this share of a part's words come from the whole. */
const COVER = 0.62

/** The same of couples of words: words alone are found anywhere in a long paragraph. */
const COVER_IN_ORDER = 0.4

/** Fewer words than this (by weight) tell nothing of where they come from. */
const PART_WEIGHT = 14

/** Parts stand beside each other; one that stands further off than this has to cover more. */
const BESIDE = 6
const COVER_AFAR = 0.85

/** Afar, a part has to say so much (by weight) that it can be no other's words: a phrase of a table is found anywhere. */
const PART_WEIGHT_AFAR = 45

/** Together, parts without a main one have to make up this much of the whole. */
const WHOLE = 0.55

/**
 * Parts of paragraphs that were split or merged.
 *
 * First for linked blocks: what the partner has left over of the words is looked for in blocks that have no partner.
 * Then for blocks without partner: two and more that together make up one.
 */
export function findParts(drafts: Drafts, matching: Matching, pairs: readonly Pair[]): Part[] {
  const found: Part[] = []
  const sides = [
    { whole: drafts.old, part: drafts.next, partner: matching.old, taken: matching.next, kind: 'split' as const },
    { whole: drafts.next, part: drafts.old, partner: matching.next, taken: matching.old, kind: 'merged' as const },
  ]
  for (const side of sides) {
    const best = new Map<number, { whole: number; cover: number }>()
    for (const pair of pairs) {
      if (pair.like.within < COVER) continue
      const [whole, part] = side.kind === 'split' ? [pair.i, pair.j] : [pair.j, pair.i]
      const main = side.partner[whole]!
      if (side.taken[part]! >= 0 || main === part) continue
      const cover = coverOf(drafts, side.part, part, leftOver(side.whole, whole, side.part, main))
      const isAfar = main >= 0 && Math.abs(main - part) > BESIDE
      if (cover < (isAfar ? COVER_AFAR : COVER)) continue
      if (isAfar && side.part.stemWeight[part]! < PART_WEIGHT_AFAR) continue
      if ((best.get(part)?.cover ?? 0) < cover) best.set(part, { whole, cover })
    }
    for (const [whole, parts] of byWhole(best)) {
      if (side.partner[whole]! < 0 && !makeUp(side.whole, whole, side.part, parts)) continue
      for (const { part, cover } of parts)
        found.push(
          side.kind === 'split' ? { i: whole, j: part, kind: 'split', cover } : { i: part, j: whole, kind: 'merged', cover },
        )
    }
  }
  return found
}

interface Words {
  stems: Int32Array
  couples: Int32Array
}

/** The words of a whole that its partner does not have. */
function leftOver(from: Prepared, whole: number, to: Prepared, main: number): Words {
  const words = { stems: from.stems[whole]!, couples: from.couples[whole]! }
  if (main < 0) return words
  return { stems: without(words.stems, to.stems[main]!), couples: without(words.couples, to.couples[main]!) }
}

function coverOf({ stemWeights, coupleWeights }: Drafts, draft: Prepared, part: number, words: Words): number {
  if (draft.stemWeight[part]! < PART_WEIGHT) return 0
  const inOrder = overlap(draft.couples[part]!, words.couples, coupleWeights) / Math.max(1, draft.coupleWeight[part]!)
  if (inOrder < COVER_IN_ORDER) return 0
  return overlap(draft.stems[part]!, words.stems, stemWeights) / draft.stemWeight[part]!
}

function byWhole(best: ReadonlyMap<number, { whole: number; cover: number }>) {
  const wholes = new Map<number, { part: number; cover: number }[]>()
  for (const [part, { whole, cover }] of best) {
    const list = wholes.get(whole)
    if (list) list.push({ part, cover })
    else wholes.set(whole, [{ part, cover }])
  }
  return wholes
}

/** Whether several blocks together are a block that has no partner of its own. */
function makeUp(from: Prepared, whole: number, to: Prepared, parts: readonly { part: number; cover: number }[]): boolean {
  if (parts.length < 2) return false
  const places = parts.map(({ part }) => part)
  if (Math.max(...places) - Math.min(...places) > BESIDE) return false
  const together = parts.reduce((sum, { part, cover }) => sum + cover * to.stemWeight[part]!, 0)
  return together >= WHOLE * from.stemWeight[whole]!
}

/** A sorted list less another one, each id as often as it is left. */
function without(all: Int32Array, taken: Int32Array): Int32Array {
  const left = new Int32Array(all.length)
  let size = 0
  for (let i = 0, j = 0; i < all.length; i++) {
    while (j < taken.length && taken[j]! < all[i]!) j++
    if (j < taken.length && taken[j] === all[i]) j++
    else left[size++] = all[i]!
  }
  return left.slice(0, size)
}
