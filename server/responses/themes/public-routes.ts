import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { findReport, reportPath, versionName } from '../../reports/index.js'
import { notFound } from '../../web/faults.js'
import { versionsOf } from '../answering/store.js'
import { matrixIds, publicComments, workOn } from '../matrix/store.js'
import { matrixRow } from '../matrix/views.js'
import { promisedBy } from '../settings/promise.js'
import { lastClosing, settingsOf } from '../settings/store.js'
import { markOf } from './marks.js'
import { PageQuery, ReportParams, ThemeParams } from './schema.js'
import { standingTheme, themesOfReport } from './store.js'
import { publicPath, themeItem } from './views.js'

const PAGE = 50

/** What everybody reads of a report's themes: their names, what the group says of them, and their comments. */
export const publicThemes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/reports/:slug/themes',
    { schema: { params: ReportParams }, config: { may: 'anyone' } },
    async (request, reply) => {
      const { t } = request
      const report = await findReport(app.db, request.params.slug)
      const themes = await themesOfReport(app.db, report.id)
      return reply.page('themes/public', {
        title: t('themes.public.title', { report: report.title }),
        styles: ['themes.css'],
        report,
        reportUrl: reportPath(report.slug),
        language: { lang: report.language, dir: 'auto' },
        themes: themes.map(one => themeItem(t, report.slug, one)),
      })
    },
  )

  app.get(
    '/reports/:slug/themes/:theme',
    { schema: { params: ThemeParams, querystring: PageQuery }, config: { may: 'anyone' } },
    async (request, reply) => {
      const { t, query } = request
      const report = await findReport(app.db, request.params.slug)
      const theme = await standingTheme(app.db, report.id, request.params.theme)
      if (!theme) throw notFound('no-such-theme')
      if (theme.id !== request.params.theme) return reply.redirect(publicPath(report.slug, theme), 301)
      const page = query.page ?? 1
      const filter = { reportId: report.id, theme: theme.id }
      const [found, versions, settings, closes] = await Promise.all([
        matrixIds(app.db, filter, { offset: (page - 1) * PAGE, limit: PAGE }),
        versionsOf(app.db, report.id),
        settingsOf(app.db, report.id),
        lastClosing(app.db, report.id),
      ])
      const [comments, work] = await Promise.all([publicComments(app.db, found.ids), workOn(app.db, found.ids)])
      const labels = new Map(versions.map(one => [one.number, versionName(one, t)]))
      const url = publicPath(report.slug, theme)
      return reply.page('themes/theme', {
        title: theme.name,
        styles: ['themes.css'],
        wide: true,
        report,
        reportUrl: reportPath(report.slug),
        listUrl: publicPath(report.slug),
        matrixUrl: `${reportPath(report.slug)}/responses?theme=${theme.id}`,
        language: { lang: report.language, dir: 'auto' },
        theme: { name: theme.name, description: theme.description, summary: theme.summary, mark: markOf(theme.mark) },
        promised: promisedBy(settings.answers_by, closes),
        counted: t('comments.comments', { count: found.total }),
        rows: comments.map(comment => matrixRow(request, report, comment, work.get(comment.id), labels)),
        previous: page > 1 ? `${url}?page=${page - 1}` : null,
        next: page * PAGE < found.total ? `${url}?page=${page + 1}` : null,
      })
    },
  )
}
