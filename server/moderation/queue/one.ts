import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { mayModerate } from '../../accounts/index.js'
import { IdText, readerOf } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { statusOf, toFault } from '../../web/errors.js'
import { Fault, notAllowed, notFound } from '../../web/faults.js'
import { formView } from '../../web/form-view.js'
import { fieldFaults, readForm } from '../../web/forms.js'
import { decide } from '../decisions/decide.js'
import { Decide, toDecision } from '../decisions/schema.js'
import { choicesIn } from '../group-reasons/choose.js'
import { claim } from './claims.js'
import { backTo } from './filter.js'
import { viewsOf } from './items.js'
import { queueRows } from './store.js'

const Params = Type.Object({ id: IdText })

/** One comment, and the form that decides about it. */
export const decisionPages: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/comments/:id/moderation',
    { schema: { params: Params }, config: { may: 'moderate' } },
    async (request, reply) => showOne(request, reply, request.params.id),
  )

  app.post(
    '/comments/:id/moderation',
    {
      schema: { params: Params, body: Decide },
      config: { may: 'moderate' },
      preValidation: readForm(toDecision),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain,
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      await decide(app, { ...request.body, comment: request.params.id, moderator: request.person! })
      return reply.goTo(`${backTo(request.typed)}#queue`, `moderation.${request.body.action}`)
    },
  )
}

/** The comment as it is now, with the form as it was typed and the reason why it could not be taken. */
async function showAgain(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const fault = toFault(error)
  const asked = fault && (fault.key === 'form-expired' || (fault.kind !== 'not-found' && fault.kind !== 'not-allowed'))
  // Of what its author has taken back there is nothing left to show.
  if (!asked || fault.key === 'comment-withdrawn' || !request.typed || !request.person) throw error
  return showOne(request, reply.code(statusOf(fault)), (request.params as { id: Id }).id, fault)
}

/** One comment with the form, as it was typed where it could not be taken. */
async function showOne(request: FastifyRequest, reply: FastifyReply, id: Id, fault?: Fault) {
  const { t } = request
  const { db } = request.server
  const rows = await queueRows(db, readerOf(request.person), [id])
  const [row] = rows
  if (!row || row.status === 'withdrawn') throw notFound('no-such-comment')
  if (!mayModerate(request.person, row.working_group_id)) throw notAllowed('other-group')
  if (row.claimed_by === null) await claim(db, request.person!.id, [id])
  const [item] = await viewsOf(request, rows)
  return reply.page('moderation/comment', {
    title: t('moderation.one.title'),
    item,
    reasons: choicesIn(row.working_group_slug, request.server.groupReasons, t),
    back: backTo(fault ? request.typed : {}),
    form: formView(request, { reason: '', explanation: '' }, fault && { typed: request.typed, fault }),
  })
}
