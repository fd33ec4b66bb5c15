import { type Draft, readDraft } from '../../drafts/index.js'
import { type Anchor, type Carried, carry, type Lineage, type LineageBlock, lineage } from '../../lineage/index.js'
import type { Reader } from './reader.js'

/** Reads and compares in this process, without limits of time and memory: in the reading process, and for our own files. */
export const readerHere: Reader = {
  read: readHere,
  compare: async (old, next, anchors = []) => compareHere(old, next, anchors),
}

export async function readHere(bytes: Uint8Array, name: string): Promise<{ draft: Draft; words: number }> {
  const draft = await readDraft(bytes, name)
  const texts = draft.blocks.map(block => block.text)
  return { draft, words: countWords(texts, draft.language) }
}

export function compareHere(
  old: readonly LineageBlock[],
  next: readonly LineageBlock[],
  anchors: readonly Anchor[],
): { lineage: Lineage; carried: readonly Carried[] } {
  const found = lineage(old, next)
  return { lineage: found, carried: anchors.map(anchor => carry(anchor, found, old, next)) }
}

/** Words as a reader counts them, also where a script writes them without spaces (UAX 29 and CLDR's dictionaries). */
function countWords(texts: readonly string[], language: string | null): number {
  const segmenter = new Intl.Segmenter(language ?? 'en', { granularity: 'word' })
  let words = 0
  for (const text of texts) for (const segment of segmenter.segment(text)) if (segment.isWordLike) words += 1
  return words
}
