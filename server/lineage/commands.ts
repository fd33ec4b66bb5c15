import { type Carried, carry } from './carry.js'
import { type Change, lineage } from './lineage.js'
import type { LineageBlock } from './pairing/prepare.js'
import { agreementAt, placesOf, plain, type Quote } from './quotes/quote.js'
import { wordsOf } from './text/words.js'

/** What the command `compare` answers: the words of blocks, in document order of the old version. */
export interface Comparison {
  pairs: { old: string; new: string; change: Change; confidence: number }[]
  removed: string[]
  added: string[]
}

/** Compares two versions; a block that was split or merged stands in as many pairs as it has parts. */
export function compareDrafts(old: readonly LineageBlock[], next: readonly LineageBlock[]): Comparison {
  const found = lineage(old, next)
  return {
    pairs: found.links.map(link => ({
      old: old[link.old]!.text,
      new: next[link.new]!.text,
      change: link.change,
      confidence: link.confidence,
    })),
    removed: found.removed.map(i => old[i]!.text),
    added: found.added.map(j => next[j]!.text),
  }
}

/** A line of the file that `carry` reads: a comment's place, by the words of its block in the old version. */
export interface TextAnchor {
  paragraph: string
  quote?: Quote
}

/** A line of what `carry` answers. */
export interface CarriedText {
  state: Carried['state']
  paragraph: string | null
  quote: string | null
  confidence: number
}

/** Carries anchors given by words; one answer each, in their order. */
export function carryAnchors(
  old: readonly LineageBlock[],
  next: readonly LineageBlock[],
  anchors: readonly TextAnchor[],
): CarriedText[] {
  const found = lineage(old, next)
  const blocks = new Finder(old)
  return anchors.map(({ paragraph, quote }) => {
    const index = blocks.find(paragraph, quote)
    if (index === null) return { state: 'needs a person', paragraph: null, quote: null, confidence: 0 }
    return inWords(carry({ paragraph: index, quote: quote ?? null }, found, old, next), next)
  })
}

function inWords(carried: Carried, next: readonly LineageBlock[]): CarriedText {
  const { state, confidence } = carried
  if (carried.state === 'removed' || carried.state === 'needs a person')
    return { state, paragraph: null, quote: null, confidence }
  const text = next[carried.paragraph]!.text
  const quote = carried.range && text.slice(carried.range.start, carried.range.end)
  return { state, paragraph: text, quote, confidence }
}

/** Finds blocks by their words; of blocks with the same words, the one whose surroundings the quote tells of. */
class Finder {
  private readonly places = new Map<string, number[]>()

  constructor(private readonly blocks: readonly LineageBlock[]) {
    for (const [k, block] of blocks.entries()) {
      const key = keyOf(block.text)
      const known = this.places.get(key)
      if (known) known.push(k)
      else this.places.set(key, [k])
    }
  }

  find(text: string, quote: Quote | undefined): number | null {
    const all = this.places.get(keyOf(text)) ?? []
    const exact = all.filter(k => this.blocks[k]!.text === text)
    const places = exact.length > 0 ? exact : all
    if (places.length < 2 || !quote) return places[0] ?? null
    const rated = places.map(place => ({ place, agreement: this.agreement(place, quote) }))
    return rated.sort((a, b) => b.agreement - a.agreement || a.place - b.place)[0]!.place
  }

  /** How far prefix and suffix, which may reach beyond the block, agree with what stands around it. */
  private agreement(place: number, quote: Quote): number {
    const around = [place - 1, place, place + 1].map(k => this.blocks[k]?.text ?? '')
    const source = plain(around.join(' '))
    const exact = plain(quote.exact).text
    const surroundings = { prefix: plain(quote.prefix).text, suffix: plain(quote.suffix).text }
    const found = placesOf(source, exact).map(at => agreementAt(source, at, exact.length, surroundings))
    return Math.max(0, ...found)
  }
}

function keyOf(text: string): string {
  return wordsOf(text).join(' ') || text.trim()
}
