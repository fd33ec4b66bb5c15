import type { LineageBlock, Quote } from '../../server/lineage/index.js'
import { PHRASES } from './phrases.js'

/** Two versions of a generated draft and what became of each block, known by construction. */
export interface Case {
  old: LineageBlock[]
  next: LineageBlock[]
  /** Each old block with its place (the largest part, where it was split or merged). */
  links: Map<number, number>
  /** The further parts of split and merged blocks. */
  parts: [number, number][]
}

export type Genre = 'prose' | 'law' | 'checklist' | 'table'
export const LANGUAGES = Object.keys(PHRASES)
export const GENRES: readonly Genre[] = ['prose', 'law', 'checklist', 'table']

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
export function randomness(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A block while it is being changed: its sentences, and which old blocks they come from. */
interface Draft {
  kind: LineageBlock['kind']
  level: number
  sentences: string[]
  from: number[]
}

/** What share of blocks meets each fate; the rest is left alone. */
const FATES = { edit: 0.2, remove: 0.07, split: 0.05, merge: 0.05, move: 0.05, duplicate: 0.02, add: 0.1 }

export function makeCase(language: string, genre: Genre, size: number, seed: number): Case {
  const random = randomness(seed)
  const writer = new Writer(language, random)
  const before: Draft[] = []
  while (before.length < size) before.push(...writer.section(genre))
  for (const [k, block] of before.entries()) block.from = [k]
  const after = change(before, writer, random)
  return { old: number(before, writer, genre), next: number(after, writer, genre), ...truth(before, after) }
}

class Writer {
  readonly join: string
  readonly stop: string
  private readonly phrases: readonly string[]

  constructor(
    language: string,
    readonly random: () => number,
  ) {
    const { join, stop, phrases } = PHRASES[language]!
    this.join = join
    this.stop = stop
    this.phrases = phrases
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!
  }

  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1))
  }

  /** Two or three phrases; now and then with a number, as drafts have them. */
  sentence(): string {
    const phrases = Array.from({ length: this.between(1, 3) }, () => this.pick(this.phrases))
    if (this.random() < 0.3) phrases.push(String(this.between(1, 2_000)))
    return phrases.join(this.join)
  }

  phrase(): string {
    return this.pick(this.phrases)
  }

  block(kind: Draft['kind'], least: number, most: number, level = 0): Draft {
    return {
      kind,
      level,
      sentences: Array.from({ length: this.between(least, most) }, () => this.sentence()),
      from: [],
    }
  }

  section(genre: Genre): Draft[] {
    const heading: Draft = { kind: 'heading', level: 2, sentences: [this.phrase().slice(0, 28)], from: [] }
    // Boilerplate: the same words in many places.
    const boilerplate: Draft = { kind: 'paragraph', level: 0, sentences: [PHRASES.en!.phrases[0]!], from: [] }
    if (genre === 'law') return [heading, ...this.blocks('paragraph', 2, 5, 1, 3)]
    if (genre === 'checklist') return [heading, boilerplate, ...this.blocks('list-item', 5, 12, 1, 1, 1)]
    if (genre === 'prose') return [heading, ...this.blocks('paragraph', 2, 6, 2, 6)]
    const rows = Array.from({ length: this.between(4, 10) }, (): Draft => {
      const cells = [this.phrase(), this.pick(['yes', 'no', 'n/a']), String(this.between(1, 9))]
      return { kind: 'table-row', level: 0, sentences: [cells.join(' | ')], from: [] }
    })
    return [heading, this.block('paragraph', 1, 2), ...rows]
  }

  private blocks(
    kind: Draft['kind'],
    least: number,
    most: number,
    shortest: number,
    longest: number,
    level = 0,
  ): Draft[] {
    return Array.from({ length: this.between(least, most) }, () => this.block(kind, shortest, longest, level))
  }

  /** Some phrases of a text replaced, or some words: an editor's hand. */
  edit(block: Draft): Draft {
    const sentences = block.sentences.map(sentence => {
      if (block.sentences.length > 1 && this.random() < 0.5) return sentence
      const [words, glue] = this.words(sentence)
      const at = this.between(0, words.length - 1)
      const fate = this.random()
      if (fate < 0.4) words.splice(at, 1, this.pick(this.words(this.phrase())[0]))
      else if (fate < 0.7) words.splice(at, 0, this.phrase())
      else if (words.length > 3) words.splice(at, 1)
      else words.push(this.phrase())
      return words.join(glue)
    })
    return { ...block, sentences }
  }

  /** A sentence's words; of Chinese, two signs each. */
  private words(sentence: string): [string[], string] {
    return this.join === ' ' ? [sentence.split(' '), ' '] : [sentence.match(/.{1,2}/gu) ?? [], '']
  }
}

function change(before: readonly Draft[], writer: Writer, random: () => number): Draft[] {
  const after: Draft[] = []
  const moved: Draft[] = []
  for (let k = 0; k < before.length; k++) {
    const block = before[k]!
    const following = before[k + 1]
    let fate = random()
    const meets = (share: number) => {
      fate -= share
      return fate < 0
    }
    const isText = block.kind === 'paragraph' && block.sentences.length > 1
    if (meets(FATES.edit)) after.push(writer.edit(block))
    else if (meets(FATES.remove)) continue
    else if (meets(FATES.split) && isText) {
      const at = writer.between(1, block.sentences.length - 1)
      after.push(
        { ...block, sentences: block.sentences.slice(0, at) },
        { ...block, sentences: block.sentences.slice(at) },
      )
    } else if (meets(FATES.merge) && isText && following?.kind === 'paragraph') {
      after.push({ ...block, sentences: [...block.sentences, ...following.sentences], from: [k, k + 1] })
      k++
    } else if (meets(FATES.move) && block.kind !== 'heading') moved.push(block)
    else if (meets(FATES.duplicate)) after.push(block, { ...block, from: [] })
    else if (meets(FATES.add)) after.push(block, { ...writer.block(block.kind, 1, 3, block.level), from: [] })
    else after.push(block)
  }
  for (const block of moved) after.splice(writer.between(0, after.length), 0, block)
  return after
}

/** The blocks as a reader sees them: headings counted through. */
function number(drafts: readonly Draft[], writer: Writer, genre: Genre): LineageBlock[] {
  let headings = 0
  return drafts.map(({ kind, level, sentences }, k) => {
    const words = sentences.join(writer.stop)
    const text = kind === 'heading' ? `${genre === 'law' ? 'Art. ' : ''}${++headings}. ${words}` : words
    return { kind, level, number: String(k), text, parent: null }
  })
}

function truth(before: readonly Draft[], after: readonly Draft[]): Pick<Case, 'links' | 'parts'> {
  const links = new Map<number, number>()
  const parts: [number, number][] = []
  const claims: { i: number; j: number; weight: number }[] = []
  for (const [j, block] of after.entries())
    for (const i of block.from)
      claims.push({ i, j, weight: Math.min(before[i]!.sentences.join().length, block.sentences.join().length) })
  claims.sort((a, b) => b.weight - a.weight)
  const taken = new Set<number>()
  for (const { i, j } of claims) {
    if (links.has(i) || taken.has(j)) parts.push([i, j])
    else links.set(i, j)
    taken.add(j)
  }
  return { links, parts }
}

/** A quote on an old block. */
export interface QuoteCase {
  paragraph: number
  quote: Quote
}

/** Signs of the surroundings that a browser keeps with a quote. */
const AROUND = 32

/** Quotes of two to twelve words (Chinese: signs), spread over the old version. */
export function makeQuotes({ old }: Case, count: number, seed: number): QuoteCase[] {
  const random = randomness(seed)
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  const quotes: QuoteCase[] = []
  while (quotes.length < count) {
    const paragraph = between(0, old.length - 1)
    const { text } = old[paragraph]!
    const words = [...text.matchAll(/[\p{Script=Han}\p{N}]|[^\s\p{Script=Han}]+/gu)]
    const first = between(0, words.length - 1)
    const last = Math.min(words.length - 1, first + between(1, 11))
    const start = words[first]!.index
    const end = words[last]!.index + words[last]![0].length
    const before = `${old[paragraph - 1]?.text ?? ''}\n${text.slice(0, start)}`
    const after = `${text.slice(end)}\n${old[paragraph + 1]?.text ?? ''}`
    const quote = { exact: text.slice(start, end), prefix: before.slice(-AROUND), suffix: after.slice(0, AROUND) }
    quotes.push({ paragraph, quote })
  }
  return quotes
}
