/**
 * What could not be taken over, or not as it stood. It is noted while a file is read, when blocks have no number yet:
 * so a note holds on to its block, and becomes a warning when the numbers are known.
 */
import type { DraftWarning } from '../block.js'
import { nfc } from '../source/encoding.js'

export type WarningCode =
  /** Left out because they are not part of the text: `detail` is how they read. */
  | 'title-page'
  | 'contents'
  | 'header-footer'
  | 'front-matter'
  | 'navigation'
  /** Taken over as if accepted: `detail` is what went and what came. */
  | 'tracked-change'
  /** How many changes were of the looks alone: `detail` is their number. */
  | 'tracked-looks'
  /** Left out: `detail` is its words or name. */
  | 'comment'
  | 'hidden-text'
  | 'equation'
  | 'drawing'
  | 'embedded-object'
  | 'embedded-document'
  | 'form-field'
  | 'active-content'
  | 'symbol'
  | 'image-type'
  | 'image-svg'
  | 'image-too-large'
  | 'image-external'
  | 'image-missing'
  /** A link's or a note's definition to which nothing refers: `detail` is how it stands. */
  | 'unused-definition'
  /** The words are there, the link is not: `detail` is where it led. */
  | 'link'
  | 'broken-link'
  /** Taken over, but not in its place or shape: `detail` is how it begins. */
  | 'text-box'
  | 'nested-table'
  /** The file does not say how its letters are written. */
  | 'encoding'
  /** Whatever the library that reads Word files complains of, in its words. */
  | 'other'
  /** `detail`: how many more of a kind there were, as `comment 312`. */
  | 'more'

/** @template B the block as it is known while reading */
export interface Note<B> {
  code: WarningCode
  /** Null: concerns the whole file. */
  at: B | null
  detail: string
}

/** A coordinator reads them: past so many of a kind, a count says more. */
const MAX_OF_A_KIND = 200
const MAX_DETAIL = 300

export function toWarnings<B>(notes: readonly Note<B>[], numberOf: (block: B) => string | null): DraftWarning[] {
  const seen = new Map<WarningCode, number>()
  const warnings: DraftWarning[] = []
  for (const { code, at, detail } of notes) {
    const count = (seen.get(code) ?? 0) + 1
    seen.set(code, count)
    if (count <= MAX_OF_A_KIND) {
      warnings.push({ code, place: at === null ? null : numberOf(at), detail: shortened(detail) })
    }
  }
  for (const [code, count] of seen) {
    if (count > MAX_OF_A_KIND) {
      warnings.push({ code: 'more', place: null, detail: `${code} ${count - MAX_OF_A_KIND}` })
    }
  }
  return warnings
}

/** One line, without what a database or a terminal would choke on, and cut between words where it is long. */
export function shortened(detail: string): string {
  const line = nfc(detail)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim()
  if (line.length <= MAX_DETAIL) return line
  return `${line.slice(0, MAX_DETAIL).replace(/\s\S*$|[\ud800-\udbff]$/, '')} …`
}
