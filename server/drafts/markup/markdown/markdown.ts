/**
 * Markdown: CommonMark with the tables, strikethrough and bare links of GitHub, footnotes, and a front matter of YAML.
 * HTML in it, also around Markdown (`<div markdown="1">`), is read as HTML.
 */
import MarkdownIt, { type PluginSimple } from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import type { Collector } from '../../outline/outline.js'
import { type Aside, noteUnusedFootnotes, takeOutAsides, watchedEnv } from './asides.js'
import { type FrontMatter, splitFrontMatter } from './front-matter.js'
import { bound, checkText } from './limits.js'
import { widenTables } from './wide-tables.js'

// Its types know only the CommonJS form of markdown-it.
const markdown = new MarkdownIt({ html: true, linkify: true }).use(footnotes as unknown as PluginSimple)
// Only what says that it is a link: `node.js` and `report.md` are words.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
// Where a link may lead is decided later, for all formats alike, and refusals are noted.
markdown.validateLink = () => true
// Words of an address stay as they were written, so that they can be found.
markdown.normalizeLinkText = address => address
bound(markdown)
takeOutAsides(markdown)
noteUnusedFootnotes(markdown)
markdown.core.ruler.push('delimiters', ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === 'ordered_list_open' && token.markup === ')') token.attrSet('data-delimiter', ')')
  }
})

/** HTML, and notes on what was left out of it. */
export function markdownToHtml(source: string): { html: string; front: FrontMatter; asides: Aside[] } {
  checkText(source)
  const { front, body } = splitFrontMatter(source.replace(/\r\n?/g, '\n'))
  const { env, unused } = watchedEnv()
  const html = markdown.render(openMarkdownElements(widenTables(body)), env)
  return { html, front, asides: [...env.asides, ...unused()] }
}

/** Headings can be linked to by their words, as on GitHub: `#13-scope` for `1.3 Scope`. */
export function anchorHeadings({ blocks }: Collector): void {
  const taken = new Set(blocks.flatMap(({ ids }) => ids))
  const repeated = new Map<string, number>()
  for (const { kind, text, ids } of blocks) {
    if (kind !== 'heading') continue
    const name = text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-')
    let n = repeated.get(name) ?? 0
    let id = n === 0 ? name : `${name}-${n}`
    while (taken.has(id)) id = `${name}-${++n}`
    repeated.set(name, n + 1)
    taken.add(id)
    ids.push(id)
  }
}

/** kramdown's way to have Markdown in HTML; CommonMark's is an empty line. */
function openMarkdownElements(source: string): string {
  return source.includes('markdown=')
    ? source.replace(
        /^([ \t]{0,3}<\w+\b[^<>\n]{0,300}\smarkdown=["']?(?:1|block|span)["']?[^<>\n]{0,300}>)[ \t]*$/gm,
        '$1\n',
      )
    : source
}
