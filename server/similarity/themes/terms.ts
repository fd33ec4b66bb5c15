import { wordsOf } from './languages.js'

/** What is read of one comment: longer ones say what they are about in their first pages. */
const READ = 4_000
const WORD = /\p{L}[\p{L}\p{M}\p{N}]*/gu
/** Scripts without spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u
const LONGEST_WORD = 40

/** A term: how often a text has it, and the word as it stands there first. */
export interface Term {
  count: number
  word: string
}

/** The stems of a text, by which it is compared; without the words that every text has. */
export function termsOf(text: string, language: string | null): Map<string, Term> {
  const { stem, stop } = wordsOf(language)
  const terms = new Map<string, Term>()
  for (const found of wordsIn(text.slice(0, READ).normalize('NFC'))) {
    const word = found.toLowerCase()
    if (stop.has(word) || word.length > LONGEST_WORD || (word.length < 2 && !UNSPACED.test(word))) continue
    const key = stem(word)
    if (key === '') continue
    const term = terms.get(key)
    if (term) term.count++
    else terms.set(key, { count: 1, word: found })
  }
  return terms
}

function wordsIn(text: string): Iterable<string> {
  if (!UNSPACED.test(text)) return text.match(WORD) ?? []
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  return Array.from(segmenter.segment(text))
    .filter(one => one.isWordLike)
    .map(one => one.segment)
}

let segmenter: Intl.Segmenter | undefined
