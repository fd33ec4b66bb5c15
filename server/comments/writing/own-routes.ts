import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Paragraph } from '../../database/schema.js'
import { placeOfVersion, type VersionPlace, versionPath } from '../../reports/index.js'
import { statusOf, toFault, wordField } from '../../web/errors.js'
import { Fault, notAllowed, notFound } from '../../web/faults.js'
import { type FormFields, fieldFaults, readForm } from '../../web/forms.js'
import { wordGaps } from '../gaps/gaps.js'
import { bodyHtml } from '../reading/body.js'
import { paragraphOf, visibleComment } from '../reading/find.js'
import { choices, commentForm, faultWords } from '../reading/form.js'
import { pathOf } from '../reading/paragraph-page.js'
import { languageAttributes, paragraphHtml } from '../reading/paragraph-view.js'
import { readerOf } from '../reading/reader.js'
import { partsOf } from '../reading/views.js'
import type { VisibleComment } from '../reading/visible.js'
import { IdText, kinds, stances } from '../vocabulary.js'
import { editComment, endorse, withdrawComment } from './change.js'
import { limitWriting } from './limit.js'
import { EditComment, toWording } from './schema.js'
import { findStanding } from './store.js'

const Params = Type.Object({ id: IdText })

/** What an author does with her comment: other words, taking it back. */
export const ownRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/comments/:id/edit', { schema: { params: Params }, config: { may: 'comment' } }, async (request, reply) => {
    const mine = await own(request, request.params.id)
    const { comment } = mine
    return showEdit(request, reply, mine, {
      kind: comment.kind,
      stance: comment.stance ?? '',
      body: wordGaps(comment.body ?? '', '…'),
      proposedText: comment.proposed_text === null ? undefined : wordGaps(comment.proposed_text, '…'),
      onBehalfOf: comment.on_behalf_of ?? '',
    })
  })

  app.post(
    '/comments/:id/edit',
    {
      schema: { params: Params, body: EditComment },
      config: { may: 'comment' },
      bodyLimit: 1024 * 1024,
      preValidation: readForm(toWording),
      attachValidation: true,
      preHandler: [app.csrfProtection, limitWriting(app)],
      errorHandler: showEditAgain,
    },
    async (request, reply) => {
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      const { place, path } = await own(request, request.params.id)
      const { status, heldFor } = await editComment(
        app,
        place.version,
        request.person!,
        request.params.id,
        request.body,
      )
      const waits = heldFor ? `comment.edited-${heldFor}` : 'comment.edited-waiting'
      return reply.goTo(path, status === 'published' ? 'comment.edited' : waits)
    },
  )

  app.get(
    '/comments/:id/withdraw',
    { schema: { params: Params }, config: { may: 'comment' } },
    async (request, reply) => {
      const { comment, path } = await own(request, request.params.id)
      return reply.page('comments/withdraw', {
        title: request.t('comments.withdraw-page.title'),
        body: bodyHtml(comment.body ?? '', partsOf(comment, request.t)),
        action: `/comments/${comment.id}/withdraw`,
        back: path,
      })
    },
  )

  app.post(
    '/comments/:id/withdraw',
    { schema: { params: Params }, config: { may: 'comment' }, preHandler: app.csrfProtection },
    async (request, reply) => {
      const { place, path } = await own(request, request.params.id)
      await withdrawComment(app, place.version, request.person!, request.params.id)
      return reply.goTo(path, 'comment.withdrawn')
    },
  )
}

/** What a reader does with another's comment. */
export const endorsementRoutes: FastifyPluginAsyncTypebox = async app => {
  for (const [path, wish] of [
    ['endorse', 'endorsed'],
    ['unendorse', 'not endorsed'],
  ] as const) {
    app.post(
      `/comments/:id/${path}`,
      { schema: { params: Params }, config: { may: 'comment' }, preHandler: [app.csrfProtection, limitWriting(app)] },
      async (request, reply) => {
        const comment = await findStanding(app.db, request.params.id)
        if (!comment) throw notFound('no-such-comment')
        const place = await placeOfVersion(app.db, comment.version_id)
        await endorse(app, place.version, request.person!, comment.id, wish)
        const paragraph = await paragraphOf(app.db, comment.paragraph_id)
        return reply.goTo(`${pathOf(place, paragraph ?? null)}#c-${comment.id}`)
      },
    )
  }
}

interface Own {
  comment: VisibleComment
  place: VersionPlace
  paragraph: Paragraph | undefined
  /** Where it is read. */
  path: string
}

/** @throws notFound; notAllowed for another's comment that she may see */
async function own(request: FastifyRequest, id: string): Promise<Own> {
  const { db } = request.server
  const comment = await visibleComment(db, readerOf(request.person), id)
  if (!comment) throw notFound('no-such-comment')
  if (!comment.mine) throw notAllowed('not-your-comment')
  const [place, paragraph] = await Promise.all([
    placeOfVersion(db, comment.version_id),
    paragraphOf(db, comment.paragraph_id),
  ])
  return { comment, place, paragraph, path: `${pathOf(place, paragraph ?? null)}#c-${comment.id}` }
}

/** The form comes back as it was typed, with the reason why it could not be taken. */
async function showEditAgain(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const fault = toFault(error)
  if (!fault || fault.kind === 'not-found' || fault.key === 'not-your-comment' || !request.typed || !request.person)
    throw error
  const mine = await own(request, (request.params as { id: string }).id)
  return showEdit(request, reply.code(statusOf(fault)), mine, request.typed, fault)
}

async function showEdit(
  request: FastifyRequest,
  reply: FastifyReply,
  { comment, place, paragraph, path }: Own,
  typed: FormFields,
  fault?: Fault,
) {
  const { t } = request
  const messages = (fault?.fields ?? []).map(one => wordField(t, one))
  const form = commentForm(typed, { proposedText: paragraph?.text ?? '' }, messages)
  return reply.page('comments/edit', {
    title: t('comments.form.heading-edit'),
    scripts: ['reading.js'],
    action: `/comments/${comment.id}/edit`,
    back: path,
    language: languageAttributes(place.report.language),
    paragraph: paragraph && {
      id: paragraph.id,
      number: paragraph.number,
      html: paragraphHtml(paragraph, versionPath(place.report.slug, place.version.number)),
    },
    quote: comment.quote_exact,
    reply: comment.parent_id !== null,
    form,
    proposing: Boolean(form.errors.proposedText) || form.values.proposedText !== (paragraph?.text ?? ''),
    kinds: choices(kinds, 'comments.kinds', t),
    stances: choices(stances, 'comments.stances', t),
    fault: faultWords(fault, t),
  })
}
