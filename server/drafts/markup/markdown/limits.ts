/**
 * Bounds on Markdown. Its grammar has corners in which a parser looks at the rest of the text for each sign that it meets
 * (`[^[^[^`, `**a *b`); what nobody writes is refused before it can take minutes.
 */
import type MarkdownIt from 'markdown-it'
import { DraftError } from '../../block.js'

/** Letters, images in the text left aside: some two thousand pages. */
const MAX_TEXT = 5_000_000
/** Letters of one paragraph: eight thousand words. The worst texts of that size take a tenth of a second. */
const MAX_LINE = 50_000
/** Openings, closings and contents of blocks and cells. */
const MAX_TOKENS = 500_000
const MAX_FOOTNOTES = 5_000

const EMBEDDED = /data:[\w/+.-]{1,100};base64,[\w+/=]*/g

/** @throws DraftError too-large */
export function checkText(source: string): void {
  if (lengthOf(source) > MAX_TEXT) throw new DraftError('too-large', `${MAX_TEXT} letters`)
}

/** The parser then throws DraftError too-large, too-many-blocks. */
export function bound(markdown: MarkdownIt): void {
  const { State } = markdown.block
  markdown.block.State = class extends State {
    override push(...token: Parameters<InstanceType<typeof State>['push']>) {
      if (this.tokens.length > MAX_TOKENS) throw new DraftError('too-many-blocks', `${MAX_TOKENS} tokens`)
      return super.push(...token)
    }
  }
  markdown.core.ruler.before('inline', 'long-lines', ({ tokens }) => {
    for (const { type, content } of tokens) {
      if (type === 'inline' && content.length > MAX_LINE && lengthOf(content) > MAX_LINE) {
        throw new DraftError('too-large', `${MAX_LINE} letters in a paragraph`)
      }
    }
  })
  markdown.core.ruler.after('inline', 'many-footnotes', ({ env }: { env: { footnotes?: { list?: unknown[] } } }) => {
    if ((env.footnotes?.list?.length ?? 0) > MAX_FOOTNOTES) {
      throw new DraftError('too-many-blocks', `${MAX_FOOTNOTES} footnotes`)
    }
  })
}

function lengthOf(text: string): number {
  let length = text.length
  if (text.includes(';base64,')) for (const [found] of text.matchAll(EMBEDDED)) length -= found.length
  return length
}
