/** The words of a paragraph: runs, links, fields, references, and what stands between them. */
import type { WarningCode } from '../../outline/warnings.js'
import { child, isElement, ownWords, type XmlElement, type XmlNode } from '../archive/xml.js'
import { NOTE } from '../changes.js'
import { symbolOf } from '../numbering/symbols.js'
import { chosenAlternative, plainWords } from '../plain-words.js'
import type { Story } from '../reading.js'
import { layered, type RunLook, runLook } from '../styles/run-look.js'
import type { Role } from '../styles/styles.js'
import { readDrawing } from './drawings.js'
import { endField, linkOf, parsed } from './fields.js'
import { mathText } from './math.js'
import { BOOKMARK, createRunWriter, type NoteKind, type RunWriter } from './run-writer.js'

/** What a paragraph turned out to hold. */
export interface Content {
  runs: RunWriter
  notes: ContentNote[]
  /** Text boxes that are anchored in it. */
  boxes: XmlElement[]
  /** Words of it that belong to a table of contents. */
  contents: string
  /** Words that are not shown. */
  hidden: string
  /** Words before the first number that a caption counts by (`Table `), if there is one. */
  label: string | null
}

interface ContentNote {
  code: WarningCode
  detail: string
  /** Of a tracked change: how many letters stand before it. */
  at?: number
}

interface State {
  story: Story
  content: Content
  /** How the paragraph's style has its words look. */
  base: RunLook
  /** Whether fields that list contents may take its words. */
  contents: 'apart' | 'kept'
  link: string | null
  /** Inside of runs: how they look. */
  look: RunLook
}

/** Their results are lists of what stands elsewhere. */
const CONTENTS = new Set(['TOC', 'TOA', 'INDEX'])
const SKIPPED =
  /^w:(pPr|rPr|sdtPr|sdtEndPr|bookmarkEnd|commentRangeEnd|proofErr|perm(Start|End)|footnoteRef|endnoteRef|annotationRef|separator|continuationSeparator|lastRenderedPageBreak|pgNum|(moveFrom|moveTo|customXml)\w*Range(Start|End)|delInstrText)$/

/** @param kind a heading stays one within the field of a table of contents, which some files forget to close */
export function readContent(paragraph: XmlElement, base: RunLook, kind: Role['kind'], story: Story): Content {
  const runs = createRunWriter(story.file.addresses)
  const content: Content = { runs, notes: [], boxes: [], contents: '', hidden: '', label: null }
  const contents = kind === 'heading' ? 'kept' : 'apart'
  readNodes(paragraph.children, { story, content, base, contents, link: null, look: base })
  return content
}

function readNodes(nodes: readonly XmlNode[], state: State): void {
  for (const node of nodes) {
    // Wrappers say nothing of their own, nor does what is unknown: no word in them is lost.
    if (isElement(node) && !SKIPPED.test(node.name)) (READERS.get(node.name) ?? readChildren)(node, state)
  }
}

function readChildren(node: XmlElement, state: State): void {
  readNodes(node.children, state)
}

const READERS = new Map<string, (node: XmlElement, state: State) => void>([
  ['w:r', readRun],
  ['w:t', (node, state) => write(ownWords(node), state)],
  ['w:tab', (_, state) => write('\t', state)],
  ['w:ptab', (_, state) => write('\t', state)],
  ['w:br', (_, state) => breakLine(state)],
  ['w:cr', (_, state) => breakLine(state)],
  ['w:noBreakHyphen', (_, state) => write('\u2011', state)],
  ['w:softHyphen', (_, state) => write('\u00ad', state)],
  ['w:sym', writeSymbol],
  ['w:fldChar', readFieldCharacter],
  ['w:instrText', (node, { story }) => story.fields.instruct(ownWords(node))],
  ['w:fldSimple', readSimpleField],
  ['w:hyperlink', (node, state) => readNodes(node.children, { ...state, link: linkAt(node, state) ?? state.link })],
  ['w:footnoteReference', (node, state) => writeReference('footnote', node, state)],
  ['w:endnoteReference', (node, state) => writeReference('endnote', node, state)],
  ['w:commentRangeStart', noteComment],
  ['w:commentReference', noteComment],
  ['w:bookmarkStart', (node, { content }) => content.runs.bookmark(BOOKMARK.own + (node.attributes['w:name'] ?? ''))],
  ['m:oMath', writeEquation],
  ['w:drawing', addDrawing],
  ['w:pict', addDrawing],
  ['w:object', addDrawing],
  ['w:ruby', writeRuby],
  ['w:sdt', readControl],
  ['mc:AlternateContent', (node, state) => readNodes(chosenAlternative(node), state)],
  ['w:subDoc', noteDocument],
  ['w:altChunk', noteDocument],
  [NOTE, noteChange],
])

function readRun(node: XmlElement, state: State): void {
  const properties = child(node, 'w:rPr')
  readNodes(node.children, { ...state, look: properties ? lookOf(properties, state) : state.base })
}

function lookOf(properties: XmlElement, { story, base }: State): RunLook {
  const style = child(properties, 'w:rStyle')?.attributes['w:val']
  const styled = style === undefined ? base : layered(base, story.file.styles.character(style))
  return layered(styled, runLook(properties))
}

function write(text: string, state: State): void {
  const { story, content, look, link } = state
  const into = placeOf(state)
  if (into !== 'runs') {
    content[into] += text
    return
  }
  story.file.languages.count(text, look)
  content.runs.words(text, look, link ?? story.fields.link())
}

function breakLine(state: State): void {
  const into = placeOf(state)
  if (into === 'runs') state.content.runs.lineBreak()
  else state.content[into] += ' '
}

function placeOf({ story: { fields }, look, contents }: State): 'runs' | 'hidden' | 'contents' {
  if (look.hidden || !fields.shown()) return 'hidden'
  return contents === 'apart' && fields.within(CONTENTS) ? 'contents' : 'runs'
}

function note({ content }: State, code: WarningCode, detail: string): void {
  content.notes.push({ code, detail })
}

/** Changes that follow each other without a word between them are one: `− shall + should`. */
function noteChange({ attributes }: XmlElement, { content }: State): void {
  const { code, detail = '' } = attributes
  const at = content.runs.text().length
  const last = content.notes.at(-1)
  if (last?.at === at && last.code === code) last.detail += ` ${detail}`
  else content.notes.push({ code: code as WarningCode, detail, at })
}

function writeSymbol(node: XmlElement, state: State): void {
  const font = node.attributes['w:font'] ?? ''
  const code = Number.parseInt(node.attributes['w:char'] ?? '', 16)
  const sign = symbolOf(font, code)
  if (sign === null) note(state, 'symbol', `${font} ${node.attributes['w:char'] ?? ''}`)
  write(sign ?? '□', state)
}

function readFieldCharacter(node: XmlElement, state: State): void {
  const { fields } = state.story
  switch (node.attributes['w:fldCharType']) {
    case 'begin':
      fields.begin(node)
      break
    case 'separate': {
      const field = fields.separate(node)
      if (field) meetField(field.name, state)
      break
    }
    case 'end': {
      const ended = fields.end(node)
      if (ended?.result === 'none') showField(endField(ended.field), state)
    }
  }
}

function readSimpleField(node: XmlElement, state: State): void {
  const { story, content } = state
  const field = parsed(node.attributes['w:instr'] ?? '')
  meetField(field.name, state)
  if (CONTENTS.has(field.name)) {
    content.contents += plainWords(node)
    return
  }
  if (node.children.length === 0) showField(endField({ ...field, begin: node }), state)
  readNodes(node.children, { ...state, link: linkOf(field, story.file.bookmarks) ?? state.link })
}

function meetField(name: string, { content }: State): void {
  if (name === 'SEQ') content.label ??= content.runs.text()
}

function showField({ shown, code, detail }: ReturnType<typeof endField>, state: State): void {
  if (shown !== '') write(shown, state)
  if (code) note(state, code, detail)
}

function linkAt({ attributes }: XmlElement, { story }: State): string | null {
  const { 'r:id': id, 'w:anchor': anchor } = attributes
  const address = id === undefined ? '' : (story.relationships.get(id)?.target ?? '')
  return anchor === undefined ? address || null : `${address}#${anchor}`
}

function writeReference(kind: NoteKind, node: XmlElement, state: State): void {
  const { story, content } = state
  const id = node.attributes['w:id'] ?? ''
  const notes = kind === 'footnote' ? story.file.footnotes : story.file.endnotes
  const words = notes.get(id)
  if (!words) {
    note(state, 'other', `${kind} ${id}`)
    return
  }
  const into = placeOf(state)
  if (into !== 'runs') {
    content[into] += ` ${plainWords(words)} `
    return
  }
  content.runs.note(kind, id)
  story.file.references[kind].add(id)
}

function noteComment(node: XmlElement, state: State): void {
  const { comments } = state.story.file
  const id = node.attributes['w:id'] ?? ''
  const words = comments.get(id)
  if (words === undefined) return
  comments.delete(id)
  note(state, 'comment', words)
}

function noteDocument(node: XmlElement, state: State): void {
  note(state, 'embedded-document', state.story.relationships.get(node.attributes['r:id'] ?? '')?.target ?? '')
}

function writeEquation(node: XmlElement, state: State): void {
  const line = mathText(node).replace(/\s+/g, ' ').trim()
  note(state, 'equation', line)
  write(line === '' ? '[…]' : line, { ...state, look: {} })
}

function addDrawing(node: XmlElement, state: State): void {
  const { story, content, look } = state
  const { images, boxes, notes } = readDrawing(node, story)
  content.boxes.push(...boxes)
  content.notes.push(...notes)
  if (look.hidden) {
    note(state, 'hidden-text', images.map(({ alt }) => alt).join(' '))
    return
  }
  if (notes.some(({ code }) => code === 'equation')) write('[…]', state)
  for (const image of images) {
    story.file.shown.push(image)
    content.runs.bookmark(`${BOOKMARK.image}${story.file.shown.length - 1}`)
  }
}

/** The reading of a character stands after it. */
function writeRuby(node: XmlElement, state: State): void {
  readNodes(child(node, 'w:rubyBase')?.children ?? [], state)
  const reading = child(node, 'w:rt')
  if (!reading) return
  write('（', state)
  readNodes(reading.children, state)
  write('）', state)
}

/** A content control; what it asks to be filled in is no text of the draft. */
function readControl(node: XmlElement, state: State): void {
  const content = child(node, 'w:sdtContent')
  if (!content) return
  if (child(child(node, 'w:sdtPr'), 'w:showingPlcHdr')) note(state, 'form-field', plainWords(content))
  else readNodes(content.children, state)
}
