/**
 * From a tree of HTML to blocks. Word files and Markdown come this way too. An element that says nothing of its own
 * (`<div>`, `<section>`, whatever is unknown) is transparent; one without words vanishes.
 *
 * What readers of other formats may add to HTML: `data-depth` and `data-marker` on an `<li>` that stands outside of any
 * list, `data-depth` on a `<p>` that goes on in such an item, `data-number` on a heading that is counted, `data-delimiter`
 * on an `<ol>`, and a `<figcaption>` outside of a figure, for a caption that stands beside.
 */
import { DraftError } from '../block.js'
import { OUTLINE_LIMITS, type RawBlock } from '../outline/outline.js'
import { bulletOf, markersOf } from './markers.js'
import { isNotes, writeNotes } from './notes.js'
import { isPageFurniture } from './page-furniture.js'
import type { Place, Walk } from './place.js'
import { isBox, writeTable } from './table.js'
import {
  attribute,
  childrenOf,
  type Element,
  find,
  holdersOfBlocks,
  isBlockElement,
  isComment,
  isElement,
  isText,
  type Node,
  type Parent,
  visit,
  wordsOf,
} from './tree/tree.js'
import { type FoundImage, imageHtml, leaveOut, lineOf } from './words/inline.js'
import { clean, escapeHtml, isBlank } from './words/writer.js'

/** @throws DraftError too-deep, too-many-blocks */
export function walk(root: Parent, source: Walk): void {
  // First without recursion, so that the depth is known before anything relies on it.
  visit(root, () => {})
  const holders = holdersOfBlocks(root)
  const place: Place = {
    ...source,
    holders,
    around: [],
    slot: { parent: null, item: null },
    depth: 0,
    quoted: 'no',
    page: 'whole',
    nesting: 0,
  }
  writeFlow(childrenOf(root), place)
  source.collector.settle()
}

/** Blocks one after the other; words that stand between them are paragraphs too. */
function writeFlow(nodes: readonly Node[], place: Place): void {
  let line: Node[] = []
  for (const node of nodes) {
    if (isElement(node) && (isBlockElement(node) || place.holders.has(node))) {
      writeLine(line, place)
      line = []
      writeElement(node, place)
    } else if (isElement(node) || isText(node)) {
      line.push(node)
    } else if (isComment(node)) {
      place.comment?.(node.data)
    }
  }
  writeLine(line, place)
}

/** A line of words as the kind of block that its place asks for, and its images after it. */
function writeLine(nodes: readonly Node[], place: Place, kind: 'line' | 'caption' = 'line'): void {
  if (nodes.length === 0) return
  const { slot, collector } = place
  const { images, ...written } = lineOf(nodes, place)
  if (written.text !== '' && slot.item) {
    slot.parent = collector.push({ kind: 'list-item', parent: slot.parent, ...slot.item, ...written })
    slot.item = null
  } else if (written.text !== '') {
    const as = place.quoted === 'yes' ? 'quote' : 'paragraph'
    collector.push({ kind: as, parent: slot.parent, caption: kind === 'caption', ...written })
  }
  for (const image of images) writeFigure(image, { text: '' }, place)
}

function writeElement(element: Element, place: Place): void {
  const { collector } = place
  place.enter?.(element)
  const id = attribute(element, 'id') ?? (element.tagName === 'a' ? attribute(element, 'name') : undefined)
  if (id) collector.anchor(id)
  if (leaveOut(element, collector) || isPageFurniture(element, place)) return
  if (isNotes(element)) writeNotes(element, place, writeFlow)
  else (WRITERS.get(element.tagName) ?? writeWrapper)(element, place)
}

const WRITERS = new Map<string, (element: Element, place: Place) => void>([
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map(name => [name, writeHeading] as const),
  ...['ul', 'ol', 'menu'].map(name => [name, writeList] as const),
  ['li', writeLooseItem],
  ['p', writeParagraph],
  ['blockquote', (quote, place) => writeFlow(childrenOf(quote), { ...deeper(place), quoted: 'yes' })],
  ['pre', writeCode],
  ['table', writeTableOrBox],
  ['figure', writeFigureElement],
  ['figcaption', writeCaption],
  ['hr', () => {}],
])

function writeTableOrBox(table: Element, place: Place): void {
  if (isBox(table)) writeFlow(childrenOf(table), deeper(place))
  else writeTable(table, deeper(place))
}

function writeCaption(caption: Element, place: Place): void {
  if (place.holders.has(caption)) writeFlow(childrenOf(caption), place)
  else writeLine(childrenOf(caption), place, 'caption')
}

/** One that goes on in an item belongs to it. */
function writeParagraph(element: Element, place: Place): void {
  if (attribute(element, 'data-depth') === undefined) writeWrapper(element, place)
  else
    writeFlow(childrenOf(element), { ...place, slot: { parent: itemAbove(depthOf(element) + 1, place), item: null } })
}

/** A wrapper is not there, but for the marks of an inline one, which its words keep. */
function writeWrapper(element: Element, place: Place): void {
  const inline = !isBlockElement(element)
  const page = /^(article|section|main|aside|figure|blockquote)$/.test(element.tagName) ? 'part' : place.page
  const around = inline ? [...place.around, element] : place.around
  writeFlow(childrenOf(element), { ...place, around, page })
}

function writeHeading(element: Element, place: Place): void {
  // In an item, a quote or a cell it is not a heading of the document, though it reads like one.
  if (place.depth > 0 || place.quoted === 'yes') {
    const strong = { ...element, tagName: 'strong', nodeName: 'strong' }
    writeLine(childrenOf(element), { ...place, around: [...place.around, strong] })
    return
  }
  const { images, text, html } = lineOf(childrenOf(element), place)
  const level = Number(element.tagName[1])
  const counted = attribute(element, 'data-number') ?? null
  if (text !== '') place.collector.push({ kind: 'heading', level, counted, text, html })
  for (const image of images) writeFigure(image, { text: '' }, place)
}

function writeList(list: Element, place: Place): void {
  const level = place.depth + 1
  const markers = markersOf(list, level)
  const inner = { ...deeper(place), depth: level }
  // Where an item holds nothing but a list, the items of that belong to what holds this one.
  const { parent } = place.slot
  for (const child of childrenOf(list)) {
    const isItem = isElement(child) && child.tagName === 'li'
    const item = isItem ? { level, marker: markers.next(child) } : null
    const id = isItem ? attribute(child, 'id') : undefined
    if (id) place.collector.anchor(id)
    if (isItem && isNotes(child)) writeNotes(child, inner, writeFlow)
    else writeFlow(isItem ? childrenOf(child) : [child], { ...inner, slot: { parent, item } })
  }
}

/** An item that says itself how deep it is; it belongs to the last one before it that is less deep. */
function writeLooseItem(element: Element, place: Place): void {
  const level = depthOf(element)
  if (level > OUTLINE_LIMITS.nesting) throw new DraftError('too-deep', 'list')
  const marker = attribute(element, 'data-marker') ?? bulletOf(level)
  const slot = { parent: itemAbove(level, place), item: { level, marker } }
  writeFlow(childrenOf(element), { ...place, depth: level, slot })
}

function depthOf(element: Element): number {
  return Math.max(1, Number(attribute(element, 'data-depth') ?? 1))
}

/** The item that was written last and holds those of that level. */
function itemAbove(level: number, place: Place): RawBlock | null {
  let above = place.collector.blocks.at(-1) ?? null
  while (above && !(above.kind === 'list-item' && above.level < level)) above = above.parent
  return above ?? place.slot.parent
}

function writeCode(element: Element, place: Place): void {
  const lines = clean(codeOf(element)).replace(/^\n+/, '').trimEnd()
  if (isBlank(lines)) return
  const text = lines.replace(/[\s\u0085]+/g, ' ').trim()
  place.collector.push({ kind: 'code', parent: place.slot.parent, text, html: `<code>${escapeHtml(lines)}</code>` })
}

function codeOf(element: Element): string {
  let code = ''
  visit(element, node => {
    if (isText(node)) code += node.value
    else if (node.nodeName === 'br') code += '\n'
  })
  return code
}

function writeFigureElement(element: Element, place: Place): void {
  const captions = find(element, inner => inner.tagName === 'figcaption')
  const images = find(element, inner => inner.tagName === 'img')
  const [first, ...others] = images
  const words = (nodes: Element[]) => nodes.map(wordsOf).join('').trim()
  if (!first || captions.length > 1 || wordsOf(element).trim() !== words(captions)) {
    writeFlow(childrenOf(element), place)
    return
  }
  const caption = captions[0] ? lineOf(childrenOf(captions[0]), place) : { text: '' }
  writeFigure(place.image(first), caption, place)
  for (const image of others) writeFigure(place.image(image), { text: '' }, place)
}

/** A figure without its image is there as long as it has words: its caption, or what it would have shown. */
function writeFigure(found: FoundImage, caption: { text: string }, place: Place): void {
  const html = imageHtml(found, place.collector)
  const alt = clean(found.alt).replace(/\s+/g, ' ').trim()
  if (html !== '') {
    place.collector.push({ kind: 'figure', parent: place.slot.parent, text: caption.text, html })
  } else if (caption.text !== '' || alt !== '') {
    const text = caption.text || alt
    place.collector.push({ kind: 'figure', parent: place.slot.parent, text, html: escapeHtml(text) })
  } else {
    place.collector.settle()
  }
}

function deeper(place: Place): Place {
  if (place.nesting >= OUTLINE_LIMITS.nesting) throw new DraftError('too-deep', `${OUTLINE_LIMITS.nesting}`)
  return { ...place, nesting: place.nesting + 1 }
}
