import search from 'approx-string-match'
import { wordDifferences } from '../text/differences.js'
import { countWords, wordsOf } from '../text/words.js'
import { alike, plain, type Quote, type Range } from './quote.js'

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
 * Finds a quote again in what its paragraph became. The alignment of the two wordings says where the quote's place is
 * now; a quote is put there, or where it stands word for word if it is long enough to be told from other words.
 */
export function placeQuote(before: string, at: Range, quote: Quote, after: string): Placed | null {
  const aligned = mapRange(before, at, after)
  const exact = occurrences(after, quote.exact)
  const inPlace = exact.filter(range => aligned && overlaps(range, aligned.span))
  if (inPlace.length === 1) return { range: inPlace[0]!, kept: 1, isExact: true }
  const few = countWords(quote.exact) < TELLING_WORDS
  const told = (inPlace.length > 1 ? inPlace : few ? [] : exact).map(range => ({
    range,
    told: agreement(after, range, quote),
  }))
  if (told.length > 0) {
    told.sort((a, b) => b.told - a.told || a.range.start - b.range.start)
    return { range: told[0]!.range, kept: 1, isExact: true }
  }
  if (aligned && aligned.kept >= KEPT && length(aligned.span) <= GROWTH * length(at))
    return { range: aligned.span, kept: aligned.kept, isExact: false }
  return few ? null : spelt(after, quote.exact)
}

/** Finds a quote in a text that is no wording of its paragraph: word for word, and only if it is long enough to tell. */
export function findTelling(text: string, quote: Quote): Range | null {
  return countWords(quote.exact) < TELLING_WORDS ? null : (occurrences(text, quote.exact)[0] ?? null)
}

/** Where the words of a range stand after a change: from the first that is left to the last. */
function mapRange(before: string, at: Range, after: string): { span: Range; kept: number } | null {
  let old = 0
  let now = 0
  let start = -1
  let end = -1
  let left = ''
  for (const { op, text } of wordDifferences(before, after)) {
    if (op === 'same') {
      const from = Math.max(at.start, old)
      const to = Math.min(at.end, old + text.length)
      if (from < to && before.slice(from, to).trim() !== '') {
        if (start < 0) start = now + (from - old)
        end = now + (to - old)
        left += ` ${before.slice(from, to)}`
      }
    }
    if (op !== 'inserted') old += text.length
    if (op !== 'deleted') now += text.length
  }
  if (start < 0) return null
  const span = trim(after, { start, end })
  const all = wordsOf(before.slice(at.start, at.end)).length
  return { span, kept: Math.min(1, wordsOf(left).length / Math.max(1, all)) }
}

/** All places where a quote stands word for word; forms of white space and quotation marks do not count. */
function occurrences(text: string, exact: string): Range[] {
  const source = plain(text)
  const wanted = plain(exact).text
  const found: Range[] = []
  if (wanted === '') return found
  for (let at = source.text.indexOf(wanted); at >= 0; at = source.text.indexOf(wanted, at + 1))
    found.push({ start: source.places[at]!, end: source.places[at + wanted.length - 1]! + 1 })
  return found
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

function agreement(text: string, range: Range, quote: Quote): number {
  const before = plain(text.slice(0, range.start)).text
  const after = plain(text.slice(range.end)).text
  return alike(before, plain(quote.prefix).text, 'ending') + alike(after, plain(quote.suffix).text, 'beginning')
}

function overlaps(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end
}

function length({ start, end }: Range): number {
  return end - start
}
