/** What stands between the beginning and the end of a story, a cell or a text box, one after the other. */
import { child, element, isElement, valOf, type XmlElement, type XmlNode } from '../archive/xml.js'
import { NOTE } from '../changes.js'
import { chosenAlternative, plainWords } from '../plain-words.js'
import { writeParagraphs } from './paragraph.js'
import type { Sheet } from './sheet.js'
import { isBox, writeTable } from './table.js'

export function writeFlow(nodes: readonly XmlNode[], sheet: Sheet): void {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!
    if (!isElement(node)) continue
    if (node.name === 'w:p') i += writeParagraphs(nodes, i, sheet) - 1
    else writeNode(node, sheet)
  }
}

function writeNode(node: XmlElement, sheet: Sheet): void {
  if (!SKIPPED.has(node.name)) (WRITERS.get(node.name) ?? writeChildren)(node, sheet)
}

const SKIPPED = new Set(['w:sectPr', 'w:sdtPr', 'w:tcPr'])

const WRITERS = new Map<string, (node: XmlElement, sheet: Sheet) => void>([
  ['w:tbl', writeTableOrBox],
  ['w:sdt', writeControl],
  ['mc:AlternateContent', (node, sheet) => writeFlow(chosenAlternative(node), sheet)],
  ['w:bookmarkStart', (node, { waiting }) => waiting.bookmarks.push(node.attributes['w:name'] ?? '')],
  ['w:altChunk', noteDocument],
  ['w:subDoc', noteDocument],
  [
    NOTE,
    ({ attributes }, { waiting }) => waiting.notes.push({ code: 'tracked-change', detail: attributes.detail ?? '' }),
  ],
  // Not allowed outside of a paragraph, and yet there are words in it.
  ['m:oMathPara', writeLooseWords],
  ['m:oMath', writeLooseWords],
  ['w:r', writeLooseWords],
  ['w:hyperlink', writeLooseWords],
])

function writeChildren(node: XmlElement, sheet: Sheet): void {
  writeFlow(node.children, sheet)
}

function writeLooseWords(node: XmlElement, sheet: Sheet): void {
  writeFlow([element('w:p', {}, [node])], sheet)
}

function noteDocument(node: XmlElement, { story, waiting }: Sheet): void {
  const detail = story.relationships.get(node.attributes['r:id'] ?? '')?.target ?? ''
  waiting.notes.push({ code: 'embedded-document', detail })
}

/** A frame around words is no table. */
function writeTableOrBox(node: XmlElement, sheet: Sheet): void {
  if (sheet.within === 'body' && isBox(node)) {
    writeFlow(cellsOfBox(node), sheet)
  } else {
    sheet.depth.end()
    writeTable(node, sheet)
  }
}

function cellsOfBox(table: XmlElement): XmlNode[] {
  return table.children.flatMap(row => (isElement(row) && row.name === 'w:tr' ? row.children : []))
}

/** A content control around blocks. Some stand for a part that Word makes. */
function writeControl(control: XmlElement, sheet: Sheet): void {
  const properties = child(control, 'w:sdtPr')
  const content = child(control, 'w:sdtContent')
  if (!content) return
  const gallery = valOf(child(properties, 'w:docPartObj'), 'w:docPartGallery') ?? ''
  if (/^table of (contents|figures|authorities)$/i.test(gallery)) sheet.story.file.contents.push(plainWords(content))
  else if (!child(properties, 'w:showingPlcHdr')) writeFlow(content.children, sheet)
  else sheet.waiting.notes.push({ code: 'form-field', detail: plainWords(content) })
}
