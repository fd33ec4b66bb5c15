/** Up to this many cells two sequences are aligned exactly (1,000 × 1,000 words: 3 ms); larger ones between anchors. */
const EXACT_CELLS = 1_000_000

/** Between anchors, and where there are none, the exact way is gone up to here (2,400 × 2,400 words: 20 ms). */
const EXACT_CELLS_AT_MOST = 6_000_000

type Match = readonly [number, number]

/**
 * Which words of two texts are the same ones, in order (a longest common subsequence): pairs of indices, ascending.
 *
 * What begins and ends alike is taken first; the rest exactly while it is small, and otherwise between anchors, the
 * words that stand once on each side (patience). Words that are on one side only take no part.
 */
export function alignWords(old: readonly string[], next: readonly string[]): Match[] {
  const matches: Match[] = []
  let start = 0
  while (start < old.length && start < next.length && old[start] === next[start]) matches.push([start, start++])
  let oldEnd = old.length
  let newEnd = next.length
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === next[newEnd - 1]) {
    oldEnd--
    newEnd--
  }
  const ids = new Map<string, number>()
  const a = shared(old, next, start, oldEnd, newEnd, ids)
  const b = shared(next, old, start, newEnd, oldEnd, ids)
  for (const [i, j] of align(a.ids, b.ids)) matches.push([a.places[i]!, b.places[j]!])
  for (let k = 0; oldEnd + k < old.length; k++) matches.push([oldEnd + k, newEnd + k])
  return matches
}

/** The words between the common ends that the other side has too, as numbers, with their places. */
function shared(
  words: readonly string[],
  other: readonly string[],
  start: number,
  end: number,
  otherEnd: number,
  ids: Map<string, number>,
): { ids: number[]; places: number[] } {
  const known = new Set(other.slice(start, otherEnd))
  const found = { ids: [] as number[], places: [] as number[] }
  for (let k = start; k < end; k++) {
    const word = words[k]!
    if (!known.has(word)) continue
    if (!ids.has(word)) ids.set(word, ids.size)
    found.ids.push(ids.get(word)!)
    found.places.push(k)
  }
  return found
}

function align(a: readonly number[], b: readonly number[]): Match[] {
  if (a.length === 0 || b.length === 0) return []
  if (a.length * b.length <= EXACT_CELLS) return exact(a, b)
  const anchors = longestAscending(uniqueOnBoth(a, b))
  const matches: Match[] = []
  let i = 0
  let j = 0
  for (const [oldIndex, newIndex] of [...anchors, [a.length, b.length] as const]) {
    const before = a.slice(i, oldIndex)
    const after = b.slice(j, newIndex)
    // With no anchor to divide it, a part too large for the exact way is told as replaced as a whole.
    if (before.length * after.length <= EXACT_CELLS_AT_MOST)
      for (const [x, y] of exact(before, after)) matches.push([i + x, j + y])
    if (oldIndex < a.length) matches.push([oldIndex, newIndex])
    i = oldIndex + 1
    j = newIndex + 1
  }
  return matches
}

/** Longest common subsequence by dynamic programming over typed arrays. */
function exact(a: readonly number[], b: readonly number[]): Match[] {
  const width = b.length + 1
  const length = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    const row = i * width
    const word = a[i]!
    for (let j = b.length - 1; j >= 0; j--) {
      const down = length[row + width + j]!
      const right = length[row + j + 1]!
      length[row + j] = word === b[j] ? length[row + width + j + 1]! + 1 : Math.max(down, right)
    }
  }
  const matches: Match[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) matches.push([i++, j++])
    else if (length[(i + 1) * width + j]! >= length[i * width + j + 1]!) i++
    else j++
  }
  return matches
}

function uniqueOnBoth(a: readonly number[], b: readonly number[]): Match[] {
  const once = (list: readonly number[]) => {
    const place = new Map<number, number>()
    for (const [k, id] of list.entries()) place.set(id, place.has(id) ? -1 : k)
    return place
  }
  const places = once(b)
  const found: Match[] = []
  for (const [id, i] of once(a)) {
    const j = places.get(id)
    if (i >= 0 && j !== undefined && j >= 0) found.push([i, j])
  }
  return found.sort((x, y) => x[0] - y[0])
}

/** The longest chain of pairs that ascends on both sides, of pairs that ascend on the first (patience sorting). */
export function longestAscending(pairs: readonly Match[]): Match[] {
  const tails: number[] = []
  const before = new Int32Array(pairs.length)
  for (const [k, pair] of pairs.entries()) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[tails[middle]!]![1] < pair[1]) low = middle + 1
      else high = middle
    }
    before[k] = low > 0 ? tails[low - 1]! : -1
    tails[low] = k
  }
  const chain: Match[] = []
  for (let k = tails.at(-1) ?? -1; k >= 0; k = before[k]!) chain.push(pairs[k]!)
  return chain.reverse()
}

/** Of pairs that ascend on the first side, the chain that ascends on both and weighs most (a Fenwick tree of maxima). */
export function heaviestAscending(pairs: readonly Match[], weightOf: (pair: Match) => number): Match[] {
  const size = pairs.reduce((most, [, j]) => Math.max(most, j + 1), 0)
  const tree = new Int32Array(size + 1).fill(-1)
  const total = new Float64Array(pairs.length)
  const before = new Int32Array(pairs.length).fill(-1)
  let heaviest = -1
  for (const [k, pair] of pairs.entries()) {
    for (let at = pair[1]; at > 0; at -= at & -at) {
      const other = tree[at]!
      if (other >= 0 && (before[k]! < 0 || total[other]! > total[before[k]!]!)) before[k] = other
    }
    total[k] = weightOf(pair) + (before[k]! < 0 ? 0 : total[before[k]!]!)
    for (let at = pair[1] + 1; at <= size; at += at & -at)
      if (tree[at]! < 0 || total[k]! > total[tree[at]!]!) tree[at] = k
    if (heaviest < 0 || total[k]! > total[heaviest]!) heaviest = k
  }
  const chain: Match[] = []
  for (let k = heaviest; k >= 0; k = before[k]!) chain.push(pairs[k]!)
  return chain.reverse()
}
