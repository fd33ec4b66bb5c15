import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { networkOf } from '../../accounts/index.js'
import { IdText, OneOf, readerOf, visibleComments, wordGaps } from '../../comments/index.js'
import { Fault, notFound, tooMany } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { type FormFields, field, fieldFaults, readForm } from '../../web/forms.js'
import { EXPLANATION_LIMIT, type Reason, reasons } from '../decisions/reasons.js'
import { groupReason } from '../decisions/schema.js'
import { choicesIn, toGiven } from '../group-reasons/choose.js'
import { flagComment } from './flag.js'
import { groupOf } from './store.js'

const Params = Type.Object({ id: IdText })
const Flag = Type.Object(
  {
    reason: OneOf<Reason>(reasons),
    groupReason,
    explanation: Type.Optional(Type.String({ maxLength: EXPLANATION_LIMIT })),
  },
  { additionalProperties: false },
)

/** Flags of one reader, or of one network of readers who are not signed in, in an hour. */
const MOST_AN_HOUR = { person: 30, network: 10 }

/** By which any reader tells the chairs of a comment that breaks the terms. */
export const flagRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/comments/:id/flag', { schema: { params: Params }, config: { may: 'anyone' } }, async (request, reply) =>
    showForm(request, reply),
  )

  app.post(
    '/comments/:id/flag',
    {
      schema: { params: Params, body: Flag },
      config: { may: 'anyone' },
      preValidation: readForm(toFlag),
      attachValidation: true,
      preHandler: [app.csrfProtection, limitFlags(app)],
      errorHandler: showAgain(showForm),
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { id } = request.params
      await flagComment(app, { person: request.person, address: request.ip }, id, request.body)
      return reply.goTo(`/comments/${id}`, 'moderation.flagged')
    },
  )
}

function toFlag(fields: FormFields): Record<string, unknown> {
  const explanation = field(fields, 'explanation')
  return { ...toGiven(field(fields, 'reason')), ...(explanation !== undefined && { explanation }) }
}

function limitFlags(app: FastifyInstance): (request: FastifyRequest) => Promise<void> {
  if (!app.config.limits) return async () => {}
  const timeWindow = '1 hour'
  const askPerson = app.createRateLimit({
    max: MOST_AN_HOUR.person,
    timeWindow,
    keyGenerator: request => request.person?.id ?? '',
  })
  const askNetwork = app.createRateLimit({
    max: MOST_AN_HOUR.network,
    timeWindow,
    keyGenerator: request => networkOf(request.ip),
  })
  return async request => {
    const state = await (request.person ? askPerson(request) : askNetwork(request))
    if (!state.isAllowed && state.isExceeded) throw tooMany('too-many-flags')
  }
}

async function showForm(request: FastifyRequest, reply: FastifyReply, fault?: Fault): Promise<unknown> {
  const { id } = request.params as { id: string }
  const reader = readerOf(request.person)
  const comment = await visibleComments(request.server.db, reader).where('c.id', '=', id).executeTakeFirst()
  if (!comment) throw notFound('no-such-comment')
  const { t } = request
  return reply.page('moderation/flag', {
    title: t('moderation.flag.title'),
    id,
    url: `/comments/${id}`,
    words: wordGaps(comment.body ?? '', t('comments.gap')).split(/\n{2,}/),
    open: comment.status === 'published' && !comment.mine,
    reasons: choicesIn(await groupOf(request.server.db, id), request.server.groupReasons, t),
    form: formView(request, { reason: '', explanation: '' }, fault && { typed: request.typed, fault }),
  })
}
