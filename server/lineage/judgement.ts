import type { Likeness } from './likeness.js'
import { besides, type Matching, neighbourhood, sectionAgreement } from './matching.js'
import type { Drafts } from './prepare.js'

export interface Pair {
  i: number
  j: number
  like: Likeness
}

export interface Judgement {
  pair: Pair
  features: number[]
  score: number
}

/** How likely each pair is the same block, by its words, its place, and the rivals that each side has. */
export function judge(drafts: Drafts, matching: Matching, pairs: readonly Pair[]): Judgement[] {
  const bestOld = new Map<number, [number, number]>()
  const bestNew = new Map<number, [number, number]>()
  const judged = pairs.map(pair => {
    const around = neighbourhood(matching, pair.i, pair.j)
    const rank = closeness(pair.like) + around * 0.3
    note(bestOld, pair.i, rank)
    note(bestNew, pair.j, rank)
    return { pair, around, rank }
  })
  return judged.map(({ pair, around, rank }) => {
    const margin = Math.min(ahead(bestOld.get(pair.i)!, rank), ahead(bestNew.get(pair.j)!, rank))
    const features = featuresOf(drafts, matching, pair, around, margin)
    return { pair, features, score: probability(features) }
  })
}

function closeness({ words, order, within }: Likeness): number {
  return 0.5 * words + 0.3 * order + 0.2 * within
}

function note(best: Map<number, [number, number]>, block: number, rank: number): void {
  const top = best.get(block)
  if (!top) best.set(block, [rank, 0])
  else if (rank > top[0]) best.set(block, [rank, top[0]])
  else if (rank > top[1]) top[1] = rank
}

/** How far a pair is ahead of its best rival (or, negative, behind it). */
function ahead([first, second]: [number, number], rank: number): number {
  return rank >= first ? rank - second : rank - first
}

export const FEATURES = [
  'words',
  'order',
  'within',
  'same',
  'around',
  'section',
  'kind',
  'margin',
  'length',
  'wordsxlength',
  'heading',
  'short',
  'lonely',
  'twin',
]

function featuresOf(
  drafts: Drafts,
  matching: Matching,
  { i, j, like }: Pair,
  around: number,
  margin: number,
): number[] {
  const length = Math.min(1, Math.log(1 + Math.min(drafts.old.stemWeight[i]!, drafts.next.stemWeight[j]!)) / 5)
  const heading = drafts.old.blocks[i]!.kind === 'heading' && drafts.next.blocks[j]!.kind === 'heading'
  return [
    like.words,
    like.order,
    like.within,
    Number(like.same),
    around,
    sectionAgreement(drafts, matching, i, j),
    Number(drafts.old.blocks[i]!.kind === drafts.next.blocks[j]!.kind),
    margin,
    length,
    like.words * length,
    Number(heading) * besides(matching, i, j),
    Number(!heading) * (1 - length) * besides(matching, i, j),
    Number(!like.same) * (1 - length) * (1 - around),
    drafts.isTwin[drafts.old.classes[i]!]! * Number(like.same) * (1 - around),
  ]
}

const WEIGHTS = [4, 3, 1, 1.2, 0.5, 0.4, 0.5, 4.5, 0, 2, 2, 2, -5, -4]
const BIAS = -5.5

function probability(features: readonly number[]): number {
  let sum = BIAS
  for (const [k, value] of features.entries()) sum += value * WEIGHTS[k]!
  return 1 / (1 + Math.exp(-sum))
}
