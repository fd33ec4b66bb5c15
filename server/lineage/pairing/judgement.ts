import { type Likeness, likeness } from './likeness.js'
import { besides, type Matching, neighbourhood, sectionAgreement } from './matching.js'
import type { Drafts } from './prepare.js'

/** Two blocks worth comparing. */
export interface Pair {
  i: number
  j: number
  like: Likeness
  /** How alike the words are, from 0 to 1, to tell rivals apart. */
  closeness: number
  /** How much the one says that says less: 1 is a sentence and more, 0 a word or none. */
  telling: number
  /** What speaks for the pair by the blocks alone, in log odds. */
  evidence: number
}

export interface Judgement {
  pair: Pair
  /** Likelihood that the two are the same block, from 0 to 1. */
  score: number
}

/**
 * What each fact is worth, in log odds. Set by hand, and checked on generated and on real drafts: what other values do,
 * and how sensitive the figures are, stands in docs/decisions/0050-lineage.md.
 */
const WORTH = {
  words: 4,
  order: 3,
  within: 1,
  same: 1.2,
  kind: 0.5,
  /** Words in common in blocks that say much. */
  tellingWords: 2,
  around: 0.5,
  section: 0.4,
  margin: 4.5,
  /** For each neighbour right beside that is linked likewise: of headings, and of other blocks the less they say. */
  besideHeading: 2,
  besideShort: 2,
  /** Short blocks with other words, where the neighbours say nothing or went elsewhere. */
  lonely: -5,
  /** The same words that stand in several places, likewise. */
  lonelyTwin: -4,
  always: -5.5,
}

/** Weight of words from which a block says enough, as the exponent of e. */
const TELLING = 5

/** How much the neighbours count when rivals are told apart. */
const RIVALRY_AROUND = 0.3

export function pairOf(drafts: Drafts, i: number, j: number): Pair {
  const like = likeness(drafts, i, j)
  const { words, order, within, same } = like
  const least = Math.min(drafts.old.stemWeight[i]!, drafts.next.stemWeight[j]!)
  const telling = Math.min(1, Math.log(1 + least) / TELLING)
  const isOfKind = drafts.old.blocks[i]!.kind === drafts.next.blocks[j]!.kind
  return {
    i,
    j,
    like,
    closeness: 0.5 * words + 0.3 * order + 0.2 * within,
    telling,
    evidence:
      WORTH.always +
      WORTH.words * words +
      WORTH.order * order +
      WORTH.within * within +
      WORTH.tellingWords * words * telling +
      (same ? WORTH.same : 0) +
      (isOfKind ? WORTH.kind : 0),
  }
}

/** How likely each pair is the same block, by its words, its place, and the rivals that each side has. */
export function judge(drafts: Drafts, matching: Matching, pairs: readonly Pair[]): Judgement[] {
  const around = new Float64Array(pairs.length)
  const old = new Rivals(drafts.old.size)
  const next = new Rivals(drafts.next.size)
  for (const [k, { i, j, closeness }] of pairs.entries()) {
    around[k] = neighbourhood(matching, i, j)
    const rank = closeness + around[k]! * RIVALRY_AROUND
    old.note(i, rank)
    next.note(j, rank)
  }
  return pairs.map((pair, k) => {
    const rank = pair.closeness + around[k]! * RIVALRY_AROUND
    const margin = Math.min(old.ahead(pair.i, rank), next.ahead(pair.j, rank))
    return { pair, score: probability(oddsOf(drafts, matching, pair, around[k]!, margin)) }
  })
}

function oddsOf(drafts: Drafts, matching: Matching, pair: Pair, around: number, margin: number): number {
  const { i, j, like, telling } = pair
  const isHeading = drafts.old.blocks[i]!.kind === 'heading' && drafts.next.blocks[j]!.kind === 'heading'
  const isTwin = like.same && drafts.isTwin[drafts.old.classes[i]!] === 1
  return (
    pair.evidence +
    WORTH.around * around +
    WORTH.section * sectionAgreement(drafts, matching, i, j) +
    WORTH.margin * margin +
    besides(matching, i, j) * (isHeading ? WORTH.besideHeading : WORTH.besideShort * (1 - telling)) +
    (like.same ? 0 : WORTH.lonely * (1 - telling) * (1 - around)) +
    (isTwin ? WORTH.lonelyTwin * (1 - around) : 0)
  )
}

function probability(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}

/** The two best ranks that each block has. */
class Rivals {
  private readonly first: Float64Array
  private readonly second: Float64Array

  constructor(size: number) {
    this.first = new Float64Array(size)
    this.second = new Float64Array(size)
  }

  note(block: number, rank: number): void {
    if (rank > this.first[block]!) {
      this.second[block] = this.first[block]!
      this.first[block] = rank
    } else if (rank > this.second[block]!) this.second[block] = rank
  }

  /** How far a rank is ahead of the best rival's (or, negative, behind it). */
  ahead(block: number, rank: number): number {
    return rank >= this.first[block]! ? rank - this.second[block]! : rank - this.first[block]!
  }
}
