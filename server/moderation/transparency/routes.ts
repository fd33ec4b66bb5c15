import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Report } from '../../database/schema.js'
import { findReport, reportPath } from '../../reports/index.js'
import { reasons } from '../decisions/reasons.js'
import { figuresOf } from './store.js'
import { THRESHOLD } from './suppress.js'
import { publish, type Transparency } from './transparency.js'
import { csvOf, tablesOf, wordDuration } from './views.js'

const Params = Type.Object({ slug: Type.String({ maxLength: 100 }) })
/** Counting all comments of a report is asked of the database so often at most. */
const REST_MS = 30_000

const Shown = Type.Union([
  Type.Object({ count: Type.Integer() }, { additionalProperties: false }),
  Type.Object({ fewerThan: Type.Integer() }, { additionalProperties: false }),
  Type.Object({ atLeast: Type.Integer() }, { additionalProperties: false }),
])
const shown = (names: readonly string[]) => Type.Object(Object.fromEntries(names.map(name => [name, Shown])))
const Published = Type.Object({
  report: Type.String(),
  countedAt: Type.String({ format: 'date-time' }),
  received: Shown,
  states: shown(['published', 'pending', 'withheld', 'spam', 'withdrawn']),
  withheld: shown(reasons),
  appeals: shown(['made', 'open', 'upheld', 'overturned']),
  medianSecondsToDecision: Type.Union([Type.Integer(), Type.Null()]),
})

/** How a report's comments are moderated, in numbers: as a page, as CSV, and as JSON. */
export const transparencyRoutes: FastifyPluginAsyncTypebox = async app => {
  const kept = new Map<number, { countedAt: Date; figures: Promise<Transparency> }>()

  const figures = async (slug: string) => {
    const report = await findReport(app.db, slug)
    const known = kept.get(report.id)
    if (known && Date.now() - known.countedAt.getTime() < REST_MS) return answer(report, known)
    const fresh = { countedAt: new Date(), figures: figuresOf(app.db, report.id).then(publish) }
    kept.set(report.id, fresh)
    fresh.figures.catch(() => kept.delete(report.id))
    return answer(report, fresh)
  }

  app.get(
    '/reports/:slug/transparency',
    { schema: { params: Params }, config: { may: 'anyone' } },
    async (request, reply) => {
      const { report, countedAt, transparency } = await figures(request.params.slug)
      const { t } = request
      const median = transparency.medianSecondsToDecision
      return reply.page('moderation/transparency', {
        title: t('moderation.transparency.title', { report: report.title }),
        reportTitle: report.title,
        reportUrl: reportPath(report.slug),
        language: report.language,
        countedAt,
        tables: tablesOf(transparency, request),
        median: median === null ? null : wordDuration(median, t),
        threshold: THRESHOLD,
        most: THRESHOLD - 1,
        csvUrl: `${reportPath(report.slug)}/transparency.csv`,
        jsonUrl: `/api/v1/reports/${report.slug}/transparency`,
      })
    },
  )

  app.get(
    '/reports/:slug/transparency.csv',
    { schema: { params: Params }, config: { may: 'anyone' } },
    async (request, reply) => {
      const { report, transparency } = await figures(request.params.slug)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${report.slug}-moderation.csv"`)
        .send(csvOf(transparency, request))
    },
  )

  app.get(
    '/api/v1/reports/:slug/transparency',
    {
      schema: {
        summary: 'How the comments on a report are moderated, in numbers; small ones are not exact',
        security: [{}, { token: [] }],
        params: Params,
        response: { 200: Published },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const { report, countedAt, transparency } = await figures(request.params.slug)
      return { report: report.slug, countedAt: countedAt.toISOString(), ...transparency }
    },
  )
}

async function answer(report: Report, { countedAt, figures }: { countedAt: Date; figures: Promise<Transparency> }) {
  return { report, countedAt, transparency: await figures }
}
