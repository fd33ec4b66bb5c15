import type { Id } from '../../database/schema.js'
import type { Translate } from '../../web/messages.js'
import { paragraphPath } from '../paths.js'
import { versionName } from '../views.js'
import { WHOLE_REPORT_ID } from './article.js'
import { escapeHtml } from './inline.js'
import type { GoneParagraph } from './store.js'

/**
 * Paragraphs of earlier drafts on which there are comments and which are gone → HTML, folded, by the paragraph after which
 * they stood.
 */
export function goneViews(
  gone: readonly GoneParagraph[],
  { slug, language, t }: { slug: string; language: { lang: string; dir: string } | null; t: Translate },
): ReadonlyMap<Id, string> {
  const byPlace = new Map<Id, GoneParagraph[]>()
  for (const one of gone) {
    const place = one.beside ?? WHOLE_REPORT_ID
    byPlace.set(place, [...(byPlace.get(place) ?? []), one])
  }
  const own = language ? ` lang="${language.lang}" dir="${language.dir}"` : ''
  const views = new Map<Id, string>()
  for (const [place, paragraphs] of byPlace) {
    const comments = paragraphs.reduce((sum, one) => sum + one.comments, 0)
    const summary = escapeHtml(t('reports.reading.gone', { count: comments }))
    const items = paragraphs.map(paragraph => itemOf(paragraph, slug, own, t)).join('')
    views.set(place, `<details class="gone"><summary${own}>${summary}</summary>${items}</details>`)
  }
  return views
}

function itemOf(
  { version, number, slug: name, text, comments, unsettled }: GoneParagraph,
  slug: string,
  own: string,
  t: Translate,
) {
  const where = t('reports.reading.gone-from', { number, version: versionName(version, t), count: comments })
  const words =
    unsettled === comments ? t('reports.reading.unsettled-all') : t('reports.reading.unsettled', { count: unsettled })
  const asked = unsettled === 0 ? '' : ` ${escapeHtml(words)}`
  const url = escapeHtml(paragraphPath(slug, version.number, name))
  return `<p><del>${escapeHtml(text)}</del></p><p${own}><a href="${url}">${escapeHtml(where)}</a>${asked}</p>`
}
