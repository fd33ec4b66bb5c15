import { type Segment, wordDifferences } from '../text/differences.js'
import { type Plain, plain } from './quote.js'

/** A paragraph's text, and the same made plain. */
export interface Wording {
  text: string
  plain: Plain
}

/** The wordings of two versions and their differences, each worked out once: many comments stand on one paragraph. */
export class Wordings {
  private readonly before = new Map<number, Wording>()
  private readonly after = new Map<number, Wording>()
  private readonly found = new Map<number, readonly Segment[]>()

  constructor(
    private readonly blocks: readonly { text: string }[],
    private readonly nextBlocks: readonly { text: string }[],
  ) {}

  old(index: number): Wording {
    return wordingOf(this.blocks, this.before, index)
  }

  next(index: number): Wording {
    return wordingOf(this.nextBlocks, this.after, index)
  }

  differences(old: number, next: number): readonly Segment[] {
    const key = old * this.nextBlocks.length + next
    let segments = this.found.get(key)
    if (!segments) {
      segments = wordDifferences(this.blocks[old]!.text, this.nextBlocks[next]!.text)
      this.found.set(key, segments)
    }
    return segments
  }
}

function wordingOf(blocks: readonly { text: string }[], known: Map<number, Wording>, index: number): Wording {
  let wording = known.get(index)
  if (!wording) {
    const { text } = blocks[index]!
    wording = { text, plain: plain(text) }
    known.set(index, wording)
  }
  return wording
}
