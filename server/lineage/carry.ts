import type { Lineage, Link, Offer } from './lineage.js'
import type { LineageBlock } from './pairing/prepare.js'
import { type Placed, placeQuote, tellingWords } from './quotes/placing.js'
import { findIn, type Quote, type Range, rangeAt } from './quotes/quote.js'
import { Wordings } from './quotes/wordings.js'

/** Where a comment stands in a version: on a block, by its index, or on a quote in it. */
export interface Anchor {
  paragraph: number
  quote: Quote | null
}

/** A place that a person may choose. */
export interface Candidate {
  paragraph: number
  range: Range | null
  confidence: number
}

/**
 * Where a comment stands in the next version. `confidence` is the measured share of such answers that are right.
 * `range` is where the quote stands in the new block's text, null where the comment has no quote. Of a changed quote it
 * is where its words are now, null where none are left: the comment then stands on the block.
 */
export type Carried =
  | {
      state: 'same' | 'edited' | 'moved' | 'split' | 'merged'
      paragraph: number
      range: Range | null
      confidence: number
    }
  | { state: 'quote changed'; paragraph: number; range: Range | null; confidence: number }
  | { state: 'removed'; confidence: number }
  | { state: 'needs a person'; candidates: readonly Candidate[]; confidence: number }

/**
 * Below these nothing is claimed: a person is asked. Equal words are either surely the block or a twin of it.
 * Figures of other values: docs/decisions/0050-lineage.md.
 */
const CLAIMED = 0.75
const CLAIMED_OF_EQUALS = 0.93

/** Where no word of the quote is left, in a block and in one that was split, less is sure. */
const WITHOUT_WORDS = 0.85
const SPLIT_WITHOUT_WORDS = 0.7

/**
 * Where a block became several, or several one, the comment may belong to a part that lineage did not find: of such
 * places, however alike their words, about so many are right.
 */
const OF_PARTS = 0.85

/** Most candidates shown. */
const CANDIDATES = 3

/** Words found again in a block that is new, though their own block is gone: worth a look. */
const ELSEWHERE = 0.5

/** Share of the blocks said to be removed that are, on real drafts; less where much was rewritten (0050-lineage.md). */
const REMOVED = 0.98

/** Carries one comment from a version to the next. */
export function carry(
  { paragraph, quote }: Anchor,
  lineage: Lineage,
  old: readonly LineageBlock[],
  next: readonly LineageBlock[],
): Carried {
  const { fates, wordings } = memoryOf(lineage, old, next)
  const { links, offers } = fates.get(paragraph) ?? { links: [], offers: [] }
  if (quote === null) return carryBlock(links, offers)
  const before = wordings.old(paragraph)
  const at = findIn(before.plain, quote) ?? { start: 0, end: before.text.length }
  const place = (link: { new: number }) =>
    placeQuote(wordings.differences(paragraph, link.new), at, quote, wordings.next(link.new))
  const found = (link: Link | Offer) => candidate(link, place(link)?.range ?? null)

  const placed = links.map(link => ({ link, place: place(link) }))
  placed.sort((a, b) => keptOf(b.place) - keptOf(a.place) || b.link.confidence - a.link.confidence)
  const best = placed[0]
  if (!best) return gone([...offers.map(found), ...elsewhere(quote, lineage, wordings)])
  const confidence = confidenceOf(best.link, best.place, links.length, tellingWords(quote) !== null)
  if (confidence < thresholdOf(best.link)) return ask([...links.map(found), ...elsewhere(quote, lineage, wordings)])
  return {
    state: best.place?.isExact ? stateOf(best.link) : 'quote changed',
    paragraph: best.link.new,
    range: best.place?.range ?? null,
    confidence,
  }
}

/** A comment on a whole block follows the main part of it. */
function carryBlock(links: readonly Link[], offers: readonly Offer[]): Carried {
  const main = [...links].sort((a, b) => b.confidence - a.confidence)[0]
  if (!main) return gone(offers.map(offer => candidate(offer, null)))
  if (main.confidence < thresholdOf(main)) return ask(links.map(link => candidate(link, null)))
  const confidence = isPart(main, links.length) ? Math.min(OF_PARTS, main.confidence) : main.confidence
  return { state: stateOf(main), paragraph: main.new, range: null, confidence }
}

function keptOf(place: Placed | null): number {
  return place?.kept ?? 0
}

/**
 * How sure a place is. The words of a long quote that were kept speak for a changed block, though not for an equal one,
 * which may be another with the same words; words that are gone speak against it.
 */
function confidenceOf(link: Link, place: Placed | null, links: number, isTelling: boolean): number {
  const kept = keptOf(place)
  if (kept === 0) return link.confidence * (links > 1 ? SPLIT_WITHOUT_WORDS : WITHOUT_WORDS)
  if (isPart(link, links)) return Math.min(OF_PARTS, link.confidence)
  return kept === 1 && isTelling && !isEqual(link) ? (1 + link.confidence) / 2 : link.confidence
}

const isPart = ({ change }: Link, links: number) => links > 1 || change === 'split' || change === 'merged'

function thresholdOf(link: Link): number {
  return isEqual(link) ? CLAIMED_OF_EQUALS : CLAIMED
}

function isEqual({ change }: Link): boolean {
  return change === 'unchanged' || change === 'moved'
}

function stateOf({ change }: Link): 'same' | 'edited' | 'moved' | 'split' | 'merged' {
  if (change === 'unchanged') return 'same'
  return change === 'moved-and-edited' ? 'moved' : change
}

/** Blocks that are new in this version and in which the quote stands word for word. */
function elsewhere(quote: Quote, lineage: Lineage, wordings: Wordings): Candidate[] {
  const words = tellingWords(quote)
  const found: Candidate[] = []
  if (words === null) return found
  for (const paragraph of lineage.added) {
    const { plain } = wordings.next(paragraph)
    const at = plain.text.indexOf(words)
    if (at < 0) continue
    found.push({ paragraph, range: rangeAt(plain, at, words.length), confidence: ELSEWHERE })
    if (found.length === CANDIDATES) break
  }
  return found
}

function gone(candidates: readonly Candidate[]): Carried {
  return candidates.length > 0 ? ask(candidates) : { state: 'removed', confidence: REMOVED }
}

/** What is asked is not claimed: the confidence is that of the best candidate. */
function ask(candidates: readonly Candidate[]): Carried {
  const best = [...candidates].sort((a, b) => b.confidence - a.confidence).slice(0, CANDIDATES)
  return { state: 'needs a person', candidates: best, confidence: best[0]?.confidence ?? 0 }
}

function candidate({ new: paragraph, confidence }: Link | Offer, range: Range | null): Candidate {
  return { paragraph, range, confidence }
}

interface Fate {
  links: Link[]
  offers: Offer[]
}

/** What is worked out once a lineage, since a version has many comments. */
interface Memory {
  fates: Map<number, Fate>
  wordings: Wordings
}

const memories = new WeakMap<Lineage, Memory>()

function memoryOf(lineage: Lineage, old: readonly LineageBlock[], next: readonly LineageBlock[]): Memory {
  let memory = memories.get(lineage)
  if (!memory) {
    memory = { fates: new Map(), wordings: new Wordings(old, next) }
    for (const link of lineage.links) fateIn(memory.fates, link.old).links.push(link)
    for (const offer of lineage.offers) fateIn(memory.fates, offer.old).offers.push(offer)
    memories.set(lineage, memory)
  }
  return memory
}

function fateIn(known: Map<number, Fate>, old: number): Fate {
  const fate = known.get(old) ?? { links: [], offers: [] }
  known.set(old, fate)
  return fate
}
