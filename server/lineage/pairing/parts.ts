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

/** Where the whole is linked already, of what its partner leaves over: rewritten wholes leave over what proves little. */
const COVER_OF_REST = 0.78

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

/** A short block right beside a part of a whole is part of it, too, if it says this much and the whole has nearly all of it. */
const PART_WEIGHT_BESIDE = 4
const COVER_BESIDE = 0.8

interface Side {
  whole: Prepared
  part: Prepared
  partner: Int32Array
  taken: Int32Array
  kind: Part['kind']
}

/** Parts of one whole by their places, with their cover. */
type Places = Map<number, number>

/**
 * Parts of paragraphs that were split or merged.
 *
 * First for linked blocks: what the partner has left over of the words is looked for in blocks that have no partner.
 * Then for blocks without partner: two and more that stand together and make up one. Last, what is too short to tell
 * anything by itself but stands beside the parts: the heading or the items of a list that became a paragraph.
 */
export function findParts(drafts: Drafts, matching: Matching, pairs: readonly Pair[]): Part[] {
  const sides: Side[] = [
    { whole: drafts.old, part: drafts.next, partner: matching.old, taken: matching.next, kind: 'split' },
    { whole: drafts.next, part: drafts.old, partner: matching.next, taken: matching.old, kind: 'merged' },
  ]
  return sides.flatMap(side => {
    const wholes = bestWholes(drafts, side, pairs)
    const isPart = new Set([...wholes.values()].flatMap(parts => [...parts.keys()]))
    return [...wholes].flatMap(([whole, parts]) => {
      addShort(drafts, side, whole, parts, isPart)
      return [...parts].map(
        ([part, cover]): Part =>
          side.kind === 'split'
            ? { i: whole, j: part, kind: 'split', cover }
            : { i: part, j: whole, kind: 'merged', cover },
      )
    })
  })
}

/** Each block that tells enough, with the block that has most of its words, as far as those hold as wholes. */
function bestWholes(drafts: Drafts, side: Side, pairs: readonly Pair[]): Map<number, Places> {
  const best = new Map<number, { whole: number; cover: number }>()
  for (const pair of pairs) {
    if (pair.like.within < COVER) continue
    const [whole, part] = side.kind === 'split' ? [pair.i, pair.j] : [pair.j, pair.i]
    const main = side.partner[whole]!
    if (side.taken[part]! >= 0 || side.part.stemWeight[part]! < PART_WEIGHT) continue
    const cover = coverOf(drafts, side.part, part, leftOver(side.whole, whole, side.part, main))
    const isAfar = main >= 0 && Math.abs(main - part) > BESIDE
    if (cover < (isAfar ? COVER_AFAR : main >= 0 ? COVER_OF_REST : COVER)) continue
    if (isAfar && side.part.stemWeight[part]! < PART_WEIGHT_AFAR) continue
    if ((best.get(part)?.cover ?? 0) < cover) best.set(part, { whole, cover })
  }
  const wholes = new Map<number, Places>()
  for (const [part, { whole, cover }] of best) {
    const parts = wholes.get(whole) ?? new Map<number, number>()
    wholes.set(whole, parts.set(part, cover))
  }
  for (const [whole, parts] of wholes) {
    if (side.partner[whole]! >= 0) continue
    const together = standingTogether(side, whole, parts)
    if (together) wholes.set(whole, together)
    else wholes.delete(whole)
  }
  return wholes
}

/** Of the parts of a block without partner the ones that stand together, if there are several and they make it up. */
function standingTogether({ whole: from, part: to }: Side, whole: number, parts: Places): Places | null {
  const runs: Places[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const part of [...parts.keys()].sort((a, b) => a - b)) {
    if (part - last > BESIDE) runs.push(new Map())
    runs.at(-1)!.set(part, parts.get(part)!)
    last = part
  }
  const said = (run: Places) => [...run].reduce((sum, [part, cover]) => sum + cover * to.stemWeight[part]!, 0)
  const fullest = runs.reduce((a, b) => (said(b) > said(a) ? b : a))
  return fullest.size > 1 && said(fullest) >= WHOLE * from.stemWeight[whole]! ? fullest : null
}

/** Adds what stands right beside the parts of a whole and says little, but nothing else than the whole. */
function addShort(drafts: Drafts, side: Side, whole: number, parts: Places, isPart: Set<number>): void {
  const main = side.partner[whole]!
  const words = leftOver(side.whole, whole, side.part, main)
  const open = (main < 0 ? [...parts.keys()] : [main, ...parts.keys()]).flatMap(place => [place - 1, place + 1])
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (place < 0 || place >= side.part.size || side.taken[place]! >= 0 || isPart.has(place)) continue
    if (side.part.stemWeight[place]! < PART_WEIGHT_BESIDE) continue
    const cover = coverOf(drafts, side.part, place, words)
    if (cover < COVER_BESIDE) continue
    parts.set(place, cover)
    isPart.add(place)
    open.push(place - 1, place + 1)
  }
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

/** Share of a block's words that are among others; nothing where they stand there in another order. */
function coverOf({ stemWeights, coupleWeights }: Drafts, draft: Prepared, part: number, words: Words): number {
  const inAll = draft.coupleWeight[part]!
  const inOrder = inAll > 0 ? overlap(draft.couples[part]!, words.couples, coupleWeights) / inAll : 1
  if (inOrder < COVER_IN_ORDER) return 0
  return overlap(draft.stems[part]!, words.stems, stemWeights) / draft.stemWeight[part]!
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
