/**
 * The words in which a draft is described once it has been read, whatever file it came from.
 * A draft is a tree of blocks, kept as a list in document order in which each block names its parent.
 */

/** What a block is. A table's rows and a list's items are blocks of their own, so that each can be commented on. */
export type BlockKind =
  | 'heading'
  | 'paragraph'
  | 'list-item'
  | 'table'
  | 'table-row'
  | 'figure'
  | 'quote'
  | 'code'
  | 'footnote'

export interface Block {
  kind: BlockKind
  /** Index of the block that holds this one (a table for its rows, a list item for those nested in it), or null. */
  parent: number | null
  /** Heading: 1–6. List item: depth from 1. Everything else: 0. */
  level: number
  /** What a person says on the phone, unique in the version: `3.2` (heading), `3.2 ¶4`, `3.2 table 1 row 5`. */
  number: string
  /** The number as it reads well in an address, unique in the version: `3.2`, `3.2-4`, `3.2-table-1-row-5`. */
  slug: string
  /**
   * The words alone, NFC, runs of white space folded to one space, as a reader sees them: a heading with its own
   * printed number, a row's cells joined by ` | `, a figure's caption, a table's caption (may be empty).
   * Quotes are sought in this text, and lineage compares it.
   */
  text: string
  /** Safe inline HTML of the same words (strong, em, code, a, sub, sup, br); a row: its cells as <td>/<th>; code: <code>; figure: <img>. */
  html: string
  /** List items: how the item is marked, as printed (`•`, `1.`, `b)`). Others: null. */
  marker: string | null
}

/** An image of the draft, kept by hash; blocks refer to it as `/images/{hash}`. */
export interface DraftImage {
  /** SHA-256 of the bytes, 64 hex digits. */
  hash: string
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
  bytes: Uint8Array
}

/** Something of the file that could not be taken over, or not as it stood. `code` is the key of its message. */
export interface DraftWarning {
  code: string
  /** Printed number of the nearest block, or null where it concerns the whole file. */
  place: string | null
  /** What it was: a few words of the file, an image's name, a count. Plain text. */
  detail: string
}

/** A file that has been read. */
export interface Draft {
  /** The document's title where the file has one. */
  title: string | null
  /** BCP 47 tag where the file says it, else null. */
  language: string | null
  blocks: Block[]
  images: DraftImage[]
  warnings: DraftWarning[]
}

/** Why a file was refused; `code` is the key of its message, nothing of the file has been kept. */
export class DraftError extends Error {
  constructor(
    readonly code:
      | 'empty'
      | 'unknown-type'
      | 'too-large'
      | 'damaged'
      | 'encrypted'
      | 'zip-bomb'
      | 'too-many-blocks'
      | 'too-deep'
      | 'too-slow'
      | 'too-much-memory'
      | 'macros',
    readonly detail = '',
  ) {
    super(`draft refused: ${code} ${detail}`.trim())
    this.name = 'DraftError'
  }
}
