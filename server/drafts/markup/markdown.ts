/**
 * Markdown: CommonMark with the tables, strikethrough and bare links of GitHub, footnotes, and a front matter of YAML.
 * HTML in it, also around Markdown (`<div markdown="1">`), is read as HTML.
 */
import MarkdownIt, { type PluginSimple } from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import type { Collector } from '../outline.js'
import { widenTables } from './wide-tables.js'

// Its types know only the CommonJS form of markdown-it.
const markdown = new MarkdownIt({ html: true, linkify: true }).use(footnotes as unknown as PluginSimple)
// Only what says that it is a link: `node.js` and `report.md` are words.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
// Where a link may lead is decided later, for all formats alike, and refusals are noted.
markdown.validateLink = () => true
markdown.core.ruler.push('delimiters', ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === 'ordered_list_open' && token.markup === ')') token.attrSet('data-delimiter', ')')
  }
})

export interface FrontMatter {
  title: string | null
  language: string | null
  /** The rest, as it stands. */
  rest: string
}

export function markdownToHtml(source: string): { html: string; front: FrontMatter } {
  const { front, body } = splitFrontMatter(source.replace(/\r\n?/g, '\n'))
  return { html: markdown.render(openMarkdownElements(widenTables(body))), front }
}

/** Headings can be linked to by their words, as on GitHub: `#13-scope` for `1.3 Scope`. */
export function anchorHeadings({ blocks }: Collector): void {
  const taken = new Set(blocks.flatMap(({ ids }) => ids))
  for (const { kind, text, ids } of blocks) {
    if (kind !== 'heading') continue
    const name = text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-')
    let id = name
    for (let n = 1; taken.has(id); n++) id = `${name}-${n}`
    taken.add(id)
    ids.push(id)
  }
}

function splitFrontMatter(source: string): { front: FrontMatter; body: string } {
  const match = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(source)
  // A rule above the first paragraph is no front matter: that is made of keys.
  if (!match || !/^[\w-]+[ \t]*:/m.test(match[1]!)) {
    return { front: { title: null, language: null, rest: '' }, body: source }
  }
  const yaml = match[1]!
  const rest = yaml
    .split('\n')
    .filter(line => !/^(title|lang|language)[ \t]*:/.test(line) && line.trim() !== '')
    .join('\n')
  const front = { title: scalar(yaml, 'title'), language: scalar(yaml, 'lang') ?? scalar(yaml, 'language'), rest }
  return { front, body: source.slice(match[0].length) }
}

/** A value that stands on its line, or folded on the lines below (`>`, `|`). */
function scalar(yaml: string, key: string): string | null {
  const match = new RegExp(`^${key}[ \\t]*:[ \\t]*(.*(?:\\n[ \\t]+.*)*)`, 'm').exec(yaml)
  if (!match) return null
  const value = match[1]!
    .replace(/^[>|][-+]?[ \t]*\n/, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim()
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'((?:[^']|'')*)'/.exec(value)
  if (quoted) return quoted[1]?.replace(/\\(["\\])/g, '$1') ?? quoted[2]!.replaceAll("''", "'")
  return value.replace(/\s+#.*$/, '') || null
}

/** kramdown's way to have Markdown in HTML; CommonMark's is an empty line. */
function openMarkdownElements(source: string): string {
  return source.includes('markdown=')
    ? source.replace(/^([ \t]{0,3}<\w+\b[^<>]*\smarkdown=["']?(?:1|block|span)["']?[^<>]*>)[ \t]*$/gm, '$1\n')
    : source
}
