/**
 * A Word file → blocks. mammoth makes HTML of it, which is read like any other; but before that, the file is read once here
 * and written anew with what mammoth knows: paragraphs of words, links, notes and tables. What it has no idea of (numbering,
 * tracked changes, fields, what a style means) is resolved or noted on the way.
 */
import mammoth from 'mammoth'
import { DraftError } from '../block.js'
import { collectImages } from '../images.js'
import { attribute } from '../markup/tree/tree.js'
import { walk } from '../markup/walk.js'
import { titleHeading } from '../numbers/numbers.js'
import { createCollector, type Outline } from '../outline/outline.js'
import { openPackage, type Package } from './archive/package.js'
import {
  child,
  childrenNamed,
  descendants,
  element,
  escapeXml,
  isElement,
  ownWords,
  type XmlElement,
} from './archive/xml.js'
import { writeFlow } from './blocks/flow.js'
import { createSheet, endSheet } from './blocks/sheet.js'
import { acceptChanges } from './changes.js'
import { IMAGE_INDEX, restore } from './from-mammoth.js'
import { createFields } from './inline/fields.js'
import { type Addresses, CODE_STYLE, type NoteKind } from './inline/run-writer.js'
import { createLanguages } from './languages.js'
import { readNumbering } from './numbering/numbering.js'
import { plainWords } from './plain-words.js'
import type { Story, WordFile } from './reading.js'
import { readStyles } from './styles/styles.js'
import { takeTitlePage } from './title-page.js'

/** @throws DraftError macros, unknown-type, damaged, encrypted, zip-bomb, too-deep, too-large, too-many-blocks */
export async function readDocx(bytes: Uint8Array): Promise<Outline> {
  const opened = openPackage(bytes)
  const body = child(opened.xml(opened.main), 'w:body')
  if (!body) throw new DraftError('damaged', 'w:body')
  const footnotes = notesOf(opened, 'footnote')
  const endnotes = notesOf(opened, 'endnote')
  const looks = [body, ...footnotes.values(), ...endnotes.values()].reduce((sum, root) => sum + acceptChanges(root), 0)
  const file = wordFile(opened, body, footnotes, endnotes)
  const { title, lines, rest } = takeTitlePage(body.children, file.styles)
  const story = storyOf(opened.main, body, file)
  const sheet = createSheet(story, 'body', writeFlow)
  writeFlow(rest, sheet)
  const simplified = {
    'word/document.xml': `<w:body>${endSheet(sheet)}</w:body>`,
    'word/footnotes.xml': notesXml('footnote', file),
    'word/endnotes.xml': notesXml('endnote', file),
  }
  const { html, complaints } = await convert(simplified, file.addresses)
  const outline = outlineOf(html, file)
  const contents = file.contents.map(words => words.replace(/\s+/g, ' ').trim()).filter(Boolean)
  const whole = (code: Outline['notes'][number]['code'], detail: string) => ({ code, at: null, detail })
  outline.notes.unshift(
    ...lines.map(line => whole('title-page', line)),
    ...(contents.length > 0 ? [whole('contents', contents.join(' · '))] : []),
    ...pageFurniture(opened).map(words => whole('header-footer', words)),
    ...(looks > 0 ? [whole('tracked-looks', `${looks}`)] : []),
    ...[...file.comments.values()].map(words => whole('comment', words)),
    ...complaints.map(words => whole('other', words)),
  )
  const stated = titleHeading(outline.blocks) ? null : coreProperty(opened, 'dc:title')
  return { ...outline, title: title ?? stated, language: file.languages.most() ?? coreProperty(opened, 'dc:language') }
}

function wordFile(
  opened: Package,
  body: XmlElement,
  footnotes: WordFile['footnotes'],
  endnotes: WordFile['endnotes'],
): WordFile {
  const styles = readStyles(opened.related('styles'))
  const bookmarks = descendants(body, 'w:bookmarkStart').map(({ attributes }) => attributes['w:name'] ?? '')
  const comments = childrenNamed(opened.related('comments'), 'w:comment')
  return {
    package: opened,
    styles,
    numbering: readNumbering(opened.related('numbering'), styles),
    bookmarks: new Set(bookmarks),
    footnotes,
    endnotes,
    comments: new Map(comments.map(comment => [comment.attributes['w:id'] ?? '', plainWords(...comment.children)])),
    images: collectImages(),
    languages: createLanguages(styles.defaults),
    addresses: new Map(),
    paragraphs: [],
    shown: [],
    written: 0,
    references: { footnote: new Set(), endnote: new Set() },
    contents: [],
  }
}

function storyOf(part: string, root: XmlElement, file: WordFile): Story {
  return { file, relationships: file.package.relationships(part), fields: createFields(root, file.bookmarks) }
}

/** By id; not those that only draw the line above them. */
function notesOf(opened: Package, kind: NoteKind): Map<string, XmlElement> {
  const notes = childrenNamed(opened.related(`${kind}s`), `w:${kind}`)
  return new Map(
    notes.flatMap(note => {
      const { 'w:id': id = '', 'w:type': type = 'normal' } = note.attributes
      return type === 'normal' ? [[id, note] as const] : []
    }),
  )
}

/** The notes that were referred to. */
function notesXml(kind: NoteKind, file: WordFile): string {
  const part = file.package.relatedParts(`${kind}s`)[0]
  const notes = kind === 'footnote' ? file.footnotes : file.endnotes
  if (part === undefined || file.references[kind].size === 0) return ''
  const story = storyOf(part, element('', {}, [...notes.values()]), file)
  return [...file.references[kind]]
    .map(id => {
      const sheet = createSheet(story, 'block', writeFlow)
      writeFlow(notes.get(id)?.children ?? [], sheet)
      return `<w:${kind} w:id="${escapeXml(id)}">${endSheet(sheet)}</w:${kind}>`
    })
    .join('')
}

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const ROOTS = { 'word/document.xml': 'document', 'word/footnotes.xml': 'footnotes', 'word/endnotes.xml': 'endnotes' }
const STYLES =
  `<w:styles xmlns:w="${W}"><w:style w:type="character" w:styleId="${CODE_STYLE}">` +
  `<w:name w:val="${CODE_STYLE}"/></w:style></w:styles>`

const OPTIONS = {
  styleMap: [`r[style-name='${CODE_STYLE}'] => code`],
  includeDefaultStyleMap: false,
  includeEmbeddedStyleMap: false,
}

/**
 * Files as mammoth wants them once it has opened an archive. Its types do not name this input, which its own tests use; it
 * saves packing and unpacking what is in memory already, a third of the time on a first file. docs/decisions/0041.
 */
function archiveOf(files: ReadonlyMap<string, string>) {
  const file = {
    exists: (name: string) => files.has(name),
    read: async (name: string) => files.get(name) ?? '',
  }
  return { file } as unknown as Parameters<typeof mammoth.convertToHtml>[0]
}

async function convert(stories: Record<keyof typeof ROOTS, string>, addresses: Addresses) {
  const targets = [...addresses].map(
    ([address, id]) =>
      `<Relationship Id="${id}" Type="${R}/hyperlink" Target="${escapeXml(address)}" TargetMode="External"/>`,
  )
  const links = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets.join('')}</Relationships>`
  const files = new Map([['word/styles.xml', STYLES]])
  for (const [name, root] of Object.entries(ROOTS)) {
    const story = stories[name as keyof typeof ROOTS]
    if (story === '') continue
    files.set(name, `<w:${root} xmlns:w="${W}" xmlns:r="${R}">${story}</w:${root}>`)
    files.set(`word/_rels/${root}.xml.rels`, links)
  }
  const { value, messages } = await mammoth.convertToHtml(archiveOf(files), OPTIONS)
  return { html: value, complaints: messages.map(({ message }) => message) }
}

function outlineOf(html: string, file: WordFile): Outline {
  const { root, records } = restore(html, file.paragraphs)
  const collector = createCollector()
  walk(root, {
    collector,
    image: image =>
      file.shown[Number(attribute(image, IMAGE_INDEX))] ?? { alt: '', refused: 'image-missing', detail: '' },
    enter(paragraph) {
      for (const { code, detail } of records.get(paragraph)?.notes ?? []) collector.note(code, detail)
    },
  })
  return { title: null, language: null, blocks: collector.blocks, notes: collector.notes, images: file.images.kept() }
}

/** The words of headers and footers, each once; page numbers alone say nothing. */
function pageFurniture(opened: Package): string[] {
  const parts = [...opened.relatedParts('header'), ...opened.relatedParts('footer')]
  const words = parts.map(part => {
    const root = opened.xml(part)
    return root
      ? [plainWords(root), ...descendants(root, 'v:textpath').map(path => path.attributes.string ?? '')]
          .join(' ')
          .trim()
      : ''
  })
  return [...new Set(words)].filter(line => /\p{L}/u.test(line))
}

function coreProperty(opened: Package, name: string): string | null {
  const part = [...opened.relationships('').values()].find(({ type }) => type === 'core-properties')?.target
  const found = child(part === undefined ? undefined : opened.xml(part), name)
  return (found && isElement(found) ? ownWords(found).trim() : '') || null
}
