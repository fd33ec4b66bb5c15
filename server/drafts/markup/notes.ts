/** Footnotes and endnotes, as the usual writers of HTML (Word, pandoc, markdown-it, mammoth, ARIA) mark them. */

import type { Place } from './place.js'
import { attribute, childrenOf, type Element, find, isCalled, isElement, type Node, wordsOf } from './tree/tree.js'
import { contentOf } from './words/inline.js'

const LISTS = new Set(['footnotes', 'endnotes', 'footnotes-list', 'doc-endnotes', 'doc-footnotes'])
const SINGLE = new Set(['footnote', 'footnote-item', 'doc-footnote', 'doc-endnote'])
const BACK = new Set(['footnote-backref', 'footnote-back', 'reversefootnote', 'doc-backlink'])
const HOLDERS = /^(section|div|aside|ol|ul|footer|p|li)$/
const ARROWS = /^(?:[\s↑↩⏎↵^«[\]]|\ufe0e|\ufe0f)+$/

export function isNotes(element: Element): boolean {
  return HOLDERS.test(element.tagName) && (isCalled(element, LISTS) || isOne(element) || wordList(element))
}

function isOne(element: Element): boolean {
  return isCalled(element, SINGLE) || /mso-element:\s*(foot|end)note(?!-list)/.test(attribute(element, 'style') ?? '')
}

function wordList(element: Element): boolean {
  return /mso-element:\s*(foot|end)note-list/.test(attribute(element, 'style') ?? '')
}

type WriteFlow = (nodes: readonly Node[], place: Place) => void

/** Each note a block; what stands between them (a heading “Notes”) as it would anywhere else. */
export function writeNotes(element: Element, place: Place, writeFlow: WriteFlow): void {
  // What waits belongs to the text above.
  place.collector.settle()
  const single = element.tagName === 'li' || (isOne(element) && find(element, isOne).length === 0)
  if (single) {
    writeNote(element, place)
    return
  }
  for (const node of childrenOf(element)) {
    if (!isElement(node)) writeFlow([node], place)
    else if (node.tagName === 'li' || isOne(node)) writeNote(node, place)
    else if (/^(ol|ul|div|section)$/.test(node.tagName)) writeNotes(node, place, writeFlow)
    else writeFlow([node], place)
  }
}

function writeNote(note: Element, place: Place): void {
  const { collector } = place
  const id = attribute(note, 'id')
  if (id) collector.anchor(id)
  takeOutWayBack(note)
  const { text, html } = contentOf(childrenOf(note), place)
  if (text !== '' || html !== '') collector.push({ kind: 'footnote', text, html })
}

/** The page has its own way back to where a note is referred to. In place, since readers know elements by identity. */
function takeOutWayBack(parent: Element): void {
  parent.childNodes = childrenOf(parent).filter(node => !(isElement(node) && isWayBack(node)))
  for (const node of childrenOf(parent)) if (isElement(node)) takeOutWayBack(node)
}

function isWayBack(element: Element): boolean {
  if (element.tagName !== 'a') return false
  const href = attribute(element, 'href') ?? ''
  return (
    isCalled(element, BACK) || /^#_(ftn|edn)ref/.test(href) || (href.startsWith('#') && ARROWS.test(wordsOf(element)))
  )
}
