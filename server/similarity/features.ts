import { wordsOf } from '../lineage/index.js'

/** What two texts are compared by. */
export interface Features {
  words: readonly string[]
  /** By the place of its first word: each run of words, as a number. Empty where the text is too short. */
  shingles: Int32Array
  /** How many words each of them spans. */
  spans: Uint8Array
}

/**
 * A run has two words at least and goes on until it has so many letters: "of the" tells nothing, "of the internet" does.
 * That takes the place of a list of stop words, which would have to be one for each language.
 */
const LETTERS = 10
const MOST_WORDS = 5

/** A Han sign says as much as so many letters: three of them make a run. */
const LETTERS_OF_HAN = 4
const HAN = /^\p{Script=Han}/u

/** A text shorter than this could be like another by coincidence: only the same words count. */
export const FEWEST_WORDS = 8
const FEWEST_LETTERS = 36

export function featuresOf(text: string): Features {
  const words = wordsOf(text)
  const hashes = new Int32Array(words.length)
  const letters = new Uint8Array(words.length)
  let all = 0
  for (const [k, word] of words.entries()) {
    hashes[k] = hashOf(word)
    letters[k] = HAN.test(word) ? LETTERS_OF_HAN : Math.min(word.length, LETTERS)
    all += letters[k]
  }
  if (words.length < FEWEST_WORDS || all < FEWEST_LETTERS)
    return { words, shingles: new Int32Array(0), spans: new Uint8Array(0) }
  const shingles = new Int32Array(words.length - 1)
  const spans = new Uint8Array(words.length - 1)
  for (let start = 0; start < shingles.length; start++) {
    let hash = 0
    let length = 0
    let span = 0
    while (start + span < words.length && span < MOST_WORDS && (span < 2 || length < LETTERS)) {
      hash = mixed(Math.imul(hash, 31) + hashes[start + span]!)
      length += letters[start + span]!
      span++
    }
    shingles[start] = hash
    spans[start] = span
  }
  return { words, shingles, spans }
}

/** The same for texts that differ in nothing but case, width and signs; for texts without a word, the text itself. */
export function normalOf(words: readonly string[], text: string): string {
  return words.length > 0 ? words.join(' ') : text.trim()
}

/** FNV-1a: the same number in each process. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193)
  return hash | 0
}

/** Spreads the bits of a number over all 32 (the end of MurmurHash 3). */
export function mixed(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
