/** Up to this many cells two sequences are aligned over all of them (500 × 500 words: 1 ms). */
const EXACT_CELLS = 250_000

/** Longer ones by the way of least edits, if there are no more than so many (Myers; at most 10 ms). */
const MOST_EDITS = 1_200

/** Else between words that stand once on each side; where there are none, over all cells up to here (60 ms). */
const EXACT_CELLS_AT_MOST = 6_000_000

type Match = readonly [number, number]

/**
 * Which words of two texts are the same ones, in order (a longest common subsequence): pairs of indices, ascending.
 *
 * What begins and ends alike is taken first; the rest exactly while it is small or little was changed, and otherwise
 * between anchors, the words that stand once on each side (patience). Words that are on one side only take no part.
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
  return leastEdits(a, b) ?? betweenAnchors(a, b)
}

/**
 * The longest common subsequence by the fewest insertions and deletions (E. Myers, An O(ND) Difference Algorithm, 1986):
 * for each number of edits the furthest place on each diagonal, until the end is reached; null beyond MOST_EDITS.
 */
function leastEdits(a: readonly number[], b: readonly number[]): Match[] | null {
  const most = Math.min(MOST_EDITS, a.length + b.length)
  const furthest = new Int32Array(2 * most + 3)
  const middle = most + 1
  const history: Int32Array[] = []
  for (let edits = 0; edits <= most; edits++) {
    history.push(furthest.slice(middle - edits, middle + edits + 1))
    for (let k = -edits; k <= edits; k += 2) {
      const isDown = k === -edits || (k !== edits && furthest[middle + k - 1]! < furthest[middle + k + 1]!)
      let i = isDown ? furthest[middle + k + 1]! : furthest[middle + k - 1]! + 1
      while (i < a.length && i - k < b.length && a[i] === b[i - k]) i++
      furthest[middle + k] = i
      if (i >= a.length && i - k >= b.length) return wayBack(a, b, history)
    }
  }
  return null
}

function wayBack(a: readonly number[], b: readonly number[], history: readonly Int32Array[]): Match[] {
  const matches: Match[] = []
  let i = a.length
  let j = b.length
  for (let edits = history.length - 1; edits > 0; edits--) {
    const before = history[edits]!
    const at = (k: number) => before[edits + k] ?? 0
    const k = i - j
    const isDown = k === -edits || (k !== edits && at(k - 1) < at(k + 1))
    const from = isDown ? at(k + 1) : at(k - 1)
    const start = isDown ? from : from + 1
    while (i > start) matches.push([--i, --j])
    i = from
    j = from - (isDown ? k + 1 : k - 1)
  }
  while (i > 0 && j > 0) matches.push([--i, --j])
  return matches.reverse()
}

function betweenAnchors(a: readonly number[], b: readonly number[]): Match[] {
  const anchors = longestAscending(uniqueOnBoth(a, b))
  // With no anchor to divide it, a part too large is told as replaced as a whole.
  if (anchors.length === 0) return a.length * b.length <= EXACT_CELLS_AT_MOST ? exact(a, b) : []
  const matches: Match[] = []
  let i = 0
  let j = 0
  for (const [oldIndex, newIndex] of [...anchors, [a.length, b.length] as const]) {
    for (const [x, y] of align(a.slice(i, oldIndex), b.slice(j, newIndex))) matches.push([i + x, j + y])
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
