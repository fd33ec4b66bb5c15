import { longestAscending } from '../text/sequence.js'
import { candidates } from './candidates.js'
import { type Judgement, judge, type Pair, pairOf } from './judgement.js'
import { emptyMatching, link, type Matching, neighbourhood, unlink } from './matching.js'
import type { Drafts } from './prepare.js'

/** The same words found once in each version are the same block wherever they stand, if they say at least this much. */
const TELLING_WEIGHT = 25

/** A short block is taken as the same at once only where its neighbours agree at least this much. */
const COMPANY = 0.5

/** The likelier pairs are linked first, since they then speak for or against the others. */
const ROUNDS = [0.95, 0.85, 0.75, 0.7]

/** Times that all is weighed again with what is known of the neighbours in the end. */
const SECOND_THOUGHTS = 2

const CLAIMED = 0.7

/** Open blocks about the place where a block should be are compared with it whatever their words. */
const ABOUT = 4

/** What was found: who is whose partner, every pair that was looked at, and how likely each is in the end. */
export interface Pairing {
  matching: Matching
  pairs: readonly Pair[]
  judged: readonly Judgement[]
}

export function pairUp(drafts: Drafts): Pairing {
  const matching = emptyMatching(drafts)
  backbone(drafts, matching)
  const pairs = new Pairs(drafts, matching)
  pairs.addTwins()
  pairs.addRare()
  for (const threshold of ROUNDS) {
    pairs.addNear()
    claim(matching, judge(drafts, matching, pairs.open()), threshold)
    extend(drafts, matching)
  }
  for (let round = 0; round < SECOND_THOUGHTS; round++) {
    const judged = judge(drafts, matching, pairs.list)
    for (const { i, j } of pairs.list) if (matching.old[i] === j) unlink(matching, i, j)
    claim(matching, judged, CLAIMED)
    extend(drafts, matching)
  }
  return { matching, pairs: pairs.list, judged: judge(drafts, matching, pairs.list) }
}

/** Links the likeliest pairs first, each block once. */
function claim(matching: Matching, judged: readonly Judgement[], threshold: number): void {
  const likely = judged.filter(({ score }) => score >= threshold)
  likely.sort((a, b) => b.score - a.score || a.pair.i - b.pair.i || a.pair.j - b.pair.j)
  for (const { pair } of likely)
    if (matching.old[pair.i]! < 0 && matching.next[pair.j]! < 0) link(matching, pair.i, pair.j)
}

/** Links what is surely the same: words found once in each version, in order or telling; then equal neighbours of those. */
function backbone(drafts: Drafts, matching: Matching): void {
  const once = (classes: Int32Array) => {
    const places = new Map<number, number>()
    for (const [k, id] of classes.entries()) places.set(id, places.has(id) ? -1 : k)
    return places
  }
  const after = once(drafts.next.classes)
  const unique: [number, number][] = []
  for (const [id, i] of once(drafts.old.classes)) {
    const j = after.get(id) ?? -1
    if (i >= 0 && j >= 0) unique.push([i, j])
  }
  unique.sort((a, b) => a[0] - b[0])
  const chain = longestAscending(unique)
  for (const [i, j] of chain) link(matching, i, j)
  // Few words that stand once in each version may still be two blocks' words ("This section is informative.").
  const lonely = chain.filter(
    ([i, j]) => drafts.old.stemWeight[i]! < TELLING_WEIGHT && neighbourhood(matching, i, j) < COMPANY,
  )
  for (const [i, j] of lonely) unlink(matching, i, j)
  for (const [i, j] of unique)
    if (matching.old[i]! < 0 && drafts.old.stemWeight[i]! >= TELLING_WEIGHT) link(matching, i, j)
  extend(drafts, matching)
}

/** The neighbours of linked blocks that have the same words are linked too, forwards and backwards. */
function extend({ old, next }: Drafts, matching: Matching): void {
  const tryLink = (i: number, j: number) => {
    if (i < 0 || j < 0 || i >= old.size || j >= next.size) return
    if (matching.old[i]! >= 0 || matching.next[j]! >= 0 || old.classes[i] !== next.classes[j]) return
    link(matching, i, j)
  }
  for (let i = 0; i < old.size; i++) if (matching.old[i]! >= 0) tryLink(i + 1, matching.old[i]! + 1)
  for (let i = old.size - 1; i >= 0; i--) if (matching.old[i]! >= 0) tryLink(i - 1, matching.old[i]! - 1)
}

/** Pairs worth a look, each once, with their likeness. */
class Pairs {
  readonly list: Pair[] = []
  private readonly known = new Set<number>()

  constructor(
    private readonly drafts: Drafts,
    private readonly matching: Matching,
  ) {}

  private add(i: number, j: number): void {
    const key = i * this.drafts.next.size + j
    if (this.known.has(key)) return
    this.known.add(key)
    this.list.push(pairOf(this.drafts, i, j))
  }

  /** The pairs of which neither has a partner yet. */
  open(): Pair[] {
    return this.list.filter(({ i, j }) => this.isOpenOld(i) && this.isOpenNext(j))
  }

  private isOpenOld = (i: number) => this.matching.old[i]! < 0
  private isOpenNext = (j: number) => this.matching.next[j]! < 0

  /** Blocks that share rare words, looked for from both sides. */
  addRare(): void {
    const { drafts } = this
    for (const [i, list] of candidates(drafts, drafts.old, drafts.next, this.isOpenOld).entries())
      for (const j of list) this.add(i, j)
    for (const [j, list] of candidates(drafts, drafts.next, drafts.old, this.isOpenNext).entries())
      for (const i of list) this.add(i, j)
  }

  /** Blocks with the same words: all with all while they are few, else each with those nearest to its place. */
  addTwins(): void {
    const { old, next } = this.drafts
    const places = new Map<number, number[]>()
    for (let j = 0; j < next.size; j++) {
      if (!this.isOpenNext(j)) continue
      const list = places.get(next.classes[j]!)
      if (list) list.push(j)
      else places.set(next.classes[j]!, [j])
    }
    for (let i = 0; i < old.size; i++) {
      const list = this.isOpenOld(i) ? places.get(old.classes[i]!) : undefined
      if (!list) continue
      if (list.length <= 8) for (const j of list) this.add(i, j)
      else for (const place of this.expected(i)) for (const j of nearest(list, place, 4)) this.add(i, j)
    }
  }

  /** Open blocks about the place where a block should be. */
  addNear(): void {
    for (let i = 0; i < this.drafts.old.size; i++) {
      if (!this.isOpenOld(i)) continue
      for (const place of this.expected(i))
        for (let j = Math.max(0, place - ABOUT); j <= Math.min(this.drafts.next.size - 1, place + ABOUT); j++)
          if (this.isOpenNext(j)) this.add(i, j)
    }
  }

  /** Where a block should be by the nearest linked block before it, and by the one after it. */
  private expected(i: number): number[] {
    const places: number[] = []
    for (const step of [-1, 1]) {
      let near = i
      while (near >= 0 && near < this.drafts.old.size && this.matching.old[near]! < 0 && Math.abs(near - i) < 60)
        near += step
      const partner = this.matching.old[near]
      if (partner !== undefined && partner >= 0) places.push(partner + (i - near))
    }
    return places
  }
}

/** The members of an ascending list nearest to a place. */
function nearest(list: readonly number[], place: number, count: number): number[] {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]! < place) low = middle + 1
    else high = middle
  }
  return list.slice(Math.max(0, low - count), low + count)
}
