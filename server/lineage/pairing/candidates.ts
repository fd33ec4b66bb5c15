import type { Drafts, Prepared } from './prepare.js'

/**
 * Blocks that share rare words with a block are worth comparing with it; a common word points at too many.
 * Postings looked at per block, rarest words first: the bound that keeps the search near linear.
 */
const POSTINGS_PER_BLOCK = 600

/** Candidates kept per block by likeness as a whole, and as many again by how much of the smaller is in the larger. */
const KEPT = 5

/** Which blocks of `to` share rare words with each block of `from`, most alike first. Twins are shown by their first. */
export function candidates(
  drafts: Drafts,
  from: Prepared,
  to: Prepared,
  isOpen: (block: number) => boolean,
): number[][] {
  const index = postings(to, drafts.stemWeights.length)
  const score = new Float64Array(to.size)
  const touched: number[] = []
  const found: number[][] = []
  for (let block = 0; block < from.size; block++) {
    if (!isOpen(block)) {
      found.push([])
      continue
    }
    let budget = POSTINGS_PER_BLOCK
    for (const { id, times } of rarestFirst(from.stems[block]!, drafts.stemWeights)) {
      const first = index.start[id]!
      const last = index.start[id + 1]!
      budget -= last - first
      if (budget < 0 && touched.length > 0) break
      for (let k = first; k < last && k < first + POSTINGS_PER_BLOCK; k++) {
        const other = index.blocks[k]!
        if (score[other] === 0) touched.push(other)
        score[other]! += drafts.stemWeights[id]! * Math.min(times, index.times[k]!)
      }
    }
    const weight = from.stemWeight[block]!
    const whole = best(touched, other => (2 * score[other]!) / (weight + to.stemWeight[other]!))
    const part = best(touched, other => score[other]! / (2 + Math.min(weight, to.stemWeight[other]!)))
    found.push([...new Set([...whole, ...part])])
    for (const other of touched) score[other] = 0
    touched.length = 0
  }
  return found
}

function best(blocks: readonly number[], rate: (block: number) => number): number[] {
  const top: { block: number; rate: number }[] = []
  for (const block of blocks) {
    const found = { block, rate: rate(block) }
    let at = top.length
    while (at > 0 && top[at - 1]!.rate < found.rate) at--
    if (at >= KEPT) continue
    top.splice(at, 0, found)
    if (top.length > KEPT) top.pop()
  }
  return top.map(({ block }) => block)
}

/** For each word the blocks that have it, in one array: those of word `id` are `start[id] … start[id + 1]`. */
function postings(draft: Prepared, words: number) {
  const start = new Int32Array(words + 1)
  const seen = new Set<number>()
  const shown: number[] = []
  for (let block = 0; block < draft.size; block++) {
    if (seen.has(draft.classes[block]!)) continue
    seen.add(draft.classes[block]!)
    shown.push(block)
    for (const { id } of counted(draft.stems[block]!)) start[id + 1]!++
  }
  for (let id = 0; id < words; id++) start[id + 1]! += start[id]!
  const blocks = new Int32Array(start[words]!)
  const times = new Int32Array(start[words]!)
  const next = start.slice()
  for (const block of shown) {
    for (const word of counted(draft.stems[block]!)) {
      const at = next[word.id]!++
      blocks[at] = block
      times[at] = word.times
    }
  }
  return { start, blocks, times }
}

function* counted(sorted: Int32Array): Generator<{ id: number; times: number }> {
  for (let k = 0; k < sorted.length; ) {
    const id = sorted[k]!
    let times = 0
    while (k < sorted.length && sorted[k] === id) {
      times++
      k++
    }
    yield { id, times }
  }
}

function rarestFirst(sorted: Int32Array, weights: Float64Array) {
  return [...counted(sorted)].sort((a, b) => weights[b.id]! - weights[a.id]! || a.id - b.id)
}

/** Weight of what two sorted lists of ids have in common, each id as often as both have it. */
export function overlap(a: Int32Array, b: Int32Array, weights: Float64Array): number {
  let total = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i]!
    const y = b[j]!
    if (x === y) {
      total += weights[x]!
      i++
      j++
    } else if (x < y) i++
    else j++
  }
  return total
}
