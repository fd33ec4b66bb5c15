/** HTML, and Markdown that has become HTML → blocks. */
import { collectImages, type Images } from '../images.js'
import { type Collector, createCollector, type Outline } from '../outline/outline.js'
import { anchorHeadings, markdownToHtml } from './markdown/markdown.js'
import { parseDocument, parsePart } from './tree/parse.js'
import { attribute, type Element, find, type Parent, wordsOf } from './tree/tree.js'
import { walk } from './walk.js'
import type { FoundImage } from './words/inline.js'
import { clean } from './words/writer.js'

export function readHtml(source: string): Outline {
  const document = parseDocument(source)
  // Pages are full of comments by the programs that made them.
  const outline = outlineOf(document, { comments: 'skipped', finish: () => {} })
  const [title] = find(
    document,
    element => element.tagName === 'title' && (element.parentNode as Element | null)?.tagName === 'head',
  )
  const [html] = find(document, element => element.tagName === 'html')
  return {
    ...outline,
    title: titleInHeader(document) ?? (title ? line(wordsOf(title)) || null : null),
    language: html ? (attribute(html, 'lang') ?? attribute(html, 'xml:lang') ?? null) : null,
  }
}

export function readMarkdown(source: string): Outline {
  const { html, front, asides } = markdownToHtml(source)
  const outline = outlineOf(parsePart(html), { comments: 'noted', finish: anchorHeadings })
  outline.notes.unshift(...asides)
  if (front.rest !== '') outline.notes.unshift({ code: 'front-matter', at: null, detail: front.rest })
  return { ...outline, title: front.title, language: front.language }
}

interface Reading {
  comments: 'noted' | 'skipped'
  finish(collector: Collector): void
}

function outlineOf(root: Parent, { comments, finish }: Reading): Outline {
  const collector = createCollector()
  const images = collectImages()
  const comment = (words: string) => {
    if (comments === 'noted' && /\p{L}/u.test(words)) collector.note('comment', words)
  }
  walk(root, { collector, comment, image: element => imageOf(element, images) })
  finish(collector)
  return { title: null, language: null, blocks: collector.blocks, notes: collector.notes, images: images.kept() }
}

/** A title that stands in the page's header, which is not part of the text; else the heading itself is found later. */
function titleInHeader(document: Parent): string | null {
  const titled = find(
    document,
    element => element.tagName === 'h1' && (element.parentNode as Element | null)?.tagName === 'header',
  )
  return titled[0] ? line(wordsOf(titled[0])) || null : null
}

function line(words: string): string {
  return clean(words).replace(/\s+/g, ' ').trim()
}

const DATA = /^data:[^,]*,/i

function imageOf(element: Element, images: Images): FoundImage {
  const alt = attribute(element, 'alt') ?? ''
  const source = (attribute(element, 'src') ?? '').trim()
  const head = DATA.exec(source)?.[0]
  if (head !== undefined) {
    const content = source.slice(head.length)
    const bytes = /;base64,$/i.test(head) ? Buffer.from(content, 'base64') : Buffer.from(percentDecoded(content))
    const taken = images.take(bytes)
    return 'refused' in taken ? { alt, refused: taken.refused, detail: taken.detail } : { alt, image: taken }
  }
  return { alt, refused: /^(https?:)?\/\//i.test(source) ? 'image-external' : 'image-missing', detail: source }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
