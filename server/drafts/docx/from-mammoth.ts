/** Gives the paragraphs of mammoth's HTML back what they are, and takes our bookmarks out. */

import {
  attribute,
  childrenOf,
  type Element,
  isElement,
  type Parent,
  setAttribute,
  visit,
} from '../markup/tree/tree.js'
import { BOOKMARK } from './inline/run-writer.js'
import type { ParagraphRecord } from './reading.js'
import { treeOf } from './tree-of.js'

/** The images of the file are known by their place in `WordFile.shown`. */
export const IMAGE_INDEX = 'data-shown'

export interface Restored {
  root: Parent
  records: Map<Element, ParagraphRecord>
}

export function restore(html: string, paragraphs: readonly ParagraphRecord[]): Restored {
  const root = treeOf(html)
  const records = new Map<Element, ParagraphRecord>()
  visit(root, node => {
    if (!isElement(node)) return
    if (node.tagName === 'p') restoreParagraph(node, paragraphs, records)
    // mammoth is given no lists: the only one that it makes is that of the notes.
    else if (node.tagName === 'ol') setAttribute(node, 'class', 'footnotes')
    else if (node.tagName === 'a') restoreAnchor(node)
  })
  return { root, records }
}

function restoreParagraph(
  element: Element,
  paragraphs: readonly ParagraphRecord[],
  records: Restored['records'],
): void {
  const [first, ...others] = childrenOf(element)
  const id = first && isElement(first) ? attribute(first, 'id') : undefined
  if (!id?.startsWith(BOOKMARK.paragraph)) return
  const record = paragraphs[Number(id.slice(BOOKMARK.paragraph.length))]
  if (!record) return
  element.childNodes = others
  rename(element, record.tag)
  for (const [name, value] of Object.entries(record.attributes)) setAttribute(element, name, value)
  records.set(element, record)
}

function restoreAnchor(element: Element): void {
  const id = attribute(element, 'id') ?? ''
  const href = attribute(element, 'href') ?? ''
  if (id.startsWith(BOOKMARK.image)) {
    rename(element, 'img')
    setAttribute(element, IMAGE_INDEX, id.slice(BOOKMARK.image.length))
  } else if (id.startsWith(BOOKMARK.own)) {
    setAttribute(element, 'id', id.slice(BOOKMARK.own.length))
  } else if (href.startsWith(`#${BOOKMARK.own}`)) {
    setAttribute(element, 'href', `#${encodeURIComponent(href.slice(1 + BOOKMARK.own.length))}`)
  }
}

function rename(element: Element, tagName: string): void {
  element.tagName = tagName
  element.nodeName = tagName
}
