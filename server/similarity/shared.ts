import { alignWords, wordDifferences, wordPieces, wordsOf } from '../lineage/index.js'
import { clusterTexts } from './clusters.js'

/** So many members are asked: of ten thousand the rest would say the same. */
const SAMPLE = 40
/** A word alone between two gaps is chance. */
const SHORTEST_RUN = 2
const LETTER = /[\p{L}\p{N}]/u

/** The words of the most typical text that at least half of the others have too, in their order; “…” where some are left out. */
export function sharedWords(texts: readonly string[]): string {
  const sample = Array.from({ length: Math.min(SAMPLE, texts.length) }, (_, k) => {
    return texts[Math.floor((k * texts.length) / Math.min(SAMPLE, texts.length))]!
  })
  const [largest] = clusterTexts(sample.map((text, k) => ({ id: String(k), text })))
  const typical = Number(largest?.representative ?? 0)
  const pieces = wordPieces(sample[typical] ?? '')
  const places = [...pieces.keys()].filter(k => LETTER.test(pieces[k]!))
  const folded = places.map(k => fold(pieces[k]!))
  const others = sample.filter((_, k) => k !== typical)
  const counts = new Uint16Array(pieces.length)
  for (const other of others) {
    const words = wordPieces(other).filter(piece => LETTER.test(piece))
    for (const [k] of alignWords(folded, words.map(fold))) counts[places[k]!]!++
  }
  const isWord = pieces.map(piece => LETTER.test(piece))
  const isShared = pieces.map((_, k) => !isWord[k] || counts[k]! * 2 >= others.length)
  const runs: string[] = []
  let run = ''
  let words = 0
  for (let k = 0; k <= pieces.length; k++) {
    if (k < pieces.length && isShared[k]) {
      run += pieces[k]
      if (isWord[k]) words++
    } else {
      if (words >= SHORTEST_RUN || (words > 0 && run.trim() === (sample[typical] ?? '').trim())) runs.push(run.trim())
      run = ''
      words = 0
    }
  }
  return runs.join(' … ')
}

/** Where in `member` stands what its sender added to the words of `representative`. */
export function addedWords(representative: string, member: string): { start: number; end: number }[] {
  const tokens = tokensOf(representative, member)
  for (let end = tokens.length - 1; end > 0; end--) slide(tokens, end)
  const ranges: { start: number; end: number }[] = []
  for (let k = 0; k < tokens.length; k++) {
    if (!tokens[k]!.isAdded) continue
    const start = tokens[k]!.start
    while (tokens[k + 1]?.isAdded) k++
    const end = tokens[k]!.end
    if (LETTER.test(member.slice(start, end))) ranges.push({ start, end })
  }
  return ranges
}

interface Token {
  word: string
  start: number
  end: number
  isAdded: boolean
}

function tokensOf(representative: string, member: string): Token[] {
  const added = wordDifferences(representative, member).filter(({ op }) => op !== 'deleted')
  const tokens: Token[] = []
  let start = 0
  let segment = 0
  let segmentEnd = added[0]?.text.length ?? 0
  for (const word of wordPieces(member)) {
    while (start >= segmentEnd && segment + 1 < added.length) segmentEnd += added[++segment]!.text.length
    const end = start + word.length
    if (word.trim() !== '') tokens.push({ word, start, end, isAdded: added[segment]!.op === 'inserted' })
    start = end
  }
  return tokens
}

/** “[As a teacher] I [see this. I] am writing” says the same as “[As a teacher I see this.] I am writing”, in one piece. */
function slide(tokens: Token[], end: number): void {
  if (!tokens[end]!.isAdded || tokens[end + 1]?.isAdded) return
  let start = end
  while (start > 0 && tokens[start - 1]!.isAdded) start--
  let before = start
  while (before > 0 && !tokens[before - 1]!.isAdded) before--
  const length = start - before
  if (length === 0 || before === 0 || length > end - start) return
  for (let k = 0; k < length; k++) if (tokens[before + k]!.word !== tokens[end - length + 1 + k]!.word) return
  for (let k = 0; k < length; k++) {
    tokens[before + k]!.isAdded = true
    tokens[end - k]!.isAdded = false
  }
}

const fold = (piece: string) => wordsOf(piece).join(' ')
