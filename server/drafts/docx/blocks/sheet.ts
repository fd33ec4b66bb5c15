/**
 * What mammoth is to see of a story (the body, a note): paragraphs of words, and tables. What each paragraph is, and what is
 * to be said of it, is kept in its record, which a bookmark at its beginning names.
 */
import { DraftError } from '../../block.js'
import { escapeXml, type XmlNode } from '../archive/xml.js'
import { BOOKMARK } from '../inline/run-writer.js'
import type { ParagraphRecord, Story } from '../reading.js'
import { createListDepth, type ListDepth } from './list-depth.js'

export interface Sheet {
  story: Story
  /** As blocks, or as lines within a block, where a list or a heading is only a line too. */
  within: 'body' | 'block'
  xml: string[]
  depth: ListDepth
  /** What the next paragraph has to take along. */
  waiting: Waiting
  flow(nodes: readonly XmlNode[], sheet: Sheet): void
}

export interface Waiting {
  notes: ParagraphRecord['notes']
  bookmarks: string[]
}

/** So many that no draft has them, cells included, and that mammoth is done with them in seconds. */
const MAX_PARAGRAPHS = 200_000

export function createSheet(story: Story, within: Sheet['within'], flow: Sheet['flow']): Sheet {
  return { story, within, xml: [], depth: createListDepth(), waiting: { notes: [], bookmarks: [] }, flow }
}

/** @throws DraftError too-many-blocks */
export function writeRecord(record: ParagraphRecord, xml: string, sheet: Sheet): void {
  const { waiting, story } = sheet
  const { paragraphs } = story.file
  const notes = [...waiting.notes, ...record.notes]
  const bookmarks = waiting.bookmarks.map(name => bookmarkXml(BOOKMARK.own + name)).join('')
  sheet.waiting = { notes: [], bookmarks: [] }
  const isPlain = record.tag === 'p' && notes.length === 0 && Object.keys(record.attributes).length === 0
  if (isPlain && xml === '' && bookmarks === '') return
  if (++story.file.written > MAX_PARAGRAPHS) throw new DraftError('too-many-blocks', `${MAX_PARAGRAPHS} paragraphs`)
  const key = isPlain ? '' : bookmarkXml(`${BOOKMARK.paragraph}${paragraphs.length}`)
  if (!isPlain) paragraphs.push({ ...record, notes })
  sheet.xml.push('<w:p>', key, bookmarks, xml, '</w:p>')
}

function bookmarkXml(name: string): string {
  return `<w:bookmarkStart w:name="${escapeXml(name)}"/>`
}

/** All that was written; what still waits stands in an empty paragraph at its end. */
export function endSheet(sheet: Sheet): string {
  if (sheet.waiting.notes.length + sheet.waiting.bookmarks.length > 0) {
    writeRecord({ tag: 'p', attributes: {}, notes: [] }, '', sheet)
  }
  return sheet.xml.join('')
}
