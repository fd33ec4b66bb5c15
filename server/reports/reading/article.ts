/**
 * The text of a version as a reader gets it: paragraphs, as they stand in the database, become one article in which
 * headings, lists, tables, figures and footnotes are what they say, and each can be addressed and commented on. Pure.
 *
 * The number of comments by each paragraph changes all the time and the rest never does. So an article is kept as the
 * pieces between those numbers, and a page is made by putting them together: `fillIn`.
 */
import type { Paragraph } from '../../database/schema.js'
import { escapeHtml, linkWithin } from './inline.js'
import { listTags, runsOf } from './lists.js'
import { headRows, withScope } from './tables.js'

export type ArticleParagraph = Pick<
  Paragraph,
  'id' | 'position' | 'parent_position' | 'kind' | 'level' | 'number' | 'slug' | 'marker' | 'text' | 'html'
>

export interface ArticleOptions {
  /** The version's number: the paragraphs' pages lie below it. */
  version: number
  /** The heading above the footnotes, in the language of the page. */
  footnotes: string
  /** Set where the page is in another language than the text: what is the page's own says so. */
  pageLanguage: { lang: string; dir: string } | null
  /** Whether paragraphs lead to their comments; a draft that is not published has none. */
  comments: 'linked' | 'none'
}

export interface Article {
  /** HTML before, between and after the marks of comments: one more than there are marks. */
  pieces: readonly string[]
  /** By which paragraphs the marks stand, in their order. */
  marks: readonly Pick<Paragraph, 'id' | 'number'>[]
}

/** Paragraphs of one version in the order of their positions → the inside of its `<article>`. */
export function composeArticle(paragraphs: readonly ArticleParagraph[], options: ArticleOptions): Article {
  const pieces: string[] = []
  const marks: Article['marks'][number][] = []
  const context: Context = {
    options,
    html: '',
    mark(paragraph) {
      pieces.push(context.html)
      context.html = ''
      marks.push({ id: paragraph.id, number: paragraph.number })
    },
    childrenOf: childrenIn(paragraphs),
    headings: headingTags(paragraphs),
    footnotes: referrersIn(paragraphs),
    footnoteLists: 0,
  }
  writeBlocks(context.childrenOf(null), context)
  return { pieces: [...pieces, context.html], marks }
}

/** How many published comments stand by a paragraph: written on this draft, and carried from earlier ones. */
export interface Counted {
  own: number
  carried: number
}

/** What a mark of comments says: to the eye, and in full. */
export interface MarkWords {
  short: string
  /** Holds the paragraph's number where `NUMBER` stands. */
  full: string
}

/** What changes all the time. */
export interface Filling {
  counts: ReadonlyMap<Paragraph['id'], Counted>
  /** Asked once for each pair of numbers. */
  words(counted: Counted): MarkWords
  /** Goes to the addresses of the paragraphs' pages. */
  query: string
  /** HTML that follows a paragraph: what stood after it in an earlier draft. `WHOLE_REPORT_ID`: at the beginning. */
  gone: ReadonlyMap<Paragraph['id'], string>
}

/** Under this id stand, in `comment_counts`, the comments on the report as a whole. */
export const WHOLE_REPORT_ID: Paragraph['id'] = '0'

/** What a draft's own title is numbered: it names the whole and not a section. */
export const TITLE = 'title'

/** Stands for a paragraph's number in words that are the same for all paragraphs. */
export const NUMBER = '\u0001'

const NONE: Counted = { own: 0, carried: 0 }

/** The article with the marks of comments by each paragraph. */
export function fillIn({ pieces, marks }: Article, { counts, words, query, gone }: Filling): string {
  const known = new Map<string, { before: string; after: string }>()
  let html = (gone.get(WHOLE_REPORT_ID) ?? '') + pieces[0]!
  for (const [k, { id, number }] of marks.entries()) {
    const counted = counts.get(id) ?? NONE
    const key = `${counted.own} ${counted.carried}`
    let mark = known.get(key)
    if (!mark) {
      const { short, full } = words(counted)
      const [before = '', after = ''] = escapeHtml(full).split(NUMBER)
      mark = { before: `${query}" aria-label="${before}`, after: `${after}">${escapeHtml(short)}</a>` }
      known.set(key, mark)
    }
    html += mark.before + escapeHtml(number) + mark.after + (gone.get(id) ?? '') + pieces[k + 1]
  }
  return html
}

interface Context {
  options: ArticleOptions
  html: string
  /** Ends a piece: here stands what changes. */
  mark(paragraph: ArticleParagraph): void
  childrenOf(position: number | null): readonly ArticleParagraph[]
  /** Level in the file → `h2` to `h6`, without gaps. */
  headings: ReadonlyMap<number, string>
  /** Slug of a footnote → the paragraphs that refer to it. */
  footnotes: ReadonlyMap<string, readonly ArticleParagraph[]>
  footnoteLists: number
}

function writeBlocks(blocks: readonly ArticleParagraph[], context: Context): void {
  for (const run of runsOf(blocks)) {
    const kind = run[0]!.kind
    if (kind === 'list-item') writeList(run, context)
    else if (kind === 'footnote') writeFootnotes(run, context)
    else for (const block of run) writeBlock(block, context)
  }
}

function writeBlock(block: ArticleParagraph, context: Context): void {
  open('div', block, context)
  writeContent(block, context)
  close(block, context)
  context.html += '</div>\n'
  if (block.kind !== 'table') writeBlocks(context.childrenOf(block.position), context)
}

function writeContent(block: ArticleParagraph, context: Context): void {
  const inner = linkWithin(block.html, context.footnotes)
  switch (block.kind) {
    case 'heading': {
      const tag = context.headings.get(block.level)
      context.html += `<${tag}>${inner}</${tag}>`
      break
    }
    case 'quote':
      context.html += `<blockquote><p>${inner}</p></blockquote>`
      break
    case 'code':
      // Long lines are scrolled to, by the keyboard as well.
      context.html += `<pre tabindex="0">${inner}</pre>`
      break
    case 'figure':
      context.html += figure(block)
      break
    case 'table':
      writeTable(block, context)
      break
    default:
      context.html += `<p>${inner}</p>`
  }
}

function figure({ html, text }: ArticleParagraph): string {
  if (!html.startsWith('<img')) return `<figure><figcaption>${html}</figcaption></figure>`
  const caption = text === '' ? '' : `<figcaption>${escapeHtml(text)}</figcaption>`
  return `<figure>${html.replace('<img', '<img loading="lazy"')}${caption}</figure>`
}

function writeList(items: readonly ArticleParagraph[], context: Context): void {
  const list = listTags(items.map(item => item.marker))
  context.html += `${list.open}\n`
  for (const [k, item] of items.entries()) {
    open('li', item, context, list.items[k]!.attributes)
    context.html += `<p>${list.items[k]!.marker}${linkWithin(item.html, context.footnotes)}</p>`
    close(item, context)
    const nested = context.childrenOf(item.position)
    if (nested.length) context.html += '\n'
    writeBlocks(nested, context)
    context.html += '</li>\n'
  }
  context.html += `${list.close}\n`
}

function writeTable(table: ArticleParagraph, context: Context): void {
  const rows = context.childrenOf(table.position)
  const heads = headRows(rows)
  const caption = table.html === '' ? '' : `<caption>${linkWithin(table.html, context.footnotes)}</caption>`
  const label = escapeHtml(table.number)
  context.html += `<div class="table-box" tabindex="0" role="region" aria-label="${label}"><table>${caption}\n`
  if (heads > 0) context.html += '<thead>\n'
  for (const [k, row] of rows.entries()) {
    if (k === heads) context.html += heads > 0 ? '</thead><tbody>\n' : '<tbody>\n'
    const cells = withScope(linkWithin(row.html, context.footnotes), k < heads ? 'col' : 'row')
    context.html += `<tr${identity(row)}>${cells}<td class="links">`
    // “row 5”: the table's own number stands above it.
    const within = row.number.startsWith(`${table.number} `) ? row.number.slice(table.number.length + 1) : row.number
    context.html += numberLink(row, within)
    close(row, context)
    context.html += '</td></tr>\n'
  }
  context.html += `${heads === rows.length ? '</thead>' : '</tbody>'}</table></div>`
}

function writeFootnotes(notes: readonly ArticleParagraph[], context: Context): void {
  const { options } = context
  const id = context.footnoteLists++ === 0 ? ' id="footnotes"' : ''
  context.html += `<section class="footnotes"><h2${id}${pageLanguage(options)}>${escapeHtml(options.footnotes)}</h2>\n`
  for (const note of notes) {
    open('div', note, context, ' role="doc-footnote"')
    // A note may hold a list, which no <p> can.
    context.html += `<div>${linkWithin(note.html, context.footnotes)}</div>`
    for (const from of context.footnotes.get(note.slug) ?? [])
      context.html += ` <a class="back" role="doc-backlink" href="#p-${escapeHtml(from.slug)}">↩ ${escapeHtml(from.number)}</a>`
    close(note, context)
    context.html += '</div>\n'
  }
  context.html += '</section>\n'
}

function open(tag: string, block: ArticleParagraph, context: Context, attributes = ''): void {
  context.html += `<${tag}${identity(block)}${attributes}>${numberLink(block, block.number)}`
}

const identity = (block: ArticleParagraph) =>
  ` class="block kind-${block.kind}${printsNumber(block) ? ' numbered' : ''}" id="p-${escapeHtml(block.slug)}"`

/** A heading that prints its own number, and the document's title, which has none, need it in the margin no second time. */
const printsNumber = ({ kind, number, text }: ArticleParagraph) =>
  kind === 'heading' && (text.startsWith(number) || number === TITLE)

const numberLink = ({ slug }: ArticleParagraph, words: string) =>
  `<a class="number" href="#p-${escapeHtml(slug)}">${escapeHtml(words)}</a>`

function close(block: ArticleParagraph, context: Context): void {
  const { options } = context
  if (options.comments === 'none') return
  // The mark ends the address and the link.
  context.html += `<a class="comments"${pageLanguage(options)} href="${options.version}/p/${escapeHtml(block.slug)}`
  context.mark(block)
}

const pageLanguage = ({ pageLanguage: language }: ArticleOptions) =>
  language ? ` lang="${language.lang}" dir="${language.dir}"` : ''

function childrenIn(paragraphs: readonly ArticleParagraph[]): Context['childrenOf'] {
  const children = new Map<number | null, ArticleParagraph[]>()
  for (const paragraph of paragraphs) {
    const siblings = children.get(paragraph.parent_position)
    if (siblings) siblings.push(paragraph)
    else children.set(paragraph.parent_position, [paragraph])
  }
  return position => children.get(position) ?? []
}

/** The page's own title is the h1, so the levels that the text uses become h2 and on, however the file counted them. */
export function headingTags(paragraphs: readonly Pick<ArticleParagraph, 'kind' | 'level'>[]): Map<number, string> {
  const levels = paragraphs.flatMap(({ kind, level }) => (kind === 'heading' ? [level] : []))
  const used = [...new Set(levels)].sort((a, b) => a - b)
  return new Map(used.map((level, rank) => [level, `h${Math.min(6, rank + 2)}`]))
}

function referrersIn(paragraphs: readonly ArticleParagraph[]): Map<string, ArticleParagraph[]> {
  const notes = new Map<string, ArticleParagraph[]>()
  for (const { kind, slug } of paragraphs) if (kind === 'footnote') notes.set(slug, [])
  if (notes.size === 0) return notes
  for (const paragraph of paragraphs) {
    for (const [, slug] of paragraph.html.matchAll(/<a href="#([^"]*)">/g)) {
      const from = notes.get(slug!)
      if (from && !from.includes(paragraph)) from.push(paragraph)
    }
  }
  return notes
}
