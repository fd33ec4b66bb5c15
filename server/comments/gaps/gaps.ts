/**
 * Words that are taken out of a comment, and what stands in their place. Pure.
 *
 * A gap is U+FFFF, which no author can write (clean.ts takes it out) and which stands for nothing else. It is put into
 * words on the way out, in each reader's language; `test/comments/secret.test.ts` finds it where that was forgotten.
 */
export const GAP = '\uFFFF'

export interface Range {
  /** UTF-16 code units; `end` is the first one after it. */
  start: number
  end: number
}

/**
 * Scripts that part words by spaces: a passage that begins or ends with such a letter is sought as whole words first, so
 * that a short slur is not cut out of the middle of a harmless word. In other scripts there is no telling.
 */
const SPACED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Nd}]/u

/**
 * Where these passages stand in a text, in its order, those that meet made one. Upper and lower case are the same, as is
 * any white space. A passage that stands nowhere as whole words is taken wherever it stands.
 */
export function rangesOf(text: string, passages: readonly string[]): Range[] {
  const found = passages.flatMap(passage => occurrences(text, passage)).sort((a, b) => a.start - b.start)
  const joined: Range[] = []
  for (const range of found) {
    const last = joined.at(-1)
    if (last && /^\s*$/.test(text.slice(last.end, range.start))) last.end = Math.max(last.end, range.end)
    else joined.push({ ...range })
  }
  return joined
}

function occurrences(text: string, passage: string): Range[] {
  const words = passage.trim().normalize('NFC')
  if (words === '') return []
  const pattern = words
    .split(/\s+/)
    .map(word => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('\\s+')
  const before = SPACED.test([...words][0]!) ? '(?<![\\p{L}\\p{M}\\p{N}])' : ''
  const after = SPACED.test([...words].at(-1)!) ? '(?![\\p{L}\\p{M}\\p{N}])' : ''
  const whole = matches(text, `${before}${pattern}${after}`)
  return whole.length ? whole : matches(text, pattern)
}

function matches(text: string, pattern: string): Range[] {
  return [...text.matchAll(new RegExp(pattern, 'giu'))].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }))
}

/** The text with a gap in the place of each passage. */
export function withGaps(text: string, passages: readonly string[]): string {
  let shown = ''
  let from = 0
  for (const { start, end } of rangesOf(text, passages)) {
    shown += text.slice(from, start) + GAP
    from = end
  }
  return shown + text.slice(from)
}

/** What of a text is left to read. */
export const isNothingButGaps = (shown: string): boolean => !/[\p{L}\p{N}]/u.test(shown)

/** Gaps in words, for where a text stands without markup: “… at [a part is withheld] …”. */
export function wordGaps(text: string, words: string): string {
  return text.replaceAll(GAP, `[${words}]`)
}

/** A text → its pieces: `gap` where words are taken out, the others as they are, in order, none empty. */
export function piecesOf(text: string): ({ gap: true } | { gap: false; text: string })[] {
  return text
    .split(/(\uFFFF)/)
    .filter(Boolean)
    .map(piece => (piece === GAP ? { gap: true } : { gap: false, text: piece }))
}
