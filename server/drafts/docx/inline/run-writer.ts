/** Writes what a paragraph holds as the few elements of WordprocessingML that mammoth is to see. */
import { escapeXml } from '../archive/xml.js'
import type { RunLook } from '../styles/run-look.js'

/** Runs with the style of this name are code; `read-docx.ts` says so to mammoth. */
export const CODE_STYLE = 'Code'

/** Names of bookmarks, so that neither the file's own nor ours are taken for the other. */
export const BOOKMARK = { own: 'b:', paragraph: 'p:', image: 'i:' }

export type NoteKind = 'footnote' | 'endnote'

export interface RunWriter {
  /** `link`: an address, or `#` and the name of a bookmark. */
  words(text: string, look: RunLook, link: string | null): void
  lineBreak(): void
  bookmark(name: string): void
  note(kind: NoteKind, id: string): void
  /** All words so far; a line break is `\n`. */
  text(): string
  xml(): string
}

/** Gives each address its id in the file of relationships. */
export type Addresses = Map<string, string>

const MARKS: { of(look: RunLook): boolean | undefined; xml: string }[] = [
  { of: look => look.code, xml: `<w:rStyle w:val="${CODE_STYLE}"/>` },
  { of: look => look.bold, xml: '<w:b/>' },
  { of: look => look.italic, xml: '<w:i/>' },
  { of: look => look.strike, xml: '<w:strike/>' },
  { of: look => look.script === 'superscript', xml: '<w:vertAlign w:val="superscript"/>' },
  { of: look => look.script === 'subscript', xml: '<w:vertAlign w:val="subscript"/>' },
]

export function createRunWriter(addresses: Addresses): RunWriter {
  let xml = ''
  let text = ''
  /** Words of one look that are not written yet. */
  let held = ''
  let marks = ''
  let inLink: string | null = null

  function flush(): void {
    if (held !== '') xml += `<w:r>${marks}<w:t>${escapeXml(held)}</w:t></w:r>`
    held = ''
  }

  function enterLink(link: string | null): void {
    if (link === inLink) return
    flush()
    if (inLink !== null) xml += '</w:hyperlink>'
    inLink = link
    if (link?.startsWith('#')) xml += `<w:hyperlink w:anchor="${escapeXml(BOOKMARK.own + link.slice(1))}">`
    else if (link !== null) xml += `<w:hyperlink r:id="${addressId(link, addresses)}">`
  }

  return {
    words(words, look, link) {
      const wanted = marksOf(look)
      if (link !== inLink || wanted !== marks) flush()
      enterLink(link)
      marks = wanted
      held += words
      text += words
    },
    lineBreak() {
      flush()
      xml += '<w:r><w:br/></w:r>'
      text += '\n'
    },
    bookmark(name) {
      flush()
      xml += `<w:bookmarkStart w:name="${escapeXml(name)}"/>`
    },
    note(kind, id) {
      enterLink(null)
      flush()
      xml += `<w:r><w:${kind}Reference w:id="${escapeXml(id)}"/></w:r>`
    },
    text: () => text,
    xml() {
      flush()
      enterLink(null)
      return xml
    },
  }
}

// Without `xml:space`, since mammoth keeps all white space anyway.
function marksOf(look: RunLook): string {
  let xml = ''
  for (const mark of MARKS) if (mark.of(look)) xml += mark.xml
  return xml === '' ? '' : `<w:rPr>${xml}</w:rPr>`
}

function addressId(address: string, addresses: Addresses): string {
  const id = addresses.get(address) ?? `a${addresses.size}`
  addresses.set(address, id)
  return id
}
