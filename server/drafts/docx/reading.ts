/** What is known while a Word file is read. */
import type { Images } from '../images.js'
import type { FoundImage } from '../markup/words/inline.js'
import type { WarningCode } from '../outline/warnings.js'
import type { Package, Relationship } from './archive/package.js'
import type { XmlElement } from './archive/xml.js'
import type { Fields } from './inline/fields.js'
import type { Addresses, NoteKind } from './inline/run-writer.js'
import type { Languages } from './languages.js'
import type { Numbering } from './numbering/numbering.js'
import type { Styles } from './styles/styles.js'

/** What mammoth is not told of a paragraph, and is put back when it has made HTML of it. */
export interface ParagraphRecord {
  tag: 'p' | 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6' | 'li' | 'figcaption' | 'blockquote' | 'pre'
  attributes: Record<string, string>
  notes: { code: WarningCode; detail: string }[]
}

/** The whole file: what it says, and what has been found so far. */
export interface WordFile {
  package: Package
  styles: Styles
  numbering: Numbering
  /** Bookmarks that exist, so that a reference to one can be a link. */
  bookmarks: ReadonlySet<string>
  footnotes: ReadonlyMap<string, XmlElement>
  endnotes: ReadonlyMap<string, XmlElement>
  /** Words by id, until the place is found at which one stands. */
  comments: Map<string, string>
  images: Images
  languages: Languages
  addresses: Addresses
  /** In the order of their bookmarks. */
  paragraphs: ParagraphRecord[]
  shown: FoundImage[]
  /** How many paragraphs are written. */
  written: number
  references: Record<NoteKind, Set<string>>
  /** Words of the table of contents. */
  contents: string[]
}

/** A part of the file with words of its own: the body, the footnotes, the endnotes. */
export interface Story {
  file: WordFile
  relationships: ReadonlyMap<string, Relationship>
  fields: Fields
}
