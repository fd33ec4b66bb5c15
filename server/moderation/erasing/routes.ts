import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { IdText, readerOf } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { Fault, invalidField, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { type FormFields, field, fieldFaults, readForm } from '../../web/forms.js'
import { EXPLANATION_LIMIT } from '../decisions/reasons.js'
import { Decide } from '../decisions/schema.js'
import { backTo } from '../queue/filter.js'
import { viewsOf } from '../queue/items.js'
import { queueRows } from '../queue/store.js'
import { erase } from './erase.js'

const Params = Type.Object({ id: IdText })
const Erase = Type.Object(
  { sure: Type.Boolean(), explanation: Type.String({ maxLength: EXPLANATION_LIMIT }), seen: Decide.properties.seen },
  { additionalProperties: false },
)

/** By which a coordinator erases for good what is kept apart. */
export const erasingRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/comments/:id/erase',
    { schema: { params: Params }, config: { may: 'coordinate' } },
    async (request, reply) => show(request, reply),
  )

  app.post(
    '/comments/:id/erase',
    {
      schema: { params: Params, body: Erase },
      config: { may: 'coordinate' },
      preValidation: readForm(toErasure),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(show),
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { sure, ...erasure } = request.body
      if (!sure) throw invalidField('sure', 'not-sure-to-erase')
      await erase(app, { ...erasure, comment: request.params.id, moderator: request.person! })
      return reply.goTo(`${backTo(request.typed)}#queue`, 'moderation.erase')
    },
  )
}

function toErasure(fields: FormFields): Record<string, unknown> {
  const seen = field(fields, 'seen')
  return {
    sure: field(fields, 'sure') === 'yes',
    explanation: field(fields, 'explanation')?.replaceAll('\r\n', '\n') ?? '',
    ...(seen !== undefined && { seen }),
  }
}

async function show(request: FastifyRequest, reply: FastifyReply, fault?: Fault): Promise<unknown> {
  const { t, server } = request
  const { id } = request.params as { id: Id }
  const rows = await queueRows(server.db, readerOf(request.person), [id])
  const [item] = await viewsOf(request, rows)
  if (!item || rows[0]!.status === 'withdrawn') throw notFound('no-such-comment')
  return reply.page('moderation/erase', {
    title: t('moderation.erase.title'),
    item: { ...item, redactUrl: null, eraseUrl: null },
    open: item.eraseUrl !== null,
    back: backTo(fault ? request.typed : {}),
    form: formView(request, { explanation: '', sure: '' }, fault && { typed: request.typed, fault }),
  })
}
