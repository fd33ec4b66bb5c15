import type { Paragraph } from '../../database/schema.js'
import { directionOf } from '../../web/locale.js'

/** In addresses: where the comments on the report as a whole stand. */
export const WHOLE_REPORT = 'report'

export const languageAttributes = (language: string) => ({ lang: language, dir: directionOf(language) })

/**
 * The paragraph as it stands, by itself, out of its list or table. Links within the document lead to the text, whose address
 * is `textUrl`.
 */
export function paragraphHtml(given: Pick<Paragraph, 'kind' | 'html' | 'marker'>, textUrl: string): string {
  const paragraph = { ...given, html: given.html.replaceAll('<a href="#', `<a href="${textUrl}#p-`) }
  switch (paragraph.kind) {
    case 'table-row':
      return `<div class="table-box"><table><tbody><tr>${paragraph.html}</tr></tbody></table></div>`
    case 'heading':
      return `<p class="heading">${paragraph.html}</p>`
    case 'code':
      return `<pre>${paragraph.html}</pre>`
    case 'quote':
      return `<blockquote><p>${paragraph.html}</p></blockquote>`
    case 'figure':
      return `<figure>${paragraph.html}</figure>`
    case 'list-item':
      return `<p>${paragraph.marker ? `<span class="list-marker">${escapeMarker(paragraph.marker)}</span> ` : ''}${paragraph.html}</p>`
    default:
      return `<p>${paragraph.html}</p>`
  }
}

const escapeMarker = (marker: string) => marker.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
