/**
 * Word files for tests, in a small notation: `docx({ body: p('One ', b('two')) })`. What a helper does not know is written
 * as XML; `w`, `r`, `m`, `wp`, `a`, `pic`, `wps`, `mc`, `v` and `o` are declared.
 */
import { strToU8, zipSync } from 'fflate'

export interface Parts {
  body: string
  styles?: string
  numbering?: string
  footnotes?: string
  endnotes?: string
  comments?: string
  header?: string
  title?: string
  /** Images by the id of their relationship. */
  media?: Record<string, { name: string; bytes: Uint8Array }>
  /** Addresses by the id of their relationship. */
  links?: Record<string, string>
  /** Further files of the archive. */
  files?: Record<string, Uint8Array | string>
}

const NAMESPACES = Object.entries({
  w: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  r: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  m: 'http://schemas.openxmlformats.org/officeDocument/2006/math',
  wp: 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing',
  a: 'http://schemas.openxmlformats.org/drawingml/2006/main',
  pic: 'http://schemas.openxmlformats.org/drawingml/2006/picture',
  wps: 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape',
  mc: 'http://schemas.openxmlformats.org/markup-compatibility/2006',
  v: 'urn:schemas-microsoft-com:vml',
  o: 'urn:schemas-microsoft-com:office:office',
  c: 'http://schemas.openxmlformats.org/drawingml/2006/chart',
})
  .map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
  .join('')

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'

/** The files of the archive, for tests that spoil one. */
export function docxFiles(parts: Parts): Record<string, Uint8Array> {
  const files: Record<string, string | Uint8Array> = {}
  const relations: [id: string, type: string, target: string, mode?: string][] = []
  const part = (type: string, root: string, content: string | undefined) => {
    if (content === undefined) return
    files[`word/${type}.xml`] = `<w:${root}${NAMESPACES}>${content}</w:${root}>`
    relations.push([type, type, `${type}.xml`])
  }
  part('styles', 'styles', parts.styles ?? STYLES)
  part('numbering', 'numbering', parts.numbering)
  part('footnotes', 'footnotes', parts.footnotes)
  part('endnotes', 'endnotes', parts.endnotes)
  part('comments', 'comments', parts.comments)
  part('header', 'hdr', parts.header)
  for (const [id, { name, bytes }] of Object.entries(parts.media ?? {})) {
    files[`word/media/${name}`] = bytes
    relations.push([id, 'image', `media/${name}`])
  }
  for (const [id, address] of Object.entries(parts.links ?? {})) relations.push([id, 'hyperlink', address, 'External'])
  files['word/document.xml'] = `<w:document${NAMESPACES}><w:body>${parts.body}</w:body></w:document>`
  files['word/_rels/document.xml.rels'] = relationships(relations)
  files['_rels/.rels'] = relationships([['main', 'officeDocument', 'word/document.xml']])
  files['[Content_Types].xml'] =
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
    `<Override PartName="/word/document.xml" ContentType="${MAIN}"/></Types>`
  Object.assign(files, parts.files)
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, typeof file === 'string' ? strToU8(file) : file]),
  )
}

export function docx(parts: Parts | string): Uint8Array {
  return zipSync(docxFiles(typeof parts === 'string' ? { body: parts } : parts))
}

function relationships(all: readonly [string, string, string, string?][]): string {
  const each = all.map(
    ([id, type, target, mode]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${escaped(target)}"${mode ? ` TargetMode="${mode}"` : ''}/>`,
  )
  return `<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&quot;')
}

/** Text that is not XML yet becomes a run. */
function runs(content: readonly string[]): string {
  return content.map(piece => (piece.startsWith('<') ? piece : r(piece))).join('')
}

/** A run. `properties` are XML. */
export function r(text: string, properties = ''): string {
  return `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`
}

export const b = (text: string) => r(text, '<w:b/>')
export const i = (text: string) => r(text, '<w:i/>')
export const hidden = (text: string) => r(text, '<w:vanish/>')

/** A paragraph; a first argument `Style: …` is the id of its style, `list 1.0` where it stands in a list. */
export function p(...content: string[]): string {
  return `<w:p>${runs(content)}</w:p>`
}

/** A paragraph with properties: `styled('Heading1', 'Scope')`; XML in the first argument stands as it is. */
export function styled(style: string, ...content: string[]): string {
  const properties = style.startsWith('<') ? style : `<w:pStyle w:val="${style}"/>`
  return `<w:p><w:pPr>${properties}</w:pPr>${runs(content)}</w:p>`
}

/** A paragraph in list `num` at `level`, from 0. */
export function item(num: number, level: number, ...content: string[]): string {
  return styled(`<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${num}"/></w:numPr>`, ...content)
}

const WHO = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'
export const ins = (...content: string[]) => `<w:ins ${WHO}>${runs(content)}</w:ins>`
export const del = (text: string) =>
  `<w:del ${WHO}><w:r><w:delText xml:space="preserve">${escaped(text)}</w:delText></w:r></w:del>`
export const moveTo = (...content: string[]) => `<w:moveTo ${WHO}>${runs(content)}</w:moveTo>`
export const moveFrom = (...content: string[]) => `<w:moveFrom ${WHO}>${runs(content)}</w:moveFrom>`
/** For `styled`: the mark at the paragraph's end is deleted. */
export const MARK_DELETED = `<w:rPr><w:del ${WHO}/></w:rPr>`

/** A field in three runs. */
export function field(instruction: string, ...result: string[]): string {
  const character = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`
  const separated = result.length > 0 ? character('separate') + runs(result) : ''
  return `${character('begin')}<w:r><w:instrText xml:space="preserve"> ${escaped(instruction)} </w:instrText></w:r>${separated}${character('end')}`
}

/** A table of rows of cells; a cell that is not XML is a paragraph of its own. `properties` are those of the table. */
export function table(rows: string[][], properties = ''): string {
  return `<w:tbl><w:tblPr>${properties}</w:tblPr>${rows.map(cells => row(cells)).join('')}</w:tbl>`
}

export function row(cells: string[], properties = ''): string {
  return `<w:tr><w:trPr>${properties}</w:trPr>${cells.map(content => cell(content)).join('')}</w:tr>`
}

export function cell(content: string, properties = ''): string {
  if (content.startsWith('<w:tc>')) return content
  return `<w:tc><w:tcPr>${properties}</w:tcPr>${content.startsWith('<w:') ? content : p(content)}</w:tc>`
}

export const bookmark = (name: string) => `<w:bookmarkStart w:id="7" w:name="${name}"/><w:bookmarkEnd w:id="7"/>`
export const link = (attributes: string, ...content: string[]) =>
  `<w:hyperlink ${attributes}>${runs(content)}</w:hyperlink>`
export const control = (properties: string, content: string) =>
  `<w:sdt><w:sdtPr>${properties}</w:sdtPr><w:sdtContent>${content}</w:sdtContent></w:sdt>`
export const footnoteMark = (id: number) => `<w:r><w:footnoteReference w:id="${id}"/></w:r>`
export const footnote = (id: number, content: string) => `<w:footnote w:id="${id}">${content}</w:footnote>`
export const comment = (id: number, content: string) =>
  `<w:comment w:id="${id}" w:author="Jane Doe">${p(content)}</w:comment>`
export const commentMark = (id: number) => `<w:r><w:commentReference w:id="${id}"/></w:r>`

export function picture(id: string, alt: string, attribute = 'r:embed'): string {
  return (
    `<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="${escaped(alt)}"/><a:graphic><a:graphicData>` +
    `<pic:pic><pic:blipFill><a:blip ${attribute}="${id}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`
  )
}

/** As Word writes it: a shape for those that know, and the same again for those that do not. */
export function textBox(content: string): string {
  const box = `<w:txbxContent>${content}</w:txbxContent>`
  return (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="2" name="Box"/><a:graphic><a:graphicData>' +
    `<wps:wsp><wps:txbx>${box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>` +
    `<mc:Fallback><w:pict><v:shape><v:textbox>${box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
  )
}

export function style(id: string, name: string, more = '', type = 'paragraph'): string {
  return `<w:style w:type="${type}" w:styleId="${id}"><w:name w:val="${name}"/>${more}</w:style>`
}

export const STYLES = [
  style('Heading1', 'heading 1', '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'),
  style('Heading2', 'heading 2', '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
  style('Title', 'Title'),
  style('Subtitle', 'Subtitle'),
  style('TOC1', 'toc 1'),
  style('TOCHeading', 'TOC Heading', '<w:basedOn w:val="Heading1"/>'),
  style('Caption', 'caption'),
  style('Quote', 'Quote'),
  style('Code', 'Source Code'),
  style('ListParagraph', 'List Paragraph'),
  style('Grid', 'Grid Table', '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>', 'table'),
  style('Verbatim', 'Verbatim Char', '', 'character'),
  style('Strong', 'Strong', '<w:rPr><w:b/></w:rPr>', 'character'),
].join('')

/** A level of a list: `level(0, 'decimal', '%1.')`. */
export function level(at: number, format: string, text: string, more = ''): string {
  return `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`
}

/** Abstract lists, and the lists that stand for them: `lists({ 1: [level(…)] }, { 1: 1, 2: 1 })`. */
export function lists(abstract: Record<number, string[]>, nums: Record<number, string | number>): string {
  const abstracts = Object.entries(abstract).map(
    ([id, levels]) => `<w:abstractNum w:abstractNumId="${id}">${levels.join('')}</w:abstractNum>`,
  )
  const all = Object.entries(nums).map(([id, of]) => {
    const [name, ...overrides] = `${of}`.split('+')
    return `<w:num w:numId="${id}"><w:abstractNumId w:val="${name}"/>${overrides.join('')}</w:num>`
  })
  return abstracts.join('') + all.join('')
}
