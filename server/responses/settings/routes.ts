import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { record } from '../../audit/index.js'
import { cleanText, dispositions, OneOf } from '../../comments/index.js'
import type { Disposition } from '../../database/schema.js'
import { reportPath } from '../../reports/index.js'
import { conflict, Fault, invalidField, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { field, fieldFaults, readForm } from '../../web/forms.js'
import { answeredReport } from '../access.js'
import { publishReady } from '../answering/publish-ready.js'
import { REASON_LIMIT } from '../answering/schema.js'
import { publishable } from '../answering/store.js'
import { promisedBy } from './promise.js'
import {
  addCanned,
  cannedReasons,
  lastClosing,
  progressByOwner,
  progressOf,
  removeCanned,
  saveSettings,
  settingsOf,
} from './store.js'

const Params = Type.Object({ slug: Type.String() })
const Terms = Type.Object(
  { secondPerson: Type.Boolean(), answersBy: Type.Optional(Type.String({ format: 'date' })) },
  { additionalProperties: false },
)
const Canned = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    disposition: OneOf<Disposition>(dispositions),
    reason: Type.String({ minLength: 1, maxLength: REASON_LIMIT }),
  },
  { additionalProperties: false },
)

/** How far a group is with its answers, what it has agreed on about them, and the reasons that it uses again. */
export const settingsRoutes: FastifyPluginAsyncTypebox = async app => {
  const pathOf = (slug: string) => `/manage${reportPath(slug)}/responses`

  app.get(
    '/manage/reports/:slug/responses',
    { schema: { params: Params }, config: { may: 'moderate' } },
    (request, reply) => show(request, reply, request.params.slug),
  )

  app.post(
    '/manage/reports/:slug/responses',
    {
      schema: { params: Params, body: Terms },
      config: { may: 'moderate' },
      preValidation: readForm(fields => {
        const answersBy = field(fields, 'answersBy')
        return { secondPerson: fields.secondPerson !== undefined, ...(answersBy !== undefined && { answersBy }) }
      }),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: again,
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const report = await answeredReport(request, request.params.slug)
      const { secondPerson, answersBy = null } = request.body
      const before = await settingsOf(app.db, report.id)
      if (before.second_person !== secondPerson || before.answers_by !== answersBy)
        await app.db.transaction().execute(async tx => {
          await saveSettings(tx, report.id, { second_person: secondPerson, answers_by: answersBy })
          await record(tx, {
            actor: request.person!.id,
            action: 'report.response-terms-changed',
            subject: 'report',
            subjectId: report.id,
            details: {
              secondPerson,
              answersBy,
              before: { secondPerson: before.second_person, answersBy: before.answers_by },
            },
          })
        })
      return reply.goTo(pathOf(report.slug), 'responses.terms')
    },
  )

  app.post(
    '/manage/reports/:slug/responses/publish',
    {
      schema: { params: Params },
      config: { may: 'moderate' },
      preHandler: app.csrfProtection,
      errorHandler: again,
    },
    async (request, reply) => {
      const report = await answeredReport(request, request.params.slug)
      const count = await publishReady(app, request.person!, report.id)
      if (count === 0) throw conflict('nothing-to-publish')
      return reply.goTo(pathOf(report.slug), 'responses.published-all')
    },
  )

  app.post(
    '/manage/reports/:slug/canned-reasons',
    {
      schema: { params: Params, body: Canned },
      config: { may: 'moderate' },
      preValidation: readForm(fields => ({
        name: field(fields, 'name') ?? '',
        disposition: field(fields, 'disposition'),
        reason: cleanText(field(fields, 'reason') ?? ''),
      })),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: again,
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const report = await answeredReport(request, request.params.slug)
      if (!(await addCanned(app.db, report.id, request.body))) throw invalidField('name', 'canned-name')
      return reply.goTo(`${pathOf(report.slug)}#canned`, 'responses.canned')
    },
  )

  app.post(
    '/manage/reports/:slug/canned-reasons/:reason/remove',
    {
      schema: {
        params: Type.Object({ slug: Type.String(), reason: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
      },
      config: { may: 'moderate' },
      preHandler: app.csrfProtection,
    },
    async (request, reply) => {
      const report = await answeredReport(request, request.params.slug)
      if (!(await removeCanned(app.db, report.id, request.params.reason))) throw notFound('no-such-canned-reason')
      return reply.goTo(`${pathOf(report.slug)}#canned`, 'responses.canned-removed')
    },
  )
}

const again = showAgain((request, reply, fault) =>
  show(request, reply, (request.params as { slug: string }).slug, fault),
)

const DAY_MS = 24 * 3600 * 1000

async function show(request: FastifyRequest, reply: FastifyReply, slug: string, fault?: Fault) {
  const { t, server } = request
  const { db } = server
  const report = await answeredReport(request, slug)
  const [settings, closes, progress, owners, canned] = await Promise.all([
    settingsOf(db, report.id),
    lastClosing(db, report.id),
    progressOf(db, report.id),
    progressByOwner(db, report.id),
    cannedReasons(db, report.id),
  ])
  const ready = await publishable(db, report.id, settings.second_person ? 'agreed' : 'draft', 10_001)
  const agreed = settings.second_person ? [] : await publishable(db, report.id, 'agreed', 10_001)
  const days = progress.oldest && Math.floor((Date.now() - progress.oldest.getTime()) / DAY_MS)
  return reply.page('responses/settings', {
    title: t('responses.settings.title', { report: report.title }),
    report,
    reportUrl: reportPath(report.slug),
    path: `/manage${reportPath(report.slug)}`,
    language: { lang: report.language, dir: 'auto' },
    promised: promisedBy(settings.answers_by, closes),
    progress: {
      ...progress,
      oldest: days === null ? null : t('responses.settings.oldest', { count: days }),
    },
    owners: owners.map(one => ({
      name: one.owner ?? t('responses.settings.nobody'),
      words: t('responses.matrix.answered', { done: one.published, all: one.comments }),
    })),
    ready: ready.length + agreed.length,
    canned: canned.map(one => ({
      id: one.id,
      name: one.name,
      disposition: t(`responses.dispositions.${one.disposition}`),
      reason: one.reason,
    })),
    secondPerson: fault && request.typed ? request.typed.secondPerson !== undefined : settings.second_person,
    dispositions: dispositions.map(value => ({ value, label: t(`responses.dispositions.${value}`) })),
    form: formView(
      request,
      { answersBy: settings.answers_by ?? '', name: '', disposition: '', reason: '' },
      fault && { typed: request.typed, fault },
    ),
  })
}
