import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdText } from '../../comments/index.js'
import { Fault } from '../../web/faults.js'
import { showAgain } from '../../web/form-view.js'
import { fieldFaults, readForm } from '../../web/forms.js'
import { showForm } from './page.js'
import { agree, type Responded, respond } from './respond.js'
import { Respond, toResponse } from './schema.js'

const Params = Type.Object({ id: IdText })
const Seen = Type.Object({ seen: Type.Integer({ minimum: 0 }) })

/** By which a chair answers one comment. */
export const responsePages: FastifyPluginAsyncTypebox = async app => {
  app.get('/comments/:id/response', { schema: { params: Params }, config: { may: 'moderate' } }, (request, reply) =>
    showForm(request, reply, request.params.id),
  )

  app.post(
    '/comments/:id/response',
    {
      schema: { params: Params, body: Respond },
      config: { may: 'moderate' },
      preValidation: readForm(toResponse),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: again,
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { id } = request.params
      const done = await respond(app, request.person!, id, request.body)
      return reply.goTo(`/comments/${id}/response`, noticeOf(done))
    },
  )

  app.post(
    '/comments/:id/response/agree',
    {
      schema: { params: Params, body: Seen },
      config: { may: 'moderate' },
      preValidation: readForm(fields => ({ seen: Number(fields.seen) })),
      preHandler: app.csrfProtection,
      errorHandler: again,
    },
    async (request, reply) => {
      const { id } = request.params
      const done = await agree(app, request.person!, id, request.body.seen)
      return reply.goTo(`/comments/${id}/response`, noticeOf(done))
    },
  )
}

const again = showAgain((request, reply, fault) =>
  showForm(request, reply, (request.params as { id: string }).id, fault),
)

const NOTICES = { draft: 'responses.draft', agreed: 'responses.agreed', published: 'responses.published' } as const
const noticeOf = ({ state }: Responded) => NOTICES[state]
