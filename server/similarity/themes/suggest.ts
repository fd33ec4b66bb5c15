import { type Term, termsOf } from './terms.js'

/** A comment as it is compared. */
export interface Text {
  id: string
  language: string | null
  text: string
}

/** To which theme a comment may belong, and the words that say so, the most telling first, as the comment has them. */
export interface Suggestion {
  theme: number
  /** Cosine between the comment and the theme's comments, 0 to 1. */
  score: number
  words: string[]
}

/** Below this nothing is suggested; `npm run eval:themes` tells what it costs and gains. */
export const THRESHOLD = 0.25
/** One word alone is no reason: many texts share one by chance. */
const FEWEST_WORDS = 2
const SHOWN_WORDS = 5

/**
 * Compares comments with those of each theme by the words that they share: the rarer a word is in its language, the more it
 * says (TF-IDF; Salton and Buckley, Term-weighting approaches in automatic text retrieval, 1988). Each theme is the sum of
 * its comments (Rocchio). Words weigh through an inverted index, so that the time grows with the words, not with pairs.
 * @returns for each comment that has any, its suggestions, the best first
 */
export function suggestThemes(
  members: readonly (Text & { theme: number })[],
  asked: readonly Text[],
  threshold = THRESHOLD,
): Map<string, Suggestion[]> {
  const read = (one: Text) => ({ ...one, terms: termsOf(one.text, one.language) })
  const known = members.map(one => ({ ...read(one), theme: one.theme }))
  const others = asked.map(read)
  const rarity = rarities([...known, ...others])
  const index = indexOf(known, rarity)
  const found = new Map<string, Suggestion[]>()
  for (const one of others) {
    const suggestions = compare(vectorOf(one, rarity), one.terms, index).filter(({ score }) => score >= threshold)
    if (suggestions.length > 0) found.set(one.id, suggestions)
  }
  return found
}

interface Read {
  id: string
  language: string | null
  terms: Map<string, Term>
}
type Rarity = (term: string, language: string | null) => number
type Vector = Map<string, number>

/**
 * How much a word says: by how few comments have it, of all and of those in this language, whichever is less: in a small
 * language an everyday word is rare among all comments.
 */
function rarities(texts: readonly Read[]): Rarity {
  const counts = new Map<string | null, { size: number; having: Map<string, number> }>()
  const all = { size: 0, having: new Map<string, number>() }
  const seen = new Set<string>()
  for (const { id, language, terms } of texts) {
    // A comment of two themes is one comment.
    if (seen.has(id)) continue
    seen.add(id)
    const own = counts.get(language) ?? { size: 0, having: new Map<string, number>() }
    counts.set(language, own)
    for (const group of [all, own]) {
      group.size++
      for (const term of terms.keys()) group.having.set(term, (group.having.get(term) ?? 0) + 1)
    }
  }
  const rare = ({ size, having }: typeof all, term: string) => Math.log((size + 1) / (having.get(term) ?? 1))
  return (term, language) => Math.max(0, Math.min(rare(all, term), rare(counts.get(language) ?? all, term)))
}

function vectorOf({ terms, language }: Read, rarity: Rarity): Vector {
  const vector: Vector = new Map()
  for (const [term, { count }] of terms) vector.set(term, (1 + Math.log(count)) * rarity(term, language))
  return normal(vector)
}

function normal(vector: Vector): Vector {
  let squares = 0
  for (const weight of vector.values()) squares += weight * weight
  const length = Math.sqrt(squares)
  if (length > 0) for (const [term, weight] of vector) vector.set(term, weight / length)
  return vector
}

/** Term → the themes that have it, with its weight in each. */
type Index = Map<string, { theme: number; weight: number }[]>

function indexOf(members: readonly (Read & { theme: number })[], rarity: Rarity): Index {
  const sums = new Map<number, Vector>()
  for (const member of members) {
    const sum = sums.get(member.theme) ?? new Map<string, number>()
    sums.set(member.theme, sum)
    for (const [term, weight] of vectorOf(member, rarity)) sum.set(term, (sum.get(term) ?? 0) + weight)
  }
  const index: Index = new Map()
  for (const [theme, sum] of sums)
    for (const [term, weight] of normal(sum)) {
      if (weight === 0) continue
      const having = index.get(term)
      if (having) having.push({ theme, weight })
      else index.set(term, [{ theme, weight }])
    }
  return index
}

function compare(vector: Vector, terms: Map<string, Term>, index: Index): Suggestion[] {
  const themes = new Map<number, { score: number; shared: { word: string; part: number }[] }>()
  for (const [term, own] of vector) {
    if (own === 0) continue
    for (const { theme, weight } of index.get(term) ?? []) {
      const at = themes.get(theme) ?? { score: 0, shared: [] }
      themes.set(theme, at)
      at.score += own * weight
      at.shared.push({ word: terms.get(term)!.word, part: own * weight })
    }
  }
  return [...themes]
    .filter(([, { shared }]) => shared.length >= FEWEST_WORDS)
    .map(([theme, { score, shared }]) => ({
      theme,
      score: Math.min(1, score),
      words: shared
        .sort((a, b) => b.part - a.part)
        .slice(0, SHOWN_WORDS)
        .map(one => one.word),
    }))
    .sort((a, b) => b.score - a.score || a.theme - b.theme)
}
