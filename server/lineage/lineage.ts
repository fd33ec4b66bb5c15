import { confidenceOf, partConfidence } from './pairing/confidence.js'
import type { Judgement } from './pairing/judgement.js'
import type { Matching } from './pairing/matching.js'
import { pairUp } from './pairing/pair-up.js'
import { findParts, type Part } from './pairing/parts.js'
import { type Drafts, type LineageBlock, prepare, withoutNumbering } from './pairing/prepare.js'
import { plain } from './quotes/quote.js'
import { heaviestAscending } from './text/sequence.js'

export type Change = 'unchanged' | 'edited' | 'moved' | 'moved-and-edited' | 'split' | 'merged'

/** One block of the old version and what it became, or a part of that: by their indices. */
export interface Link {
  old: number
  new: number
  change: Change
  /** The measured share of links with this confidence that are right. */
  confidence: number
}

/** Two blocks that may be the same, though too little speaks for it to claim it: for a person to confirm. */
export interface Offer {
  old: number
  new: number
  confidence: number
}

/**
 * What became of every block. Each old block is in `links` (more than once where it was split) or in `removed`;
 * each new block is in `links` (more than once where several were merged into it) or in `added`.
 * Blocks of `offers` are in `removed` and `added`.
 */
export interface Lineage {
  links: readonly Link[]
  removed: readonly number[]
  added: readonly number[]
  offers: readonly Offer[]
}

/** Below this a pair is not even worth a person's look. */
const OFFERED = 0.12

/** Compares two versions of a draft, block by block. */
export function lineage(old: readonly LineageBlock[], next: readonly LineageBlock[]): Lineage {
  const drafts = prepare(old, next)
  const { matching, pairs, judged } = pairUp(drafts)
  const parts = findParts(drafts, matching, pairs)
  const links = [...mainLinks(drafts, matching, parts, judged), ...partLinks(parts)]
  links.sort((a, b) => a.old - b.old || a.new - b.new)
  const linkedOld = new Set(links.map(link => link.old))
  const linkedNew = new Set(links.map(link => link.new))
  const removed = [...old.keys()].filter(i => !linkedOld.has(i))
  const added = [...next.keys()].filter(j => !linkedNew.has(j))
  return { links, removed, added, offers: offers(judged, linkedOld, linkedNew) }
}

/** Each block with its partner; where it was split or merged, that is its main part. */
function mainLinks(drafts: Drafts, matching: Matching, parts: readonly Part[], judged: readonly Judgement[]): Link[] {
  const split = new Set(parts.filter(part => part.kind === 'split').map(part => part.i))
  const merged = new Set(parts.filter(part => part.kind === 'merged').map(part => part.j))
  const pairs: [number, number][] = []
  for (const [i, j] of matching.old.entries()) if (j >= 0) pairs.push([i, j])
  const chain = heaviestAscending(pairs, ([i]) => steadiness(drafts, i))
  const inPlace = new Set(chain.map(([i]) => i))
  // Those that were never in doubt were not judged.
  const scores = new Float64Array(drafts.old.size).fill(1)
  for (const { pair, score } of judged) if (matching.old[pair.i] === pair.j) scores[pair.i] = score
  return pairs.map(([i, j]) => ({
    old: i,
    new: j,
    change: split.has(i) ? 'split' : merged.has(j) ? 'merged' : changeOf(drafts, i, j, inPlace.has(i)),
    confidence: confidenceOf(scores[i]!),
  }))
}

/**
 * What it takes to say that a block moved rather than those it crossed: sections stay where their headings stay, and of
 * paragraphs the more of them, a little more where they are long.
 */
function steadiness({ old }: Drafts, i: number): number {
  if (old.blocks[i]!.kind === 'heading') return 3
  return 1 + old.stemWeight[i]! / (old.stemWeight[i]! + 100)
}

function partLinks(parts: readonly Part[]): Link[] {
  return parts.map(({ i, j, kind, cover }) => ({ old: i, new: j, change: kind, confidence: partConfidence(cover) }))
}

function changeOf({ old, next }: Drafts, i: number, j: number, isInPlace: boolean): Change {
  const before = withoutNumbering(old.blocks[i]!.text)
  const after = withoutNumbering(next.blocks[j]!.text)
  const isSame = before === after || plain(before).text === plain(after).text
  if (isInPlace) return isSame ? 'unchanged' : 'edited'
  return isSame ? 'moved' : 'moved-and-edited'
}

/** The best of what was too little to claim, each block once. */
function offers(judged: readonly Judgement[], linkedOld: Set<number>, linkedNew: Set<number>): Offer[] {
  const open = judged.filter(({ pair, score }) => score >= OFFERED && !linkedOld.has(pair.i) && !linkedNew.has(pair.j))
  open.sort((a, b) => b.score - a.score || a.pair.i - b.pair.i || a.pair.j - b.pair.j)
  const offered: Offer[] = []
  const old = new Set<number>()
  const next = new Set<number>()
  for (const { pair, score } of open) {
    if (old.has(pair.i) || next.has(pair.j)) continue
    old.add(pair.i)
    next.add(pair.j)
    offered.push({ old: pair.i, new: pair.j, confidence: confidenceOf(score) })
  }
  return offered.sort((a, b) => a.old - b.old)
}
