import { directionOf, escapeMarkup, printable, runsOf } from '../text.js'

/**
 * The few words of WordprocessingML (ECMA-376, part 1, section 17) in which comments are written. Styles are named
 * here by their ids and described in frame.ts.
 */

/** How a run of text looks; without any it looks as its style says. */
export interface Look {
  bold?: true
  inserted?: true
  deleted?: true
  /** BCP 47, for the spelling checker and for the choice of glyphs. */
  language?: string | null
  /** Id of a character style. */
  style?: string
}

const LANGUAGE_TAG = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/

/** Text → runs, one for each direction in it; line ends become line breaks. */
export function run(text: string, look: Look = {}): string {
  let xml = ''
  for (const { text: words, direction } of runsOf(printable(text))) {
    xml += `<w:r>${runProperties(look, direction)}${breaks(words)}</w:r>`
  }
  return xml
}

// The order of the elements is that of the schema (CT_RPr): Word refuses files in which it is not kept.
function runProperties(look: Look, direction: 'ltr' | 'rtl'): string {
  let xml = ''
  if (look.style) xml += `<w:rStyle w:val="${look.style}"/>`
  if (look.bold) xml += '<w:b/><w:bCs/>'
  if (look.deleted) xml += '<w:strike/><w:color w:val="9B1C1C"/>'
  if (look.inserted) xml += '<w:color w:val="14612F"/><w:u w:val="single"/>'
  if (direction === 'rtl') xml += '<w:rtl/>'
  if (look.language && LANGUAGE_TAG.test(look.language))
    xml +=
      direction === 'rtl'
        ? `<w:lang w:bidi="${look.language}"/>`
        : `<w:lang w:val="${look.language}" w:eastAsia="${look.language}"/>`
  return xml && `<w:rPr>${xml}</w:rPr>`
}

function breaks(text: string): string {
  return text
    .split('\n')
    .map(line =>
      line
        .split('\t')
        .map(part => part && `<w:t xml:space="preserve">${escapeMarkup(part)}</w:t>`)
        .join('<w:tab/>'),
    )
    .join('<w:br/>')
}

/** Twentieths of a point by which a reply stands further in than what it answers. */
const INDENT = 400
/** Deeper replies stand no further in: the column would become too narrow to read. */
const DEEPEST = 4

export interface Place {
  style: string
  /** Depth in the thread. */
  depth?: number
  /** The text by whose direction the paragraph is laid out; left to right where there is none. */
  directionOf?: string
}

/** A paragraph of runs that are markup already. */
export function paragraph(place: Place, runs: string): string {
  const indent = Math.min(place.depth ?? 0, DEEPEST) * INDENT
  const own = OWN_INDENT[place.style] ?? 0
  const style = `<w:pStyle w:val="${place.style}"/>`
  // Replies stand in from the left whatever their direction; in a paragraph from right to left that is the far side.
  if (place.directionOf !== undefined && directionOf(place.directionOf) === 'rtl')
    return `<w:p><w:pPr>${style}<w:bidi/><w:ind w:left="0" w:right="${indent + own}"/></w:pPr>${runs}</w:p>`
  return `<w:p><w:pPr>${style}${indent ? `<w:ind w:left="${indent + own}"/>` : ''}</w:pPr>${runs}</w:p>`
}

/** Styles that stand in already, by how much: a reply's indent comes on top. */
const OWN_INDENT: Record<string, number> = { Quoted: 284, Response: 284, ResponseHead: 284 }

/** Lists of lines → paragraphs, each laid out in its own direction. */
export function paragraphs(place: Place, texts: readonly (readonly string[])[], look: Look = {}): string {
  return texts
    .map(lines => {
      const text = lines.join('\n')
      return paragraph({ ...place, directionOf: text }, run(text, look))
    })
    .join('')
}

/** A link to the web, as a field: unlike a hyperlink element it needs no entry in a list kept elsewhere in the file. */
export function link(url: string, runs: string): string {
  const address = escapeMarkup(url.replaceAll('"', '%22').replaceAll('\\', '%5C'))
  return (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' +
    `<w:r><w:instrText xml:space="preserve"> HYPERLINK "${address}" </w:instrText></w:r>` +
    `<w:r><w:fldChar w:fldCharType="separate"/></w:r>${runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>`
  )
}

/** A place that the contents refer to. Ids are unique in the document. */
export function bookmark(id: number, name: string, runs: string): string {
  return `<w:bookmarkStart w:id="${id}" w:name="${name}"/>${runs}<w:bookmarkEnd w:id="${id}"/>`
}
