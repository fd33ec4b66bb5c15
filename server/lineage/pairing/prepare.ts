import type { Block } from '../../drafts/index.js'
import { foldLetters, wordsOf } from '../text/words.js'

/** What lineage needs to know of a block. */
export type LineageBlock = Pick<Block, 'kind' | 'level' | 'number' | 'text' | 'parent'>

/** A version made ready for comparing: everything is an array over its blocks. */
export interface Prepared {
  blocks: readonly LineageBlock[]
  size: number
  /** Blocks with the same class have the same words (numbering left out). Shared by both versions. */
  classes: Int32Array
  /** Sorted ids of the block's words, shortened to stems, repeated as often as they stand there. */
  stems: readonly Int32Array[]
  /** Sorted ids of the pairs of words that follow each other. */
  couples: readonly Int32Array[]
  /** Sum of the weights of stems, and of couples: what the block has to say. */
  stemWeight: Float64Array
  coupleWeight: Float64Array
  /** Index of the heading under which the block stands (for a heading: the one above it in rank), −1 at the top. */
  section: Int32Array
}

/** Both versions, and how much each word tells: the rarer in both, the more. */
export interface Drafts {
  old: Prepared
  next: Prepared
  /** For each class whether it has twins: stands more than once in either version. */
  isTwin: Uint8Array
  stemWeights: Float64Array
  coupleWeights: Float64Array
}

/**
 * Letters of a word that count. Cutting words short is the one stemming that needs no language ("require",
 * "requirements"; "требование", "требований").
 */
const STEM_LETTERS = 6

/**
 * Couples of words are counted in buckets, 2 to the power of so many: some per word, within bounds. Two couples in one
 * bucket do no harm but noise.
 */
const COUPLE_BITS = { least: 10, most: 19 }

/** A number tells less than a word: drafts are renumbered. */
const NUMBER_WEIGHT = 0.5

/**
 * Numbering printed before the words: `4.2.1.`, `A.3`, `(b)`, `IV.`, `第三条`, `٣.`, `3-2)`; of at most a few signs and
 * followed by space, except in Chinese.
 */
const NUMBERING =
  /^\s*(?:[§#]?\s*\p{Lu}?\p{N}+(?:[.\-‑–]\p{L}?\p{N}+)*\p{L}?[.):]*(?:\s|$)|\p{Lu}(?:\.\p{N}+)+[.):]?\s|[(（]\s*[\p{L}\p{N}]{1,4}\s*[)）]\s*|[\p{L}ivxIVX]{1,4}[.)]\s|第[\p{N}一二三四五六七八九十百零〇]+[条條章节節款项項编編部分]+\s*)+[\s\-–—:.]*/u

const NUMERIC = /^\p{N}+$/u

/** The text without the numbering before it; the text itself where nothing else would be left. */
export function withoutNumbering(text: string): string {
  const bare = text.replace(NUMBERING, '')
  return bare.trim() === '' ? text : bare
}

/** Prepares two versions together, since words are weighed over both. */
export function prepare(old: readonly LineageBlock[], next: readonly LineageBlock[]): Drafts {
  const vocabulary = new Vocabulary(coupleBits(old, next))
  const before = vocabulary.read(old)
  const after = vocabulary.read(next)
  const stemWeights = weights(vocabulary.stemBlocks, old.length + next.length)
  const coupleWeights = weights(vocabulary.coupleBlocks, old.length + next.length)
  for (const id of vocabulary.numbers) stemWeights[id]! *= NUMBER_WEIGHT
  return {
    old: { ...before, ...weigh(before, stemWeights, coupleWeights) },
    next: { ...after, ...weigh(after, stemWeights, coupleWeights) },
    isTwin: twins(before.classes, after.classes),
    stemWeights,
    coupleWeights,
  }
}

function twins(...versions: Int32Array[]): Uint8Array {
  const isTwin = new Uint8Array(
    versions.reduce((most, classes) => classes.reduce((a, id) => Math.max(a, id + 1), most), 0),
  )
  for (const classes of versions) {
    const seen = new Uint8Array(isTwin.length)
    for (const id of classes) {
      if (seen[id]) isTwin[id] = 1
      seen[id] = 1
    }
  }
  return isTwin
}

/** Enough bits for about as many buckets as the versions have signs. */
function coupleBits(...versions: (readonly LineageBlock[])[]): number {
  const signs = versions.flat().reduce((total, { text }) => total + text.length, 1)
  return Math.max(COUPLE_BITS.least, Math.min(COUPLE_BITS.most, Math.ceil(Math.log2(signs))))
}

type Read = Omit<Prepared, 'stemWeight' | 'coupleWeight'>

/** Numbers for words and texts, the same in both versions, and in how many blocks each stands. */
class Vocabulary {
  readonly stemBlocks: number[] = []
  readonly coupleBlocks: Int32Array
  readonly numbers: number[] = []
  private readonly stemIds = new Map<string, number>()
  private readonly classIds = new Map<string, number>()

  constructor(private readonly coupleBits: number) {
    this.coupleBlocks = new Int32Array(1 << coupleBits)
  }

  read(blocks: readonly LineageBlock[]): Read {
    const classes = new Int32Array(blocks.length)
    const stems: Int32Array[] = []
    const couples: Int32Array[] = []
    for (const [k, block] of blocks.entries()) {
      const bare = withoutNumbering(block.text)
      const words = wordsOf(bare)
      const key = words.length > 0 ? words.join(' ') : foldLetters(bare).trim()
      classes[k] = idOf(this.classIds, key)
      const ids = Int32Array.from(words, word => this.stem(word))
      couples.push(this.couples(ids))
      stems.push(ids.sort())
      countBlocks(stems[k]!, this.stemBlocks)
    }
    return { blocks, size: blocks.length, classes, stems, couples, section: sections(blocks) }
  }

  private stem(word: string): number {
    const stem = word.length > STEM_LETTERS ? word.slice(0, STEM_LETTERS) : word
    const known = this.stemIds.size
    const id = idOf(this.stemIds, stem)
    if (id === known) {
      this.stemBlocks.push(0)
      if (NUMERIC.test(word)) this.numbers.push(id)
    }
    return id
  }

  private couples(ids: Int32Array): Int32Array {
    if (ids.length < 2) return new Int32Array(0)
    const couples = new Int32Array(ids.length - 1)
    for (let k = 0; k + 1 < ids.length; k++)
      couples[k] = (Math.imul(ids[k]!, 0x9e3779b1) ^ Math.imul(ids[k + 1]! + 1, 0x85ebca6b)) >>> (32 - this.coupleBits)
    couples.sort()
    countBlocks(couples, this.coupleBlocks)
    return couples
  }
}

function idOf(ids: Map<string, number>, key: string): number {
  let id = ids.get(key)
  if (id === undefined) {
    id = ids.size
    ids.set(key, id)
  }
  return id
}

/** Counts one more block for each distinct id of a sorted list. */
function countBlocks(sorted: Int32Array, counts: number[] | Int32Array): void {
  for (let k = 0; k < sorted.length; k++) if (k === 0 || sorted[k] !== sorted[k - 1]) counts[sorted[k]!]!++
}

/** What ids tell that stand in so many blocks each: the rarer, the more. */
function weights(counts: ArrayLike<number>, blocks: number): Float64Array {
  const found = new Float64Array(counts.length)
  for (let id = 0; id < counts.length; id++) if (counts[id]! > 0) found[id] = Math.log(1 + blocks / counts[id]!)
  return found
}

function weigh(read: Read, stemWeights: Float64Array, coupleWeights: Float64Array) {
  const sum = (lists: readonly Int32Array[], weight: Float64Array) =>
    Float64Array.from(lists, ids => {
      let total = 0
      for (const id of ids) total += weight[id]!
      return total
    })
  return { stemWeight: sum(read.stems, stemWeights), coupleWeight: sum(read.couples, coupleWeights) }
}

/** The heading above each block. */
function sections(blocks: readonly LineageBlock[]): Int32Array {
  const section = new Int32Array(blocks.length)
  const open: number[] = []
  for (const [k, block] of blocks.entries()) {
    if (block.kind === 'heading') {
      while (open.length > 0 && blocks[open.at(-1)!]!.level >= block.level) open.pop()
      section[k] = open.at(-1) ?? -1
      open.push(k)
    } else section[k] = open.at(-1) ?? -1
  }
  return section
}
