/** A draft on its way: blocks before they have numbers, and what was noted about them. */
import { type BlockKind, DraftError, type DraftImage } from '../block.js'
import type { Note, WarningCode } from './warnings.js'

export const OUTLINE_LIMITS = { blocks: 20_000, nesting: 32 }

/** A block that has no number yet. Its parent is held by reference, so that blocks can still be taken out. */
export interface RawBlock {
  kind: BlockKind
  parent: RawBlock | null
  level: number
  marker: string | null
  text: string
  html: string
  /** A heading: its number, where the file counts it and its words alone would leave that open. */
  counted: string | null
  /** What links of the same document may call it by. */
  ids: string[]
  /** A paragraph that says what the figure or table beside it shows. */
  caption: boolean
}

export interface Outline {
  title: string | null
  language: string | null
  blocks: RawBlock[]
  images: DraftImage[]
  notes: Note<RawBlock>[]
}

/** Where a reader puts blocks and notes; anchors and notes wait for the block to which they belong. */
export interface Collector {
  blocks: RawBlock[]
  notes: Note<RawBlock>[]
  /** @throws DraftError too-many-blocks */
  push(block: Pick<RawBlock, 'kind' | 'text' | 'html'> & Partial<RawBlock>): RawBlock
  /** An anchor that the next block takes. */
  anchor(id: string): void
  /** A note on the next block; `whole` is one on the whole file. */
  note(code: WarningCode, detail: string): void
  noteOnWhole(code: WarningCode, detail: string): void
  /** What still waits goes to the last block, if there is one. */
  settle(): void
}

export function createCollector(): Collector {
  const blocks: RawBlock[] = []
  const notes: Note<RawBlock>[] = []
  let anchors: string[] = []
  let waiting: Note<RawBlock>[] = []

  function give(block: RawBlock | null): void {
    for (const id of anchors) block?.ids.push(id)
    for (const note of waiting) note.at = block
    anchors = []
    waiting = []
  }

  return {
    blocks,
    notes,
    push(given) {
      if (blocks.length >= OUTLINE_LIMITS.blocks) throw new DraftError('too-many-blocks', `${OUTLINE_LIMITS.blocks}`)
      const block = { parent: null, level: 0, marker: null, counted: null, ids: [], caption: false, ...given }
      blocks.push(block)
      give(block)
      return block
    },
    anchor: id => {
      anchors.push(id)
    },
    note(code, detail) {
      const note = { code, at: null, detail }
      notes.push(note)
      waiting.push(note)
    },
    noteOnWhole(code, detail) {
      notes.push({ code, at: null, detail })
    },
    settle() {
      const last = blocks.at(-1)
      if (last) give(last)
    },
  }
}
