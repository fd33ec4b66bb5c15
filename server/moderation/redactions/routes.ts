import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isCoordinator, mayModerate } from '../../accounts/index.js'
import { IdText, isSealed, readerOf, wordGaps } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { Fault, notAllowed, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { field, fieldFaults, readForm } from '../../web/forms.js'
import { wordReason } from '../decisions/words.js'
import { choicesIn } from '../group-reasons/choose.js'
import { claim } from '../queue/claims.js'
import { backTo } from '../queue/filter.js'
import { viewsOf } from '../queue/items.js'
import { type QueueRow, queueRows } from '../queue/store.js'
import { lift, redact, redactableFrom, type TakenOut, takenOut } from './redact.js'
import { Lift, Redact, toLifting, toRedaction } from './schema.js'
import { redactionBy, redactionsOn, type StandingRedaction } from './store.js'

const Params = Type.Object({ id: IdText })

/** By which a moderator takes a part out of a comment, and puts it back. */
export const redactionRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/comments/:id/redact', { schema: { params: Params }, config: { may: 'moderate' } }, async (request, reply) =>
    show(request, reply, request.params.id),
  )

  app.post(
    '/comments/:id/redact',
    {
      schema: { params: Params, body: Redact },
      config: { may: 'moderate' },
      preValidation: readForm(toRedaction),
      attachValidation: true,
      preHandler: app.csrfProtection,
      errorHandler: showAgain(async (request, reply, fault) =>
        show(request, reply, (request.params as { id: Id }).id, { fault }),
      ),
    },
    async (request, reply) => {
      const { id } = request.params
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, faultsOf(request.validationError))
      if (field(request.typed, 'step') === 'preview') {
        await readable(request, id)
        return show(request, reply, id, { preview: await takenOut(app.db, id, request.body.passages) })
      }
      await redact(app, { ...request.body, comment: id, moderator: request.person! })
      return reply.goTo(`${backTo(request.typed)}#queue`, 'moderation.redact')
    },
  )

  app.post(
    '/decisions/:id/lift',
    {
      schema: { params: Params, body: Lift },
      config: { may: 'moderate' },
      preValidation: readForm(toLifting),
      preHandler: app.csrfProtection,
    },
    async (request, reply) => {
      const decision = request.params.id
      const asked = await redactionBy(app.db, decision)
      if (!asked) throw notFound('no-such-decision')
      await lift(app, { ...request.body, decision, moderator: request.person! })
      return reply.goTo(`/comments/${asked.comment_id}/redact`, 'moderation.lift')
    },
  )
}

/** What is wrong with one passage is told of the field that holds them all. */
function faultsOf(error: Parameters<typeof fieldFaults>[0]) {
  return fieldFaults(error).map(one => ({ ...one, field: one.field.split('.')[0]! }))
}

/** The comment, if this moderator may take a part out of it. @throws notFound, notAllowed */
async function readable(request: FastifyRequest, id: Id): Promise<{ row: QueueRow; standing: StandingRedaction[] }> {
  const person = request.person!
  const [row] = await queueRows(request.server.db, readerOf(person), [id])
  if (!row || row.status === 'withdrawn') throw notFound('no-such-comment')
  if (!mayModerate(person, row.working_group_id)) throw notAllowed('other-group')
  if (row.person_id === person.id) throw notAllowed('own-comment')
  const standing = await redactionsOn(request.server.db, id)
  const apart = row.body === null || standing.some(part => part.passages.length > 0 && isSealed(part.reason))
  if (apart && !isCoordinator(person)) throw notAllowed('kept-apart')
  return { row, standing }
}

/** The comment with the form, as it was typed, and with what the public would read of it. */
async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  id: Id,
  { preview, fault }: { preview?: TakenOut; fault?: Fault } = {},
) {
  const { t, server } = request
  const { row, standing } = await readable(request, id)
  if (row.claimed_by === null) await claim(server.db, request.person!.id, [id])
  const [item] = await viewsOf(request, [row])
  const shown = (text: string | null) => (text === null ? null : wordGaps(text, t('comments.gap')).split(/\n{2,}/))
  const typed = preview || fault ? { typed: request.typed } : {}
  return reply.page('moderation/redact', {
    title: t('moderation.redact.title'),
    item: { ...item!, redactUrl: null },
    open: redactableFrom.includes(row.status) && row.erased_at === null,
    publishes: row.status !== 'published',
    // A fault tells what the comment is like now, and what she sees of it is that.
    seen: item!.seen,
    preview: preview && {
      body: shown(preview.shown.shown_body),
      proposed: shown(preview.shown.shown_proposed_text),
    },
    standing: standing.map(one => ({
      id: one.decision_id,
      reason: wordReason(one.reason, t),
      explanation: one.explanation,
      time: one.created_at,
      passages: one.passages,
    })),
    reasons: choicesIn(row.working_group_slug, server.groupReasons, t),
    back: backTo(fault || preview ? request.typed : {}),
    form: formView(request, { passages: '', reason: '', explanation: '' }, { ...typed, ...(fault && { fault }) }),
  })
}
