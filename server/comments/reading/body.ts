import Handlebars from 'handlebars'
import LinkifyIt from 'linkify-it'

const linkify = new LinkifyIt({}, { fuzzyEmail: false, fuzzyIP: false, fuzzyLink: false })
const escapeHtml = Handlebars.escapeExpression

/** A comment's plain text → paragraphs of HTML in which web addresses are links. Pure; everything is escaped. */
export function bodyHtml(text: string): string {
  return text
    .split(/\n{2,}/)
    .map(paragraph => `<p>${linked(paragraph).replaceAll('\n', '<br>')}</p>`)
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
