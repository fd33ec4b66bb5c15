/** A paragraph of Word: a heading, an item of a list, a caption, a line of code, or one that says nothing of itself. */
import {
  child,
  descendants,
  escapeXml,
  isElement,
  ownWords,
  valOf,
  type XmlElement,
  type XmlNode,
} from '../archive/xml.js'
import { type Content, readContent } from '../inline/inline.js'
import type { Marker } from '../numbering/numbering.js'
import { plainWords } from '../plain-words.js'
import type { ParagraphRecord } from '../reading.js'
import {
  type ListPlace,
  listPlace,
  type ParagraphStyle,
  type Role,
  roleOfOutline,
  type Styles,
} from '../styles/styles.js'
import { type Sheet, writeRecord } from './sheet.js'

/** Captions that Word counts begin with a word and the count, which may follow that of the chapter (`Table 2–1`). */
const LABEL = /^\s*\p{L}{1,30}\.?\s*[\p{N}.–-]*$/u

/** Writes the paragraph that stands there; hands back how many it took: lines of code are paragraphs of their own. */
export function writeParagraphs(nodes: readonly XmlNode[], at: number, sheet: Sheet): number {
  const { styles } = sheet.story.file
  const lines: XmlElement[] = []
  for (let next = at; next < nodes.length; next++) {
    const node = nodes[next]!
    if (!isElement(node) || node.name !== 'w:p' || roleOf(node, styles).kind !== 'code') break
    lines.push(node)
  }
  if (lines.length > 0 && sheet.within === 'body') {
    writeCode(lines, sheet)
    return lines.length
  }
  const paragraph = nodes[at] as XmlElement
  writeParagraph(paragraph, roleInPlace(roleOf(paragraph, styles), nodes, at, styles), sheet)
  return 1
}

export function roleOf(paragraph: XmlElement, styles: Styles): Role {
  const properties = child(paragraph, 'w:pPr')
  const { role } = styles.paragraph(valOf(properties, 'w:pStyle'))
  return role.kind === 'heading' || role.kind === 'text' ? (roleOfOutline(properties) ?? role) : role
}

/** A title within the text is a heading, as is one of contents above something else. */
function roleInPlace(role: Role, nodes: readonly XmlNode[], at: number, styles: Styles): Role {
  if (role.kind === 'title') return { kind: 'heading', level: 1 }
  if (role.kind === 'front-matter') return { kind: 'text' }
  if (role.kind !== 'contents-title') return role
  const next = nodes.slice(at + 1, at + 4).find(node => isElement(node) && node.name === 'w:p')
  const isAbove = next && isElement(next) && (roleOf(next, styles).kind === 'contents' || beginsContents(next))
  return isAbove ? { kind: 'contents' } : { kind: 'heading', level: 1 }
}

function beginsContents(paragraph: XmlElement): boolean {
  return descendants(paragraph, 'w:instrText').some(words => /^\s*TOC\b/.test(ownWords(words)))
}

function writeCode(lines: readonly XmlElement[], sheet: Sheet): void {
  const contents = lines.map(line => readContent(line, {}, 'code', sheet.story))
  const xml = contents.map(({ runs }) => runs.xml()).join('<w:r><w:br/></w:r>')
  sheet.depth.end()
  writeRecord({ tag: 'pre', attributes: {}, notes: contents.flatMap(notesOf) }, xml, sheet)
  for (const content of contents) writeBoxes(content, sheet)
}

function writeParagraph(paragraph: XmlElement, role: Role, sheet: Sheet): void {
  const { story } = sheet
  const properties = child(paragraph, 'w:pPr')
  const style = story.file.styles.paragraph(valOf(properties, 'w:pStyle'))
  const content = readContent(paragraph, style.look, role.kind, story)
  const notes = notesOf(content)
  if (content.contents.trim() !== '') story.file.contents.push(content.contents)
  if (role.kind === 'contents') {
    story.file.contents.push(content.runs.text())
    sheet.waiting.notes.push(...notes)
    return
  }
  // A paragraph that is not shown is not counted.
  const isHidden = content.hidden.trim() !== '' && content.runs.text().trim() === ''
  const own = listPlace(properties)
  const marker = isHidden ? null : story.file.numbering.next(own, style)
  const { tag, attributes } = sheet.within === 'block' ? LINE : recordOf(role, marker, content, { own, style }, sheet)
  // A count alone is no heading; in a cell it may be all that the author wants.
  const isEmpty = sheet.within === 'body' && content.runs.text().trim() === ''
  const prefix = isEmpty ? '' : markerXml(tag, marker, sheet)
  writeRecord({ tag, attributes, notes }, prefix + content.runs.xml(), sheet)
  writeBoxes(content, sheet)
}

function notesOf({ notes, hidden }: Content): ParagraphRecord['notes'] {
  const said = notes.map(({ code, detail }) => ({ code, detail }))
  return hidden.trim() === '' ? said : [...said, { code: 'hidden-text', detail: hidden.trim() }]
}

type Kind = Omit<ParagraphRecord, 'notes'>

const LINE: Kind = { tag: 'p', attributes: {} }
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const

function recordOf(
  role: Role,
  marker: Marker | null,
  { label, runs }: Content,
  { own, style }: { own: ListPlace; style: ParagraphStyle },
  { depth }: Sheet,
): Kind {
  if (role.kind === 'heading') {
    depth.end()
    const tag = HEADINGS[Math.min(role.level, HEADINGS.length) - 1]!
    return { tag, attributes: marker?.kind === 'number' ? { 'data-number': marker.text ?? '' } : {} }
  }
  if (role.kind === 'caption' || (label !== null && LABEL.test(label))) return { tag: 'figcaption', attributes: {} }
  if (marker?.kind === 'blank') return { tag: 'p', attributes: { 'data-depth': `${depth.of(marker)}` } }
  if (marker) {
    const attributes = { 'data-depth': `${depth.of(marker)}` }
    return { tag: 'li', attributes: marker.text === null ? attributes : { ...attributes, 'data-marker': marker.text } }
  }
  if (role.kind === 'quote') return { tag: 'blockquote', attributes: {} }
  if (runs.text().trim() === '') return LINE
  const continued = depth.continued(own.indent ?? style.list.indent ?? 0, style.continuesItem)
  return continued === 0 ? LINE : { tag: 'p', attributes: { 'data-depth': `${continued}` } }
}

/** What is printed before the words, where it is not the marker of a list's item. */
function markerXml(tag: Kind['tag'], marker: Marker | null, { within }: Sheet): string {
  if (!marker || tag === 'li' || marker.kind === 'blank') return ''
  if (marker.kind === 'bullet' && within === 'body') return ''
  const printed = `${marker.text ?? '•'}${marker.tight ? '' : ' '}`
  return `<w:r><w:t>${escapeXml(printed)}</w:t></w:r>`
}

/** Text boxes float beside the paragraph that they are anchored in, and are read after it. */
function writeBoxes({ boxes }: Content, sheet: Sheet): void {
  for (const box of boxes) {
    sheet.waiting.notes.push({ code: 'text-box', detail: plainWords(box) })
    sheet.flow(box.children, sheet)
  }
}
