/** What a walk through a tree of HTML knows: of its source, and of where it is. */
import type { Collector, RawBlock } from '../outline/outline.js'
import type { Element, Parent } from './tree/tree.js'
import type { FoundImage } from './words/inline.js'

/** What the reader of a format knows and the tree does not say. */
export interface Walk {
  collector: Collector
  image(element: Element): FoundImage
  /** Called with the words of each comment between `<!--` and `-->`. */
  comment?(words: string): void
  /** Called as each block's element begins: a reader may have notes on it. */
  enter?(element: Element): void
}

/** What takes the next line; shared by all wrappers within it, because the first line in any of them takes the item. */
interface Slot {
  /** The block that holds those which come. */
  parent: RawBlock | null
  /** An item of a list that has no words yet: the next line is its own. */
  item: { level: number; marker: string | null } | null
}

/** Where in the document we are. */
export interface Place extends Walk {
  holders: ReadonlySet<Parent>
  around: readonly Element[]
  slot: Slot
  depth: number
  quoted: 'no' | 'yes'
  /** Within an article or section, a header and a footer belong to the text. */
  page: 'whole' | 'part'
  nesting: number
}
