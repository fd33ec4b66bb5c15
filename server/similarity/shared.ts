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
  const folded = pieces.map(fold)
  const others = sample.filter((_, k) => k !== typical)
  const counts = new Uint16Array(pieces.length)
  for (const other of others) for (const [k] of alignWords(folded, wordPieces(other).map(fold))) counts[k]!++
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
  const ranges: { start: number; end: number }[] = []
  let at = 0
  for (const { op, text } of wordDifferences(representative, member)) {
    if (op === 'deleted') continue
    if (op === 'inserted' && LETTER.test(text))
      ranges.push({ start: at + (text.length - text.trimStart().length), end: at + text.trimEnd().length })
    at += text.length
  }
  return ranges
}

const fold = (piece: string) => wordsOf(piece).join(' ')
