import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { isCoordinator, moderatedGroups } from '../../../accounts/index.js'
import { showAgain } from '../../../web/form-view.js'
import { readForm } from '../../../web/forms.js'
import { commentTotals } from '../../overview/store.js'
import { managedReport, managePath, ReportParams } from '../access.js'
import { changeDetails, Details, toDetails } from './details.js'
import { showReport } from './page.js'
import { overdueAppeals, reportsOf, versionsOf } from './store.js'
import { versionLine } from './views.js'

/** What is said of an appeal that has been open for longer is said to coordinators. */
const OVERDUE_DAYS = 7

/** What is being consulted on and what waits: all reports of those who manage them, and one with its versions. */
export const overviewRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/manage', { config: { may: 'moderate' } }, async (request, reply) => {
    const { t } = request
    const reports = await reportsOf(app.db, moderatedGroups(request.person!))
    const versions = await versionsOf(
      app.db,
      reports.map(report => report.id),
    )
    const totals = await commentTotals(
      app.db,
      versions.map(version => version.id),
    )
    const now = new Date()
    const late = isCoordinator(request.person) ? await overdueAppeals(app.db, OVERDUE_DAYS) : null
    const overdue = (count: number, message: string, url: string) =>
      count ? [{ url, words: t(message, { count, days: OVERDUE_DAYS }) }] : []
    return reply.page('manage/reports', {
      title: t('manage.title'),
      overdue: late && [
        ...overdue(late.decisions, 'manage.overdue.decisions', '/moderation/appeals'),
        ...overdue(late.blocks, 'manage.overdue.blocks', '/moderation/blocks'),
      ],
      reports: reports.map(report => ({
        title: report.title,
        language: report.language,
        group: report.group,
        url: managePath(report.slug),
        versions: versions
          .filter(version => version.report_id === report.id)
          .map(version => versionLine(report.slug, version, totals.get(version.id) ?? 0, t, now)),
      })),
    })
  })

  app.get(
    '/manage/reports/:slug',
    { schema: { params: ReportParams }, config: { may: 'moderate' } },
    async (request, reply) => showReport(request, reply, request.params.slug),
  )

  app.post(
    '/manage/reports/:slug',
    {
      schema: { params: ReportParams, body: Details },
      config: { may: 'moderate' },
      preValidation: readForm(toDetails),
      preHandler: app.csrfProtection,
      errorHandler: showAgain((request, reply, fault) =>
        showReport(request, reply, (request.params as { slug: string }).slug, { form: 'details', fault }),
      ),
    },
    async (request, reply) => {
      const report = await managedReport(request, request.params.slug)
      await changeDetails(app, report.slug, request.body, request.person!.id)
      return reply.goTo(managePath(report.slug), 'manage.changed')
    },
  )
}
