import { type Features, featuresOf, hashOf, mixed, normalOf } from './features.js'

/** `keys`: two texts with one in common are candidates, to be verified by `sameText`. `words`: how many it has. */
export type Signature = { keys: readonly number[]; words: number }

/**
 * One key a hash function, so that one run of words in common among the 32 least ones makes candidates: two copies of
 * which each has a quarter of its words changed have only one run in seven in common.
 */
const KEYS = 32
const SEEDS = Int32Array.from({ length: KEYS }, (_, k) => mixed(Math.imul(k + 1, 0x9e3779b9)))

export function signatureOf(text: string): Signature {
  const features = featuresOf(text)
  return { keys: keysOf(features, text), words: features.words.length }
}

export function keysOf({ words, shingles }: Features, text: string): number[] {
  if (shingles.length === 0) return [mixed(hashOf(`whole ${normalOf(words, text)}`))]
  const least = new Int32Array(KEYS).fill(0x7fffffff)
  for (let n = 0; n < shingles.length; n++) {
    const shingle = shingles[n]!
    for (let k = 0; k < KEYS; k++) {
      const hash = mixed(shingle ^ SEEDS[k]!)
      if (hash < least[k]!) least[k] = hash
    }
  }
  return Array.from(least, (hash, k) => mixed(hash + SEEDS[k]!))
}
