/** Tables of Word as mammoth reads them right: rows and cells without wrappers, headers marked, merged cells aligned. */
import { child, flagOf, isElement, valOf, type XmlElement, type XmlNode } from '../archive/xml.js'
import { NOTE } from '../changes.js'
import { plainWords } from '../plain-words.js'
import { wholeNumber } from '../styles/styles.js'
import { createSheet, endSheet, type Sheet, type Waiting } from './sheet.js'

interface Cell {
  content: XmlNode[]
  span: number
  merge: 'none' | 'restart' | 'continue'
}

/** Word has no more columns. */
const MAX_SPAN = 63

/** A single cell draws a frame around words. */
export function isBox(table: XmlElement): boolean {
  const [row, ...others] = rowsOf(table).filter(({ name }) => name === 'w:tr')
  return row !== undefined && others.length === 0 && cellsOf(row, () => {}).length === 1
}

export function writeTable(table: XmlElement, sheet: Sheet): void {
  const rows = rowsOf(table)
  const heads = headRows(table, rows, sheet)
  const waiting = sheet.waiting
  sheet.waiting = { notes: [], bookmarks: [] }
  const xml: string[] = []
  for (const row of rows) {
    if (row.name === NOTE) waiting.notes.push({ code: 'tracked-change', detail: row.attributes.detail ?? '' })
    else if (row.name === 'w:bookmarkStart') waiting.bookmarks.push(row.attributes['w:name'] ?? '')
    else xml.push(rowXml(row, heads.has(row) ? '<w:trPr><w:tblHeader/></w:trPr>' : '', waiting, sheet))
  }
  sheet.xml.push('<w:tbl>', ...xml, '</w:tbl>')
  sheet.waiting.notes.push(...waiting.notes)
  sheet.waiting.bookmarks.push(...waiting.bookmarks)
}

/** Rows, and what stands between them and has to be said. */
function rowsOf(parent: XmlElement): XmlElement[] {
  return parent.children.flatMap(node => {
    if (!isElement(node)) return []
    if (/^w:(tr|bookmarkStart)$/.test(node.name) || node.name === NOTE) return [node]
    return /^w:(sdt|sdtContent|customXml)$/.test(node.name) ? rowsOf(node) : []
  })
}

/** Rows that Word repeats on every page; else the first, if the table's style sets it off. */
function headRows(table: XmlElement, rows: readonly XmlElement[], { story }: Sheet): Set<XmlElement> {
  const all = rows.filter(({ name }) => name === 'w:tr')
  const marked = all.findIndex(row => flagOf(child(row, 'w:trPr'), 'w:tblHeader') !== true)
  if (marked > 0) return new Set(all.slice(0, marked))
  const properties = child(table, 'w:tblPr')
  const looks = child(properties, 'w:tblLook')?.attributes ?? {}
  const asked =
    looks['w:firstRow'] === undefined ? Number.parseInt(looks['w:val'] ?? '0', 16) & 0x20 : Number(looks['w:firstRow'])
  const isSetOff = asked && all.length > 1 && story.file.styles.hasHeadRow(valOf(properties, 'w:tblStyle'))
  return new Set(isSetOff ? all.slice(0, 1) : [])
}

function rowXml(row: XmlElement, properties: string, waiting: Waiting, sheet: Sheet): string {
  const cells = cellsOf(row, detail => waiting.notes.push({ code: 'tracked-change', detail }))
  return `<w:tr>${properties}${cells.map(cell => cellXml(cell, waiting, sheet)).join('')}</w:tr>`
}

function cellXml({ content, span, merge }: Cell, waiting: Waiting, sheet: Sheet): string {
  const marks =
    (span > 1 ? `<w:gridSpan w:val="${span}"/>` : '') + (merge === 'none' ? '' : `<w:vMerge w:val="${merge}"/>`)
  const inner = createSheet(sheet.story, 'block', sheet.flow)
  if (merge === 'continue') {
    noteMergedAway(content, inner, waiting)
    return `<w:tc><w:tcPr>${marks}</w:tcPr></w:tc>`
  }
  inner.waiting = { notes: waiting.notes.splice(0), bookmarks: waiting.bookmarks.splice(0) }
  inner.flow(content, inner)
  return `<w:tc><w:tcPr>${marks}</w:tcPr>${endSheet(inner)}</w:tc>`
}

/** What a cell that is merged into the one above still holds is not shown, and would go with it. */
function noteMergedAway(content: readonly XmlNode[], inner: Sheet, waiting: Waiting): void {
  const { paragraphs } = inner.story.file
  const before = paragraphs.length
  inner.flow(content, inner)
  const records = paragraphs.splice(before)
  waiting.notes.push(...records.flatMap(({ notes }) => notes), ...inner.waiting.notes)
  const words = plainWords(...content)
  if (words !== '') waiting.notes.push({ code: 'hidden-text', detail: words })
}

/** With empty ones where the row begins after or ends before the others, so that columns stay below each other. */
function cellsOf(row: XmlElement, changed: (detail: string) => void): Cell[] {
  const properties = child(row, 'w:trPr')
  const cells: Cell[] = []
  const space = (name: string) => {
    const span = wholeNumber(valOf(properties, name)) ?? 0
    if (span > 0) cells.push({ content: [], span: Math.min(span, MAX_SPAN), merge: 'none' })
  }
  space('w:gridBefore')
  for (const cell of wrappedCells(row)) {
    if (cell.name === NOTE) {
      changed(cell.attributes.detail ?? '')
      continue
    }
    const marks = child(cell, 'w:tcPr')
    const span = Math.min(Math.max(wholeNumber(valOf(marks, 'w:gridSpan')) ?? 1, 1), MAX_SPAN)
    const last = cells.at(-1)
    // Cells merged sideways, as old Word wrote them.
    if (last && child(marks, 'w:hMerge') && valOf(marks, 'w:hMerge') !== 'restart') {
      last.span += span
      last.content.push(...cell.children)
    } else {
      cells.push({ content: [...cell.children], span, merge: mergeOf(marks) })
    }
  }
  space('w:gridAfter')
  return cells
}

function wrappedCells(parent: XmlElement): XmlElement[] {
  return parent.children.flatMap(node => {
    if (!isElement(node)) return []
    if (node.name === 'w:tc' || node.name === NOTE) return [node]
    return /^w:(sdt|sdtContent|customXml)$/.test(node.name) ? wrappedCells(node) : []
  })
}

function mergeOf(marks: XmlElement | undefined): Cell['merge'] {
  if (!child(marks, 'w:vMerge')) return 'none'
  return valOf(marks, 'w:vMerge') === 'restart' ? 'restart' : 'continue'
}
