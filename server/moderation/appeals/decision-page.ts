import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { mayModerate } from '../../accounts/index.js'
import { IdText } from '../../comments/index.js'
import { Fault, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { field, fieldFaults, readForm } from '../../web/forms.js'
import { appealUntil } from '../decisions/reasons.js'
import { statementOf } from '../decisions/statement.js'
import { APPEAL_LIMIT, makeAppeal, mayAppeal } from './appeal.js'
import { appealsAgainst, decisionFor } from './store.js'

const Params = Type.Object({ id: IdText })
const Appeal = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: APPEAL_LIMIT }) },
  { additionalProperties: false },
)

/** A decision, for those whom it concerns, with the form by which they ask for its review. */
export const decisionAppeals: FastifyPluginAsyncTypebox = async app => {
  app.get('/decisions/:id', { schema: { params: Params }, config: { may: 'sign-in' } }, async (request, reply) =>
    showDecision(request, reply),
  )

  app.post(
    '/decisions/:id/appeal',
    {
      schema: { params: Params, body: Appeal },
      // Who is blocked can appeal.
      config: { may: 'sign-in' },
      preValidation: readForm(fields => ({ text: field(fields, 'text')?.replaceAll('\r\n', '\n') ?? '' })),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showDecision),
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      await makeAppeal(app, request.person!, request.params.id, request.body.text)
      return reply.goTo(`/decisions/${request.params.id}`, 'moderation.appealed')
    },
  )
}

async function showDecision(request: FastifyRequest, reply: FastifyReply, fault?: Fault): Promise<unknown> {
  const { t, server } = request
  const person = request.person!
  const { id } = request.params as { id: string }
  const decision = await decisionFor(server.db, id, person.id)
  if (!decision) throw notFound('no-such-decision')
  const concerns =
    decision.author_id === person.id || decision.flagged || mayModerate(person, decision.working_group_id)
  if (!concerns) throw notFound('no-such-decision')
  const now = new Date()
  const [own] = await appealsAgainst(server.db, id, person.id)
  return reply.page('moderation/decision', {
    title: t('moderation.decision.title'),
    id,
    report: decision.report_title,
    url: `/comments/${decision.comment_id}`,
    statement: statementOf(decision, decision.working_group, now, t),
    canAppeal: mayAppeal(decision, person, own ? [own] : [], now) === 'yes',
    until: appealUntil(decision),
    appeal: own
      ? {
          time: own.created_at,
          // Empty: erased with the words that it was about.
          text: own.text.split(/\n{2,}/).filter(Boolean),
          outcome: own.outcome && t(`moderation.outcomes.${own.outcome}`),
          decided: own.decided_at,
          reason: own.reason,
        }
      : null,
    form: formView(request, { text: '' }, fault && { typed: request.typed, fault }),
  })
}
