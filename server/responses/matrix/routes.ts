import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { ApiComment, apiComment, dispositions, dropEmpty, kinds, OneOf } from '../../comments/index.js'
import type { Report } from '../../database/schema.js'
import { findReport, reportPath, versionName } from '../../reports/index.js'
import { wordField } from '../../web/errors.js'
import { fieldFaults } from '../../web/forms.js'
import { versionsOf } from '../answering/store.js'
import { promisedBy } from '../settings/promise.js'
import { lastClosing, progressOf, settingsOf } from '../settings/store.js'
import { type MatrixFilter, matrixIds, publicComments, themesOf, unansweredNotes, workOn } from './store.js'
import { matrixRow } from './views.js'

const answers = [...dispositions, 'answered', 'unanswered'] as const
const PAGE = 50
const Params = Type.Object({ slug: Type.String() })
const Query = Type.Object({
  version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  paragraph: Type.Optional(Type.String({ maxLength: 100, description: 'Number of a paragraph as in addresses' })),
  theme: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  kind: Type.Optional(OneOf(kinds)),
  answer: Type.Optional(OneOf(answers)),
  text: Type.Optional(Type.String({ maxLength: 200 })),
})
const PageQuery = Type.Object({
  ...Query.properties,
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})
const List = Type.Object({
  ...Query.properties,
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})

/** The response matrix: every comment of a report with what became of it, in the order of the document. */
export const matrixRoutes: FastifyPluginAsyncTypebox = async app => {
  const { publicUrl: site } = app.config

  app.get(
    '/reports/:slug/responses',
    {
      schema: { params: Params, querystring: PageQuery },
      config: { may: 'anyone' },
      preValidation: dropEmpty,
      attachValidation: true,
    },
    async (request, reply) => {
      const { t } = request
      const report = await findReport(app.db, request.params.slug)
      const problems = request.validationError ? fieldFaults(request.validationError).map(one => wordField(t, one)) : []
      const query: Static<typeof PageQuery> = problems.length ? {} : request.query
      const page = query.page ?? 1
      const [found, versions, themes, settings, closes, progress, notes] = await Promise.all([
        matrixIds(app.db, filterOf(report, query), { offset: (page - 1) * PAGE, limit: PAGE }),
        versionsOf(app.db, report.id),
        themesOf(app.db, report.id),
        settingsOf(app.db, report.id),
        lastClosing(app.db, report.id),
        progressOf(app.db, report.id),
        unansweredNotes(app.db, report.id),
      ])
      const [comments, work] = await Promise.all([publicComments(app.db, found.ids), workOn(app.db, found.ids)])
      const labels = new Map(versions.map(one => [one.number, versionName(one, t)]))
      return reply.code(problems.length ? 422 : 200).page('responses/matrix', {
        title: t('responses.matrix.title', { report: report.title }),
        wide: true,
        styles: ['themes.css'],
        report,
        reportUrl: reportPath(report.slug),
        language: { lang: report.language, dir: 'auto' },
        action: `${reportPath(report.slug)}/responses`,
        problems,
        promised: promisedBy(settings.answers_by, closes),
        progress: {
          answered: t('responses.matrix.answered', { done: progress.published, all: progress.comments }),
          value: progress.published,
          all: progress.comments,
        },
        notes: notes.map(one => ({ name: versionName(one, t), note: one.note })),
        typed: Object.fromEntries(
          FIELDS.map(name => [name, String((request.query as Record<string, unknown>)[name] ?? '')]),
        ),
        versions: versions.map(one => ({ value: String(one.number), label: versionName(one, t) })),
        themes: themes.map(one => ({ value: String(one.id), label: one.name })),
        kinds: kinds.map(value => ({ value, label: t(`comments.kinds.${value}`) })),
        answers: answers.map(value => ({ value, label: answerLabel(value, t) })),
        counted: t('comments.comments', { count: found.total }),
        rows: comments.map(comment => matrixRow(request, report, comment, work.get(comment.id), labels)),
        previous: page > 1 ? addressOf(report.slug, { ...query, page: page - 1 }) : null,
        next: page * PAGE < found.total ? addressOf(report.slug, { ...query, page: page + 1 }) : null,
        exports: ['csv', 'xlsx', 'docx'].map(format => ({
          url: `${reportPath(report.slug)}/export?format=${format}`,
          label: t(`comments.list.formats.${format}`),
        })),
      })
    },
  )

  app.get(
    '/api/v1/reports/:slug/responses',
    {
      schema: {
        summary: 'The response matrix: all public comments in the order of the document, each with its response',
        description:
          '`response` is null where the comment has not been answered yet; `answer=answered` leaves those out.',
        security: [{}, { token: [] }],
        params: Params,
        querystring: List,
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                ...ApiComment.properties,
                acknowledgedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
                  description: 'When the working group took it up',
                }),
                themes: Type.Array(Type.String()),
              }),
            ),
            next: Type.Union([Type.String(), Type.Null()], {
              description: 'Give it as `after` for the next page; null: the last',
            }),
            promisedBy: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
              description: 'When the working group has promised its answers',
            }),
          }),
        },
      },
      config: { may: 'anyone' },
    },
    async request => {
      const report = await findReport(app.db, request.params.slug)
      const { limit = 50, after = '0' } = request.query
      const offset = Number(after)
      const { ids, total } = await matrixIds(app.db, filterOf(report, request.query), { offset, limit })
      const [comments, work, settings, closes] = await Promise.all([
        publicComments(app.db, ids),
        workOn(app.db, ids),
        settingsOf(app.db, report.id),
        lastClosing(app.db, report.id),
      ])
      return {
        items: comments.map(comment => ({
          ...apiComment(site, report.slug, comment, null, request.t),
          acknowledgedAt: work.get(comment.id)?.acknowledged?.toISOString() ?? null,
          themes: work.get(comment.id)?.themes.map(theme => theme.name) ?? [],
        })),
        next: offset + ids.length < total ? String(offset + ids.length) : null,
        promisedBy: promisedBy(settings.answers_by, closes)?.toISOString() ?? null,
      }
    },
  )
}

const FIELDS = ['version', 'paragraph', 'theme', 'kind', 'answer', 'text'] as const

function filterOf(report: Pick<Report, 'id'>, query: Static<typeof Query>): MatrixFilter {
  const { version, paragraph, theme, kind, answer, text } = query
  return { reportId: report.id, version, paragraph, theme, kind, answer, text: text?.trim() }
}

function answerLabel(value: (typeof answers)[number], t: FastifyRequest['t']): string {
  if (value === 'answered') return t('responses.matrix.any-answer')
  if (value === 'unanswered') return t('responses.matrix.no-answer')
  return t(`responses.dispositions.${value}`)
}

function addressOf(slug: string, query: Static<typeof PageQuery>): string {
  const given = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)])
  return `${reportPath(slug)}/responses?${new URLSearchParams(given)}`
}
