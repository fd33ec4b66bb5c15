import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isCoordinator, mayModerate, moderatedGroups } from '../../accounts/index.js'
import { IdText, isSealed, OneOf, readerOf } from '../../comments/index.js'
import { Fault, notAllowed, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { type FormFields, field, fieldFaults, readForm } from '../../web/forms.js'
import { EXPLANATION_LIMIT, type Reason, reasons } from '../decisions/reasons.js'
import { statementOf } from '../decisions/statement.js'
import { reasonChoices } from '../decisions/words.js'
import { viewsOf } from '../queue/items.js'
import { queueRows } from '../queue/store.js'
import { type Outcome, outcomes, reviewAppeal, whyNotReview } from './appeal.js'
import { appealById, decisionFor, openAppeals } from './store.js'

const PAGE = 25
const Params = Type.Object({ id: IdText })
const Review = Type.Object(
  {
    outcome: OneOf<Outcome>(outcomes),
    reason: Type.String({ minLength: 1, maxLength: EXPLANATION_LIMIT }),
    ground: Type.Optional(OneOf<Reason>(reasons)),
  },
  { additionalProperties: false },
)

/** Appeals that wait for a moderator, and the form that decides about one. */
export const reviewPages: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/moderation/appeals',
    { schema: { querystring: Type.Object({ after: Type.Optional(IdText) }) }, config: { may: 'moderate' } },
    async (request, reply) => {
      const person = request.person!
      const found = await openAppeals(app.db, moderatedGroups(person), request.query.after ?? null, PAGE + 1)
      const page = found.slice(0, PAGE)
      const { t } = request
      return reply.page('moderation/appeals', {
        title: t('moderation.appeals.title'),
        appeals: page.map(appeal => ({
          id: appeal.id,
          url: `/appeals/${appeal.id}`,
          report: appeal.report_title,
          time: appeal.created_at,
          measure: t(`moderation.measures.${appeal.action}`),
          by: t(`moderation.appeals.${appeal.by_author ? 'by-author' : 'by-reader'}`),
          ...appealWords(appeal.text, appeal.ground, request),
          own: appeal.moderator_id === person.id,
        })),
        next: found.length > PAGE ? `/moderation/appeals?after=${page.at(-1)!.id}` : null,
      })
    },
  )

  app.get('/appeals/:id', { schema: { params: Params }, config: { may: 'moderate' } }, async (request, reply) =>
    showAppeal(request, reply),
  )

  app.post(
    '/appeals/:id',
    {
      schema: { params: Params, body: Review },
      config: { may: 'moderate' },
      preValidation: readForm(toReview),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showAppeal),
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      await reviewAppeal(app, { ...request.body, appeal: request.params.id, moderator: request.person! })
      return reply.goTo('/moderation/appeals', `moderation.${request.body.outcome}`)
    },
  )
}

/** What is said about words that are kept apart may repeat them: it is kept apart too, and erased with them. */
function appealWords(text: string, ground: string | null, { person, t }: FastifyRequest) {
  if (text === '') return { text: [], textHint: t('moderation.appeals.erased') }
  if (isSealed(ground) && !isCoordinator(person)) return { text: [], textHint: t('moderation.appeals.sealed') }
  return { text: text.split(/\n{2,}/), textHint: null }
}

function toReview(fields: FormFields): Record<string, unknown> {
  const given = ['outcome', 'ground'].map(name => [name, field(fields, name)])
  const reason = field(fields, 'reason')?.replaceAll('\r\n', '\n') ?? ''
  return { reason, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) }
}

async function showAppeal(request: FastifyRequest, reply: FastifyReply, fault?: Fault): Promise<unknown> {
  const { t, server } = request
  const person = request.person!
  const appeal = await appealById(server.db, (request.params as { id: string }).id)
  if (!appeal) throw notFound('no-such-appeal')
  const decision = (await decisionFor(server.db, appeal.decision_id, person.id))!
  if (!mayModerate(person, decision.working_group_id)) throw notAllowed('other-group')
  const [item] = await viewsOf(request, await queueRows(server.db, readerOf(person), [appeal.comment_id]))
  const not = whyNotReview(decision, appeal, person)
  return reply.page('moderation/appeal', {
    title: t('moderation.appeal.title'),
    id: appeal.id,
    item: item ?? null,
    statement: statementOf(decision, decision.working_group, new Date(), t),
    time: appeal.created_at,
    by: t(`moderation.appeals.${appeal.person_id === decision.author_id ? 'by-author' : 'by-reader'}`),
    ...appealWords(appeal.text, decision.reason, request),
    erased: decision.action === 'erase',
    outcome: appeal.outcome && t(`moderation.outcomes.${appeal.outcome}`),
    outcomeReason: appeal.reason,
    canReview: appeal.outcome === null && not === null,
    whyNot: appeal.outcome === null && not !== null ? t(`faults.${not}.detail`) : null,
    // What was left standing is withheld when the appeal is right, and that needs a ground.
    needsGround: decision.action === 'keep' && decision.stands,
    reasons: reasonChoices(t),
    form: formView(request, { outcome: '', reason: '', ground: '' }, fault && { typed: request.typed, fault }),
  })
}
