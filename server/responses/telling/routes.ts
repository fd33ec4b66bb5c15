import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { record } from '../../audit/index.js'
import { cleanText, commentView, IdText, readerOf, showing, visibleComments } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { placeOfVersion } from '../../reports/index.js'
import { conflict, Fault, invalidField, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { field, fieldFaults, readForm } from '../../web/forms.js'
import { satisfactionWith, saySatisfied } from './store.js'

const Params = Type.Object({ id: IdText })
const Said = Type.Object(
  { satisfied: Type.Boolean(), why: Type.Optional(Type.String({ maxLength: 2_000 })) },
  { additionalProperties: false },
)

/** Where an author reads the answer to her comment, and says once whether she is satisfied. */
export const answerRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/comments/:id/answer', { schema: { params: Params }, config: { may: 'sign-in' } }, (request, reply) =>
    show(request, reply, request.params.id),
  )

  app.post(
    '/comments/:id/answer',
    {
      schema: { params: Params, body: Said },
      config: { may: 'sign-in' },
      preValidation: readForm(fields => {
        const satisfied = field(fields, 'satisfied')
        const why = field(fields, 'why')
        return { ...(satisfied !== undefined && { satisfied: satisfied === 'yes' }), ...(why !== undefined && { why }) }
      }),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain((request, reply, fault) =>
        show(request, reply, (request.params as { id: Id }).id, fault),
      ),
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { id } = request.params
      const { satisfied, why = '' } = request.body
      if (!satisfied && why.trim() === '') throw invalidField('why', 'satisfaction-why')
      const comment = await ownAnswered(request, id)
      await app.db.transaction().execute(async tx => {
        const first = await saySatisfied(tx, { comment_id: comment.id, satisfied, why: cleanText(why) })
        if (!first) throw conflict('satisfaction-said')
        await record(tx, {
          actor: request.person!.id,
          action: 'response.judged',
          subject: 'comment',
          subjectId: comment.id,
          details: { satisfied },
        })
      })
      return reply.goTo(`/comments/${id}/answer`, 'responses.said')
    },
  )
}

/** @throws notFound where it is not one's own, or has no answer yet */
async function ownAnswered(request: FastifyRequest, id: Id) {
  const comment = await visibleComments(request.server.db, readerOf(request.person))
    .where('c.id', '=', id)
    .executeTakeFirst()
  if (!comment?.mine) throw notFound('no-such-comment')
  if (!comment.answer) throw notFound('no-answer')
  return comment
}

async function show(request: FastifyRequest, reply: FastifyReply, id: Id, fault?: Fault) {
  const { t, server } = request
  const comment = await ownAnswered(request, id)
  const [place, said] = await Promise.all([
    placeOfVersion(server.db, comment.version_id),
    satisfactionWith(server.db, comment.id),
  ])
  return reply.page('responses/answer', {
    title: t('responses.own.title'),
    comment: commentView(comment, showing(request, place.report, place.version), null),
    language: { lang: place.report.language, dir: 'auto' },
    said: said && { satisfied: said.satisfied, why: said.why, time: said.said_at },
    form: formView(request, { satisfied: '', why: '' }, fault && { typed: request.typed, fault }),
  })
}
