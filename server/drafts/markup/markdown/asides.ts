/**
 * What writers of Markdown put between the words for a program: lists of attributes (kramdown's `{:.note}`, pandoc's
 * `{#id}`), the place of a table of contents (`[TOC]`, `* TOC {:toc}`), tags of templates (`{% include %}`). They are no
 * text of the draft. Lists of attributes say nothing to a reader and go like any other mark; of the rest a note is kept.
 */
import type MarkdownIt from 'markdown-it'
import type { Note } from '../../outline/warnings.js'

export type Aside = Note<never>

/** What is known of a text while it is read. */
export interface MarkdownEnv {
  asides: Aside[]
  references: Record<string, { href: string }>
  footnotes?: { refs?: Record<string, number>; list?: { count?: number }[] }
}

type Token = Parameters<Parameters<MarkdownIt['core']['ruler']['push']>[1]>[0]['tokens'][number]

/** A list of attributes, alone on its line: kramdown's `{:…}` and `{::…}`. */
const ATTRIBUTE_LINES = /(?:^|\n)[ \t]*\{:[^{}\n]*\}[ \t]*(?=\n|$)/g
/** Behind a span: `*word*{:.x}`, `![](a.png){width=50%}`, `[words]{.x}`. */
const SPAN_ATTRIBUTES = /(?<=[\])*_`])\{(?::|[.#][\w-]|[\w-]+=)[^{}\n]*\}/g
/** Behind a heading, where an id names it. */
const HEADING_ATTRIBUTES = /[ \t]*\{:?[ \t]*(?:[.#][^{}\s]|[\w-]+=|-\})[^{}\n]*\}?[ \t]*$/
const CONTENTS_LIST = /^[^\n]*\n[ \t]*\{:[ \t]*toc\b[^{}\n]*\}\s*$/
const CONTENTS_MARK = /^(?:\[\[?_?toc_?\]\]?|@\[toc\][^\n]*|\$\{toc\}|\{\{>?\s*toc\s*\}\})$/i
const TEMPLATE_TAGS = /^(?:\s*\{%[^%\n]*%\})+\s*$/

export function takeOutAsides(markdown: MarkdownIt): void {
  markdown.core.ruler.after('block', 'asides', state => {
    const { tokens } = state
    const { asides } = state.env as MarkdownEnv
    const gone = new Set<number>()
    for (const [i, token] of tokens.entries()) {
      if (token.type !== 'inline' || !/[{[]/.test(token.content)) continue
      const opening = tokens[i - 1]!
      if (CONTENTS_LIST.test(token.content) && isOnlyItem(tokens, i)) {
        for (let at = i - 3; at <= i + 3; at++) gone.add(at)
        asides.push({ code: 'contents', at: null, detail: token.content })
      } else if (opening.type === 'paragraph_open' && CONTENTS_MARK.test(token.content)) {
        for (let at = i - 1; at <= i + 1; at++) gone.add(at)
        asides.push({ code: 'contents', at: null, detail: token.content })
      } else if (opening.type === 'paragraph_open' && TEMPLATE_TAGS.test(token.content)) {
        for (let at = i - 1; at <= i + 1; at++) gone.add(at)
        asides.push({ code: 'active-content', at: null, detail: token.content })
      } else {
        token.content = withTicks(withoutAttributes(token.content, opening), tokens[i - 2])
      }
    }
    if (gone.size > 0) state.tokens = tokens.filter((_, i) => !gone.has(i))
  })
}

/** GitHub's boxes to tick, which markdown-it leaves as they are written. */
function withTicks(content: string, before: Token | undefined): string {
  if (before?.type !== 'list_item_open') return content
  return content.replace(/^\[([ xX])\](?=[ \t])/, (_, tick: string) => (tick === ' ' ? '☐' : '☑'))
}

function withoutAttributes(content: string, opening: Token): string {
  if (opening.type !== 'heading_open') return content.replace(ATTRIBUTE_LINES, '').replace(SPAN_ATTRIBUTES, '')
  const found = HEADING_ATTRIBUTES.exec(content)?.[0]
  const id = found && /#([^\s{}.#]+)/.exec(found)?.[1]
  if (id) opening.attrSet('id', id)
  return found ? content.slice(0, -found.length) : content
}

/** Tokens around the words of a list's only item: list, item, paragraph; words; paragraph, item, list. */
function isOnlyItem(tokens: readonly Token[], at: number): boolean {
  return /_list_open$/.test(tokens[at - 3]?.type ?? '') && /_list_close$/.test(tokens[at + 3]?.type ?? '')
}

/**
 * Definitions of links that nothing refers to are noted after the text is read.
 * @returns what markdown-it is to be given as its environment, and what it was asked for
 */
export function watchedEnv(): { env: MarkdownEnv; unused(): Aside[] } {
  const used = new Set<string | symbol>()
  const references: MarkdownEnv['references'] = {}
  const watched = new Proxy(references, {
    get(target, label: string) {
      const found = Object.hasOwn(target, label) ? target[label] : undefined
      if (found) used.add(label)
      return found
    },
  })
  const unused = () =>
    Object.entries(references).flatMap(([label, { href }]): Aside[] =>
      used.has(label) ? [] : [{ code: 'unused-definition', at: null, detail: `[${label.toLowerCase()}]: ${href}` }],
    )
  return { env: { asides: [], references: watched }, unused }
}

/** A note that nothing refers to has no place in the text, and would be left out by the parser. */
export function noteUnusedFootnotes(markdown: MarkdownIt): void {
  markdown.core.ruler.before('footnote_tail', 'unused-footnotes', ({ tokens, env }) => {
    const { asides, footnotes } = env as MarkdownEnv
    let label: string | null = null
    for (const token of tokens) {
      if (token.type === 'footnote_reference_open') label = String(token.meta?.label ?? '')
      else if (token.type === 'footnote_reference_close') label = null
      else if (label !== null && token.type === 'inline' && (footnotes?.refs?.[`:${label}`] ?? 0) < 0) {
        asides.push({ code: 'unused-definition', at: null, detail: `[^${label}]: ${token.content}` })
      }
    }
  })
}
