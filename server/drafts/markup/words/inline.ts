/**
 * The words within a block: a line with its marks, links, images and footnote references. Where a block can hold what
 * would otherwise be blocks (a table's cell, a footnote), they become lines and lists of that one block.
 */
import type { DraftImage } from '../../block.js'
import type { Collector } from '../../outline/outline.js'
import type { WarningCode } from '../../outline/warnings.js'
import {
  attribute,
  childrenOf,
  type Element,
  isBlockElement,
  isComment,
  isElement,
  isText,
  type Node,
  wordsOf,
} from '../tree/tree.js'
import { targetOf } from './links.js'
import { equationText } from './mathml.js'
import { createWriter, escapeHtml, type Writer, type Written } from './writer.js'

/** An image that was met: with its bytes, or with the reason why not. */
export type FoundImage = { alt: string } & ({ image: DraftImage } | { refused: WarningCode; detail: string })

export interface InlineContext {
  collector: Collector
  image(element: Element): FoundImage
  /** Elements around the blocks whose marks the words carry: a link around a heading. */
  around: readonly Element[]
  /** Called with the words of each comment between `<!--` and `-->`. */
  comment?(words: string): void
  /** Called as each block's element begins: a reader may have notes on it. */
  enter?(element: Element): void
}

export interface Line extends Written {
  /** Images met in it, which become blocks of their own. */
  images: FoundImage[]
}

/** Marks as they are kept. Others say how it looks, not what it means. */
const MARKS = new Map<string, string>(
  Object.entries({
    strong: 'strong',
    b: 'strong',
    em: 'em',
    i: 'em',
    cite: 'em',
    dfn: 'em',
    var: 'em',
    code: 'code',
    kbd: 'code',
    samp: 'code',
    tt: 'code',
    sub: 'sub',
    sup: 'sup',
    s: 's',
    strike: 's',
    ruby: 'ruby',
    rt: 'rt',
    rp: 'rp',
  }),
)

const LEFT_OUT = new Map<string, WarningCode>(
  Object.entries({
    script: 'active-content',
    template: 'hidden-text',
    math: 'equation',
    iframe: 'embedded-object',
    frame: 'embedded-object',
    object: 'embedded-object',
    embed: 'embedded-object',
    applet: 'embedded-object',
    video: 'embedded-object',
    audio: 'embedded-object',
    canvas: 'embedded-object',
    input: 'form-field',
    textarea: 'form-field',
    select: 'form-field',
    button: 'form-field',
  }),
)

/** They tell a browser of the page and how it looks; nobody reads them. */
const SILENT = new Set(['head', 'title', 'style', 'link', 'meta', 'base'])

/** Stands for something that is not here, where its absence would change the sense. */
const OMISSION = '[…]'

/** A line of words; its images are handed back. */
export function lineOf(nodes: readonly Node[], context: InlineContext): Line {
  const images: FoundImage[] = []
  const writer = createWriter()
  inside(writer, context, () =>
    writeNodes(nodes, { ...context, writer, inLink: linkAround(context), show: found => images.push(found) }),
  )
  return { ...writer.end(), images }
}

/** All of a cell or a footnote as one block; images stay in their place. */
export function contentOf(nodes: readonly Node[], context: InlineContext): Written {
  const writer = createWriter()
  const show = (found: FoundImage) => {
    const html = imageHtml(found, context.collector)
    if (html !== '') writer.insert(html)
  }
  inside(writer, context, () => writeNodes(nodes, { ...context, writer, inLink: linkAround(context), show }))
  return writer.end()
}

/** `<img>`, or nothing where it could not be taken over, which is noted. */
export function imageHtml(found: FoundImage, collector: Collector): string {
  if ('refused' in found) {
    collector.note(found.refused, [found.detail, found.alt].filter(Boolean).join(': '))
    return ''
  }
  return `<img src="/images/${found.image.hash}" alt="${escapeHtml(found.alt)}">`
}

interface State extends InlineContext {
  writer: Writer
  /** Where the link leads in which we are. */
  inLink: string | null
  show(found: FoundImage): void
}

function inside(writer: Writer, { around, ...rest }: InlineContext, write: () => void): void {
  // Links do not nest: the outermost is kept.
  let inLink: string | null = null
  const opened = around.map(element => {
    const mark = openMark(element, { ...rest, around, writer, inLink, show: () => {} })
    if (mark === 'a') inLink = ''
    return mark
  })
  write()
  for (const mark of opened.reverse()) if (mark !== '') writer.close()
}

function linkAround({ around }: InlineContext): string | null {
  const link = around.findLast(({ tagName }) => tagName === 'a')
  return (link && attribute(link, 'href')) ?? null
}

function writeNodes(nodes: readonly Node[], state: State): void {
  for (const node of nodes) {
    if (isText(node)) state.writer.words(node.value)
    else if (isElement(node)) writeElement(node, state)
    else if (isComment(node)) state.comment?.(node.data)
  }
}

function writeElement(element: Element, state: State): void {
  const { writer, collector } = state
  const id = attribute(element, 'id') ?? (element.tagName === 'a' ? attribute(element, 'name') : undefined)
  if (id) collector.anchor(id)
  if (element.tagName === 'br') {
    writer.lineBreak()
  } else if (element.tagName === 'img') {
    showImage(element, state)
  } else if (leaveOut(element, collector)) {
    if (element.tagName === 'math') writer.words(equationText(element) || OMISSION)
    else if (isCheckbox(element)) writer.words(attribute(element, 'checked') === undefined ? '☐' : '☑')
  } else if (isBlockElement(element)) {
    writeBlock(element, state)
  } else {
    writeMarked(element, state)
  }
}

/** An image becomes a block of its own, out of the link that it may stand in. */
function showImage(element: Element, state: State): void {
  if (state.inLink !== null) state.collector.note('link', state.inLink)
  state.show(state.image(element))
}

function writeMarked(element: Element, state: State): void {
  const { writer } = state
  const mark = openMark(element, state)
  if (element.tagName === 'q') writer.words('“')
  writeNodes(childrenOf(element), mark === 'a' ? { ...state, inLink: attribute(element, 'href') ?? '' } : state)
  if (element.tagName === 'q') writer.words('”')
  if (mark !== '') writer.close()
}

/** Opens the tag that keeps what the element means; '' where there is none. */
function openMark(element: Element, { writer, collector, inLink }: State): string {
  const { tagName } = element
  if (tagName === 'a' && inLink === null) {
    const href = attribute(element, 'href')
    if (href === undefined || href.trim() === '') return ''
    const target = targetOf(href)
    if (!target) {
      collector.note('link', href)
      return ''
    }
    // Resolved when it is known what stands where: see assemble.ts.
    writer.open('a', ` href="${escapeHtml('href' in target ? target.href : `#${target.id}`)}"`)
    return 'a'
  }
  const direction = attribute(element, 'dir')?.toLowerCase()
  const mark = MARKS.get(tagName) ?? (direction === 'rtl' || direction === 'ltr' || tagName === 'bdi' ? 'bdi' : '')
  if (tagName === 'bdo' && direction) writer.open('bdo', ` dir="${direction === 'rtl' ? 'rtl' : 'ltr'}"`)
  else if (mark === 'bdi') writer.open('bdi', direction === 'rtl' || direction === 'ltr' ? ` dir="${direction}"` : '')
  else if (mark !== '') writer.open(mark)
  return tagName === 'bdo' && direction ? 'bdo' : mark
}

/** Notes what is not taken over, and says whether it was that. */
export function leaveOut(element: Element, collector: Collector): boolean {
  const { tagName } = element
  if (SILENT.has(tagName)) return true
  if (tagName === 'svg') {
    collector.note('image-svg', wordsOf(element))
    return true
  }
  if (tagName === 'del') {
    collector.note('tracked-change', `− ${wordsOf(element)}`)
    return true
  }
  if (tagName === 'ins') collector.note('tracked-change', `+ ${wordsOf(element)}`)
  const code = LEFT_OUT.get(tagName) ?? (isHidden(element) ? 'hidden-text' : undefined)
  if (code === undefined) return false
  const words = tagName === 'math' ? equationText(element) : (attribute(element, 'src') ?? wordsOf(element))
  const detail = code === 'active-content' ? '' : words
  if (!isCheckbox(element) && attribute(element, 'type') !== 'hidden') {
    const said = [`<${tagName}>`, detail.startsWith('data:') ? '' : detail].join(' ')
    if (code !== 'hidden-text' || detail.trim() !== '') collector.note(code, said)
  }
  return true
}

function isCheckbox(element: Element): boolean {
  return element.tagName === 'input' && /^(checkbox|radio)$/i.test(attribute(element, 'type') ?? '')
}

function isHidden(element: Element): boolean {
  const hidden = attribute(element, 'hidden')
  if (hidden !== undefined && hidden !== 'until-found') return true
  return /(^|;)\s*(display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/i.test(
    attribute(element, 'style') ?? '',
  )
}

/** A block within a cell or a footnote: lists stay lists, all else becomes lines. */
function writeBlock(element: Element, state: State): void {
  const { writer } = state
  const { tagName } = element
  state.enter?.(element)
  if (tagName === 'table') state.collector.note('nested-table', wordsOf(element))
  if (tagName === 'ul' || tagName === 'ol' || tagName === 'li') {
    writer.space()
    writer.open(tagName)
    writeNodes(childrenOf(element), state)
    writer.close()
    writer.space()
  } else if (tagName === 'td' || tagName === 'th') {
    writer.space()
    writeNodes(childrenOf(element), state)
    writer.words(' ')
  } else {
    writer.lineBreak()
    writeNodes(childrenOf(element), state)
    writer.lineBreak()
  }
}
