/** A quote as the W3C's TextQuoteSelector puts it: the words, and what stood before and after them. */
export interface Quote {
  exact: string
  prefix: string
  suffix: string
}

/** A part of a text in UTF-16 code units, `end` not included. */
export interface Range {
  start: number
  end: number
}

/** Signs that people type, paste and select in several forms. */
const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
}

/** Marks that a selection may carry or lose unseen: soft hyphen, zero-width signs, direction marks. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/

/** A text as its signs are compared, with the place that each sign has in the text itself. */
export interface Plain {
  text: string
  /** `places[k]` is where sign k of the plain text stands; one more at the end, where the last one ends. */
  places: number[]
}

/** White space folded to single spaces, quotation marks and dashes to one form each, unseen marks gone. Case stays. */
export function plain(source: string): Plain {
  let text = ''
  const places: number[] = []
  let end = 0
  let isAfterSpace = true
  for (let k = 0; k < source.length; k++) {
    const sign = source[k]!
    // Nearly all signs are letters of ASCII, of which there is nothing to ask.
    const isPlain = sign > ' ' && sign < '\u007f'
    if (!isPlain && UNSEEN.test(sign)) continue
    const isSpace = !isPlain && /\s/.test(sign)
    if (!isSpace || !isAfterSpace) {
      text += isSpace ? ' ' : isPlain ? sign : (PLAIN[sign] ?? sign)
      places.push(k)
    }
    isAfterSpace = isSpace
    if (!isSpace) end = k + 1
  }
  if (text.endsWith(' ')) {
    text = text.slice(0, -1)
    places.pop()
  }
  places.push(end)
  return { text, places }
}

/**
 * Where a quote stands in a paragraph's text, or null where its words do not.
 * White space, quotation marks and dashes may differ in form. Where the words stand more than once, the place whose
 * surroundings agree longest with prefix and suffix is taken, the first of equals.
 */
export function findQuote(text: string, quote: Quote): Range | null {
  return findIn(plain(text), quote)
}

/** The same in a text that has been made plain already. */
export function findIn(source: Plain, quote: Quote): Range | null {
  const wanted = plain(quote.exact.normalize('NFC')).text
  const surroundings = {
    prefix: plain(quote.prefix.normalize('NFC')).text,
    suffix: plain(quote.suffix.normalize('NFC')).text,
  }
  let best: number | null = null
  let bestAgreement = -1
  for (const at of placesOf(source, wanted)) {
    const agreement = agreementAt(source, at, wanted.length, surroundings)
    if (agreement > bestAgreement) {
      best = at
      bestAgreement = agreement
    }
  }
  return best === null ? null : rangeAt(source, best, wanted.length)
}

/** Where a plain text contains another one; nowhere if that is empty. */
export function placesOf(source: Plain, wanted: string): number[] {
  const found: number[] = []
  if (wanted === '') return found
  for (let at = source.text.indexOf(wanted); at >= 0; at = source.text.indexOf(wanted, at + 1)) found.push(at)
  return found
}

/** A part of a plain text as a range of the text itself. */
export function rangeAt(source: Plain, at: number, length: number): Range {
  return { start: source.places[at]!, end: source.places[at + length - 1]! + 1 }
}

/** How many signs around a part agree with a plain prefix and suffix. */
export function agreementAt(
  source: Plain,
  at: number,
  length: number,
  { prefix, suffix }: { prefix: string; suffix: string },
): number {
  return (
    alike(source.text.slice(0, at).trimEnd(), prefix, 'ending') +
    alike(source.text.slice(at + length).trimStart(), suffix, 'beginning')
  )
}

/** How many signs two texts have in common at their ends or their beginnings. */
function alike(a: string, b: string, where: 'beginning' | 'ending'): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  if (where === 'beginning') while (length < most && a[length] === b[length]) length++
  else while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++
  return length
}

/** What stands beside a quote is kept so far, for telling its place from others with the same words. */
const AROUND = 32

/** The words of a text at this place as a quote. */
export function quoteAt(text: string, { start, end }: Range): Quote {
  return {
    exact: text.slice(start, end),
    // No half characters at the outer ends: UTF-8 cannot hold them.
    prefix: text.slice(Math.max(0, start - AROUND), start).replace(/^[\uDC00-\uDFFF]/, ''),
    suffix: text.slice(end, end + AROUND).replace(/[\uD800-\uDBFF]$/, ''),
  }
}
