import Handlebars from 'handlebars'
import LinkifyIt from 'linkify-it'
import { piecesOf, rangesOf } from '../gaps/gaps.js'

const linkify = new LinkifyIt({}, { fuzzyEmail: false, fuzzyIP: false, fuzzyLink: false })
const escapeHtml = Handlebars.escapeExpression

/** What a reader is shown of parts that are withheld. */
export interface Parts {
  /** What stands in a gap, in words. */
  gap: string
  /** Words that she may read and others may not, to be marked. */
  hidden: readonly string[]
}

/** A comment's plain text → paragraphs of HTML in which web addresses are links. Pure; everything is escaped. */
export function bodyHtml(text: string, parts: Parts): string {
  return text
    .split(/\n{2,}/)
    .map(paragraph => `<p>${marked(paragraph, parts).replaceAll('\n', '<br>')}</p>`)
    .join('')
}

function marked(text: string, parts: Parts): string {
  let html = ''
  let from = 0
  for (const { start, end } of rangesOf(text, parts.hidden)) {
    html += `${withGapsMarked(text.slice(from, start), parts)}<mark>${linked(text.slice(start, end))}</mark>`
    from = end
  }
  return html + withGapsMarked(text.slice(from), parts)
}

function withGapsMarked(text: string, { gap }: Parts): string {
  return piecesOf(text)
    .map(piece => (piece.gap ? `<span class="gap">[${escapeHtml(gap)}]</span>` : linked(piece.text)))
    .join('')
}

function linked(text: string): string {
  let html = ''
  let from = 0
  for (const { index, lastIndex, url, schema } of linkify.match(text) ?? []) {
    if (schema !== 'http:' && schema !== 'https:') continue
    html += `${escapeHtml(text.slice(from, index))}<a href="${escapeHtml(url)}" rel="nofollow ugc noopener">${escapeHtml(text.slice(index, lastIndex))}</a>`
    from = lastIndex
  }
  return html + escapeHtml(text.slice(from))
}
