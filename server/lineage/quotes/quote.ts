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
  for (let k = 0; k < source.length; k++) {
    const sign = source[k]!
    if (UNSEEN.test(sign)) continue
    const isSpace = /\s/.test(sign)
    if (!isSpace || (text !== '' && !text.endsWith(' '))) {
      text += isSpace ? ' ' : (PLAIN[sign] ?? sign)
      places.push(k)
    }
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
  const source = plain(text)
  const exact = plain(quote.exact.normalize('NFC')).text
  if (exact === '') return null
  const prefix = plain(quote.prefix.normalize('NFC')).text
  const suffix = plain(quote.suffix.normalize('NFC')).text
  let best = -1
  let bestAgreement = -1
  for (let at = source.text.indexOf(exact); at >= 0; at = source.text.indexOf(exact, at + 1)) {
    const agreement =
      alike(source.text.slice(0, at).trimEnd(), prefix, 'ending') +
      alike(source.text.slice(at + exact.length).trimStart(), suffix, 'beginning')
    if (agreement > bestAgreement) {
      best = at
      bestAgreement = agreement
    }
  }
  if (best < 0) return null
  return { start: source.places[best]!, end: source.places[best + exact.length - 1]! + 1 }
}

/** How many signs two texts have in common at their ends or their beginnings. */
export function alike(a: string, b: string, where: 'beginning' | 'ending'): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  if (where === 'beginning') while (length < most && a[length] === b[length]) length++
  else while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++
  return length
}
