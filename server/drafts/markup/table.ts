/** Tables: a block for the table, with its caption, and one for each row. */
import { DraftError } from '../block.js'
import type { RawBlock } from '../outline/outline.js'
import type { Place } from './place.js'
import { attribute, childrenOf, type Element, isElement } from './tree/tree.js'
import { contentOf } from './words/inline.js'

interface Row {
  element: Element
  /** All its cells are headers, whatever they are marked as. */
  head: 'head' | 'body'
}

/** Far more than any browser shows. */
const MAX_SPAN = 1000
const MAX_COLUMNS = 1000

/** A table that only draws a frame around its words, or that lays out a page: its words are not in a table. */
export function isBox(table: Element): boolean {
  const role = attribute(table, 'role')
  if (role === 'presentation' || role === 'none') return true
  const rows = rowsOf(table)
  return rows.length === 1 && cellsOf(rows[0]!.element).length === 1 && named(table, 'caption').length === 0
}

/** @throws DraftError too-large */
export function writeTable(table: Element, place: Place): void {
  const { collector, slot } = place
  const caption = contentOf(named(table, 'caption').flatMap(childrenOf), place)
  const rows = rowsOf(table)
  // A row may have no words and yet hold its place beside a cell that spans rows.
  const spanning = rows.some(row => cellsOf(row.element).some(cell => attribute(cell, 'rowspan') !== undefined))
  let block: RawBlock | null = null
  if (caption.text !== '') block = collector.push({ kind: 'table', parent: slot.parent, ...caption })
  for (const row of rows) {
    const { text, html, ids } = writtenRow(row, place)
    if (text === '' && !html.includes('<img') && !(spanning && html !== '')) continue
    block ??= collector.push({ kind: 'table', parent: slot.parent, ...caption })
    collector.push({ kind: 'table-row', parent: block, text, html }).ids.push(...ids)
  }
}

function writtenRow({ element, head }: Row, place: Place): { text: string; html: string; ids: string[] } {
  const id = attribute(element, 'id')
  const columns = cellsOf(element)
  if (columns.length > MAX_COLUMNS) throw new DraftError('too-large', `${MAX_COLUMNS} columns`)
  const cells = columns.map(cell => {
    const { text, html } = contentOf(childrenOf(cell), place)
    const tag = head === 'head' || cell.tagName === 'th' ? 'th' : 'td'
    return { text, html: `<${tag}${spans(cell)}>${html}</${tag}>`, id: attribute(cell, 'id') }
  })
  return {
    text: cells.flatMap(({ text }) => (text === '' ? [] : [text])).join(' | '),
    html: cells.map(({ html }) => html).join(''),
    ids: [id, ...cells.map(cell => cell.id)].filter(found => found !== undefined),
  }
}

function spans(cell: Element): string {
  const span = (name: string) => {
    const value = Number.parseInt(attribute(cell, name) ?? '', 10)
    return value > 1 ? ` ${name}="${Math.min(value, MAX_SPAN)}"` : ''
  }
  const scope = attribute(cell, 'scope') ?? ''
  return span('colspan') + span('rowspan') + (/^(row|col|rowgroup|colgroup)$/.test(scope) ? ` scope="${scope}"` : '')
}

/** In the order in which they are shown: a foot stands last, wherever it was written. */
function rowsOf(table: Element): Row[] {
  const inSection = (section: Element, head: Row['head']) =>
    named(section, 'tr').map((element): Row => ({ element, head }))
  const body = childrenOf(table).flatMap((node): Row[] => {
    if (!isElement(node)) return []
    if (node.tagName === 'tr') return [{ element: node, head: 'body' }]
    return node.tagName === 'tbody' ? inSection(node, 'body') : []
  })
  return [
    ...named(table, 'thead').flatMap(section => inSection(section, 'head')),
    ...body,
    ...named(table, 'tfoot').flatMap(section => inSection(section, 'body')),
  ]
}

function cellsOf(row: Element): Element[] {
  return childrenOf(row).filter((node): node is Element => isElement(node) && /^t[dh]$/.test(node.tagName))
}

function named(parent: Element, tagName: string): Element[] {
  return childrenOf(parent).filter((node): node is Element => isElement(node) && node.tagName === tagName)
}
