import type { FastifyReply, FastifyRequest } from 'fastify'
import { formView } from '../../../web/form-view.js'
import { directionOf } from '../../../web/locale.js'
import { composeArticle } from '../../reading/article.js'
import { composeContents } from '../../reading/contents.js'
import { paragraphsOf } from '../../reading/store.js'
import type { VersionPlace } from '../../store.js'
import { versionName } from '../../views.js'
import { managePath, manageVersionPath } from '../access.js'
import { versionsOf } from '../reports/store.js'
import type { Wrong } from '../wrong.js'
import { warningsOf } from './store.js'
import { warningGroups } from './warnings.js'

/** A draft as it will stand, and what could not be taken over from its file. */
export async function showDraft(
  request: FastifyRequest,
  reply: FastifyReply,
  place: VersionPlace,
  wrong: Wrong | null,
) {
  const { t, locale, server } = request
  const { report, version } = place
  const [paragraphs, warnings, versions] = await Promise.all([
    paragraphsOf(server.db, version.id),
    warningsOf(server.db, version.id),
    versionsOf(server.db, [report.id]),
  ])
  const slugs = new Map(paragraphs.map(paragraph => [paragraph.number, paragraph.slug]))
  const count = (kind: string) => paragraphs.filter(paragraph => paragraph.kind === kind).length
  const path = manageVersionPath(report.slug, version.number)
  const own = paragraphs.find(paragraph => paragraph.kind === 'heading')
  const hasNotes = count('footnote') > 0
  const article = composeArticle(paragraphs, {
    version: version.number,
    footnotes: t('manage.preview.footnotes'),
    pageLanguage: report.language === locale ? null : { lang: locale, dir: directionOf(locale) },
    comments: 'none',
  })
  return reply.page('manage/draft', {
    title: t('manage.preview.title', { number: version.number }),
    wide: true,
    report,
    name: versionName(version, t),
    backUrl: managePath(report.slug),
    sourceName: version.source_name,
    sourceUrl: `${path}/source`,
    uploaded: version.created_at,
    firstHeading: own?.text ?? null,
    counts: (['heading', 'table', 'figure', 'footnote'] as const).map(kind => ({
      label: t(`manage.counts.${kind}`),
      count: count(kind),
    })),
    paragraphs: paragraphs.length,
    words: version.words,
    warnings: warningGroups(warnings, t, printed => {
      const target = slugs.get(printed)
      return target === undefined ? null : `#p-${target}`
    }),
    isOnly: versions.length === 1,
    publishUrl: `${path}/publish`,
    discardUrl: `${path}/discard`,
    upload: formView(
      request,
      { file: '' },
      wrong?.form === 'upload' ? { typed: request.typed, fault: wrong.fault } : {},
    ),
    uploadUrl: `${path}/file`,
    form: formView(request, { discard: '' }, wrong && wrong.form !== 'upload' ? { fault: wrong.fault } : {}),
    contents: composeContents(paragraphs, hasNotes ? t('manage.preview.footnotes') : null),
    article: article.pieces.join(''),
  })
}
