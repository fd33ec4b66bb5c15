import search from 'approx-string-match'
import type { Segment } from '../text/differences.js'
import { countWords, wordsOf } from '../text/words.js'
import { agreementAt, placesOf, plain, type Quote, type Range, rangeAt } from './quote.js'
import type { Wording } from './wordings.js'

/** Where a quote's words stand in another wording of its paragraph. */
export interface Placed {
  range: Range
  /** Share of the quote's words that are there. */
  kept: number
  /** Whether it stands there word for word. */
  isExact: boolean
}

/** A quote this long is its own proof: found word for word, it is the same words wherever in the paragraph they stand. */
const TELLING_WORDS = 5

/** So much of a quote has to be left in its place for the rest to be it. */
const KEPT = 0.5

/** A changed quote may grow to so many times its length, no more: beyond that it is other words. */
const GROWTH = 2.2

/** Signs that may differ where a quote is found by its spelling alone (Bitap, within one paragraph), as a share of it. */
const MISSPELT = 0.25

/** Longer quotes are not looked for by spelling: the time grows with their length, and alignment finds them. */
const SPELT_AT_MOST = 1_000

/**
 * Finds a quote again in what its paragraph became. The differences of the two wordings say where the quote's place is
 * now; a quote is put there, or where it stands word for word if it is long enough to be told from other words.
 *
 * @param at where it stands in the old wording, of which `differences` tell
 */
export function placeQuote(differences: readonly Segment[], at: Range, quote: Quote, after: Wording): Placed | null {
  const aligned = mapRange(differences, at, after.text)
  const wanted = plain(quote.exact).text
  const exact = placesOf(after.plain, wanted).map(place => ({
    place,
    range: rangeAt(after.plain, place, wanted.length),
  }))
  const inPlace = exact.filter(({ range }) => aligned && overlaps(range, aligned.span))
  if (inPlace.length === 1) return { range: inPlace[0]!.range, kept: 1, isExact: true }
  const few = countWords(quote.exact) < TELLING_WORDS
  const meant = inPlace.length > 1 ? inPlace : few ? [] : exact
  if (meant.length > 0) {
    const around = { prefix: plain(quote.prefix).text, suffix: plain(quote.suffix).text }
    const told = meant.map(({ place, range }) => ({
      range,
      told: agreementAt(after.plain, place, wanted.length, around),
    }))
    told.sort((a, b) => b.told - a.told || a.range.start - b.range.start)
    return { range: told[0]!.range, kept: 1, isExact: true }
  }
  if (aligned && aligned.kept >= KEPT && length(aligned.span) <= GROWTH * length(at))
    return { range: aligned.span, kept: aligned.kept, isExact: false }
  return few ? null : spelt(after.text, quote.exact)
}

/** The words, made plain, by which a quote is known also in a text that is no wording of its paragraph; null if too few. */
export function tellingWords(quote: Quote): string | null {
  return countWords(quote.exact) < TELLING_WORDS ? null : plain(quote.exact).text || null
}

/** Where the words of a range stand after a change: from the first that is left to the last. */
function mapRange(differences: readonly Segment[], at: Range, after: string): { span: Range; kept: number } | null {
  let old = 0
  let now = 0
  let start = -1
  let end = -1
  let left = ''
  let all = ''
  for (const { op, text } of differences) {
    if (op !== 'inserted') {
      const from = Math.max(at.start, old)
      const to = Math.min(at.end, old + text.length)
      const words = from < to ? text.slice(from - old, to - old) : ''
      all += words
      if (op === 'same' && words.trim() !== '') {
        if (start < 0) start = now + (from - old)
        end = now + (to - old)
        left += ` ${words}`
      }
      old += text.length
    }
    if (op !== 'deleted') now += text.length
  }
  if (start < 0) return null
  const span = trim(after, { start, end })
  return { span, kept: Math.min(1, wordsOf(left).length / Math.max(1, wordsOf(all).length)) }
}

function spelt(text: string, exact: string): Placed | null {
  if (exact.length > SPELT_AT_MOST) return null
  const errors = Math.floor(exact.length * MISSPELT)
  const matches = search(text.toLowerCase(), exact.toLowerCase(), errors)
  const best = matches.sort((a, b) => a.errors - b.errors || a.start - b.start)[0]
  if (!best || text.toLowerCase().length !== text.length) return null
  return { range: trim(text, wholeWords(text, best)), kept: 1 - best.errors / exact.length, isExact: false }
}

/** Widens a range to the borders of words. */
function wholeWords(text: string, { start, end }: Range): Range {
  const letter = /[\p{L}\p{N}\p{M}]/u
  const spaced = (sign: string | undefined) => sign !== undefined && letter.test(sign) && !/[\u2e80-\u9fff]/.test(sign)
  let from = start
  let to = end
  while (from > 0 && spaced(text[from]) && spaced(text[from - 1])) from--
  while (to < text.length && spaced(text[to - 1]) && spaced(text[to])) to++
  return { start: from, end: to }
}

function trim(text: string, { start, end }: Range): Range {
  let from = start
  let to = end
  while (from < to && /\s/.test(text[from]!)) from++
  while (to > from && /\s/.test(text[to - 1]!)) to--
  return { start: from, end: to }
}

function overlaps(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end
}

function length({ start, end }: Range): number {
  return end - start
}
