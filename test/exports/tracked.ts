import { strFromU8, unzipSync } from 'fflate'
import { SaxesParser } from 'saxes'

/** A paragraph of a Word document as it reads once all changes are accepted, and once all are rejected. */
export interface ReadParagraph {
  style: string
  accepted: string
  rejected: string
  marks: { op: 'ins' | 'del'; author: string; date: string; text: string }[]
  bold: string
}

/** Reads document.xml by itself: what a word processor would make of its tracked changes. Throws where it is no XML. */
export function readTracked(bytes: Uint8Array): { paragraphs: ReadParagraph[]; notes: string[]; files: string[] } {
  const files = unzipSync(bytes)
  const paragraphs: ReadParagraph[] = []
  const parser = new SaxesParser()
  let mark: ReadParagraph['marks'][number] | null = null
  let inText = false
  let isBold = false
  const current = () => paragraphs.at(-1)!
  const put = (text: string) => {
    const paragraph = current()
    if (mark?.op !== 'del') paragraph.accepted += text
    if (mark?.op !== 'ins') paragraph.rejected += text
    if (mark) mark.text += text
    if (isBold) paragraph.bold += text
  }
  parser.on('opentag', ({ name, attributes }) => {
    const value = (attribute: string) => String(attributes[attribute] ?? '')
    if (name === 'w:p') paragraphs.push({ style: '', accepted: '', rejected: '', marks: [], bold: '' })
    if (name === 'w:pStyle') current().style = value('w:val')
    if (name === 'w:ins' || name === 'w:del') {
      mark = { op: name === 'w:ins' ? 'ins' : 'del', author: value('w:author'), date: value('w:date'), text: '' }
      current().marks.push(mark)
    }
    if (name === 'w:r') isBold = false
    if (name === 'w:b') isBold = true
    if (name === 'w:br') put('\n')
    if (name === 'w:t' || name === 'w:delText') inText = true
  })
  parser.on('text', text => {
    if (inText) put(text)
  })
  parser.on('closetag', ({ name }) => {
    if (name === 'w:ins' || name === 'w:del') mark = null
    if (name === 'w:t' || name === 'w:delText') inText = false
  })
  parser.write(strFromU8(files['word/document.xml']!)).close()
  const notes = strFromU8(files['word/comments.xml'] ?? new Uint8Array()).match(/<w:t[ >][^<]*<\/w:t>/g) ?? []
  return { paragraphs, notes: notes.map(note => note.replace(/<[^>]+>/g, '')), files: Object.keys(files) }
}
