/**
 * Words of any script.
 *
 * `Intl.Segmenter` finds words where spaces do not (Chinese, Japanese, Thai, …). Where spaces do, a regular expression
 * finds the same words some fifty times as fast, so that comparing two long drafts asks the segmenter only for
 * the scripts that need it. Its language is fixed: the answer must not depend on the machine's own.
 */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/** V8's segmenter slows down with the square of the text's length: 100 kB in one call took 5 s, in pieces 0.03 s. */
const SEGMENTED_AT_ONCE = 1_000

/** Letters of scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Han signs one by one, and what stands between them. */
const HAN_SIGNS = /\p{Script=Han}\p{M}*|[^\p{Script=Han}]+/gu

const LETTER = /[\p{L}\p{N}]/u

const WORDS = /[\p{L}\p{N}\p{M}]+/gu

/**
 * What the segmenter finds where words are spaced: white space, words with what joins them within (`user's`, `2.1`),
 * single signs. The tests hold it against the segmenter.
 */
const SPACED_PIECES =
  /\s+|[\p{L}\p{N}\p{M}_]+(?:(?:(?<=\p{L}\p{M}*)['’.:·](?=\p{L})|(?<=\p{N})[.,;'’](?=\p{N}))[\p{L}\p{N}\p{M}_]+)*|./gsu

/** Signs made of several characters. */
const PICTOGRAPHS = /\p{Extended_Pictographic}/u
const NOT_ASCII = /[^\p{ASCII}]/u

/** Arabic vowel signs and the stretching stroke: the same word is written with and without them. */
const ARABIC_SIGNS = /[\u064b-\u065f\u0670\u0640]/g

/** What is left of a text when case, width, ligatures and Arabic vowel signs do not count. Lengths may change. */
export function foldLetters(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase()
  return text.normalize('NFKC').toLowerCase().replace(ARABIC_SIGNS, '')
}

/**
 * The words of a text for comparing: folded, without punctuation, in order. Of Chinese and Japanese each Han sign counts
 * by itself: the segmenter cuts the same signs differently when their neighbours change, which made edits of short
 * blocks look larger than they are (figures in docs/decisions/0050-lineage.md).
 */
export function wordsOf(text: string): string[] {
  const folded = foldLetters(text)
  const runs = folded.match(WORDS) ?? []
  if (!UNSPACED.test(folded)) return runs
  const words: string[] = []
  for (const run of runs) {
    for (const part of run.match(HAN_SIGNS) ?? []) {
      if (UNSPACED.test(part) && part.length > 2) words.push(...pieces(part))
      else words.push(part)
    }
  }
  return words
}

/** How many words a person would count. */
export function countWords(text: string): number {
  return pieces(text).filter(piece => LETTER.test(piece)).length
}

/** A text cut into words, runs of white space and single signs; joined, they are the text again. */
export function pieces(text: string): string[] {
  if (!UNSPACED.test(text) && !PICTOGRAPHS.test(text)) return text.match(SPACED_PIECES) ?? []
  const found: string[] = []
  for (let start = 0; start < text.length; ) {
    const end = cut(text, start)
    for (const { segment } of segmenter.segment(text.slice(start, end))) found.push(segment)
    start = end
  }
  return found
}

/** Where a part of a long text may end without tearing a word: after white space or a sign, else wherever the limit falls. */
function cut(text: string, start: number): number {
  const limit = start + SEGMENTED_AT_ONCE
  if (limit >= text.length) return text.length
  for (let end = limit; end > start + SEGMENTED_AT_ONCE / 2; end--) {
    if (/[\s\u3000-\u3003\uff0c\uff1b]/.test(text[end - 1]!) && !/\s/.test(text[end]!)) return end
  }
  const splitsPair = /[\udc00-\udfff]/.test(text[limit]!)
  return splitsPair ? limit - 1 : limit
}
