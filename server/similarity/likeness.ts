import { FEWEST_WORDS, type Features, featuresOf, normalOf } from './features.js'

/** Of two texts the longer has at most so many times the words of the shorter: a letter with its sender's own page. */
const LONGER_AT_MOST = 2.5

/** A run in common speaks also for so many words on both sides of it, of which some were edited: one in ten, at most. */
const REACH = 4
const REACH_OF_WORDS = 0.1

/** How much of the shorter text must be spoken for. Who shares two sentences of four has about 60 %. */
const COVERED = 0.74

/** And the share of its runs in common, so that a few set phrases, well spread, are not enough. */
const IN_COMMON = 0.12

/** The fewer words, the more they must have in common: a sentence with another noun is no copy. */
const SHORT = 40
const IN_COMMON_IF_SHORT = 0.6

/** Whether two texts are copies of one, edited: symmetric. */
export function sameText(a: string, b: string): boolean {
  const one = featuresOf(a)
  const other = featuresOf(b)
  if (normalOf(one.words, a) === normalOf(other.words, b)) return true
  return likeness(one, new Set(one.shingles), other, new Set(other.shingles), NOTHING) > 0
}

/** No set phrases. */
export const NOTHING: ReadonlySet<number> = new Set()

/**
 * From 0 (not the same text) to 1. `oneHas` and `otherHas`: their runs, or what counts of them. `phrases`: runs that many
 * others have too: what stands in them is no part of either text.
 */
export function likeness(
  one: Features,
  oneHas: ReadonlySet<number>,
  other: Features,
  otherHas: ReadonlySet<number>,
  phrases: ReadonlySet<number>,
): number {
  if (one.shingles.length === 0 || other.shingles.length === 0) return 0
  const shorter = Math.min(one.words.length, other.words.length)
  if (shorter * LONGER_AT_MOST < Math.max(one.words.length, other.words.length)) return 0
  return Math.max(share(one, otherHas, shorter, phrases), share(other, oneHas, shorter, phrases))
}

function share(
  { shingles, spans, words }: Features,
  known: ReadonlySet<number>,
  shorter: number,
  phrases: ReadonlySet<number>,
): number {
  let common = 0
  let covered = 0
  let end = 0
  let inPhrases = 0
  let ofPhrases = 0
  let phraseEnd = 0
  const reach = Math.min(REACH, Math.floor(shorter * REACH_OF_WORDS))
  for (let k = 0; k < shingles.length; k++) {
    const shingle = shingles[k]!
    if (phrases.has(shingle)) {
      inPhrases++
      const to = k + spans[k]!
      ofPhrases += Math.max(0, to - Math.max(phraseEnd, end, k))
      phraseEnd = Math.max(phraseEnd, to)
      continue
    }
    if (!known.has(shingle)) continue
    common++
    const from = Math.max(end, phraseEnd, k - reach)
    end = Math.max(end, Math.min(words.length, k + spans[k]! + reach))
    if (end > from) covered += end - from
  }
  const own = words.length - ofPhrases
  const asked = IN_COMMON + Math.max(0, 1 - shorter / SHORT) * (IN_COMMON_IF_SHORT - IN_COMMON)
  if (own < FEWEST_WORDS && phrases.size > 0) return 0
  return common / (shingles.length - inPhrases) >= asked && covered / own >= COVERED ? covered / own : 0
}
