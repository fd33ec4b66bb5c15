import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Comment, Id, Paragraph } from '../database/schema.js'
import { paragraphPath, placeOfVersion, type VersionPlace } from '../reports/index.js'
import { statusOf } from '../web/errors.js'
import { Fault, notAllowed, notFound } from '../web/faults.js'
import { fieldFaults, readForm } from '../web/forms.js'
import { choices, faultMessages } from './paragraph-routes.js'
import { EditComment, IdText, kinds, stances, toWording } from './schema.js'
import { findComment, wordingsOf } from './store.js'
import { showing, withReplies } from './thread.js'
import { bodyHtml } from './body.js'
import { commentForm, languageAttributes, paragraphHtml, WHOLE_REPORT } from './views.js'
import { readerOf, visibleComment } from './visible.js'
import { editComment, endorse, withdrawComment } from './write.js'

const CommentParams = Type.Object({ id: IdText })

/** One comment: its permanent page, and what its author and its readers do with it. */
export const commentRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/comments/:id', { schema: { params: CommentParams }, config: { may: 'anyone' } }, async (request, reply) => {
    const found = await visibleComment(app.db, readerOf(request.person), request.params.id)
    if (!found) throw notFound('no-such-comment')
    // A reply is read below the comment that it answers.
    const comment = found.parent_id ? await visibleComment(app.db, readerOf(request.person), found.parent_id) : found
    if (!comment) throw notFound('no-such-comment')
    const place = await placeOfVersion(app.db, comment.version_id)
    const paragraph = await paragraphOf(app.db, comment.paragraph_id)
    const show = showing(request, place.report, place.version)
    const [view] = await withReplies(request, show, [comment], paragraph?.text ?? null)
    const earlier = comment.body === null ? [] : await wordingsOf(app.db, comment.id)
    const { t } = request
    const where = paragraph?.number ?? t('comments.page.report-place')
    return reply.page('comments/comment', {
      title: `${t('comments.page.title', { place: where })} – ${place.report.title}`,
      scripts: ['reading.js'],
      comment: view,
      report: place.report,
      version: place.version,
      where,
      language: languageAttributes(place.report.language),
      paragraph: paragraph && { id: paragraph.id, html: paragraphHtml(paragraph) },
      paragraphUrl: pathOf(place, paragraph),
      slug: paragraph?.slug ?? WHOLE_REPORT,
      earlier: earlier.map(wording => ({ time: wording.written_at, body: bodyHtml(wording.body) })),
      action: `/reports/${place.report.slug}/v/${place.version.number}/comments`,
      kinds: choices(kinds, 'comments.kinds', t),
    })
  })

  app.get('/comments/:id/edit', { schema: { params: CommentParams }, config: { may: 'comment' } }, async (request, reply) => {
    const { comment } = await own(request, request.params.id)
    return showEdit(request, reply, comment, {
      kind: comment.kind,
      stance: comment.stance ?? '',
      body: comment.body,
      proposedText: comment.proposed_text ?? undefined,
      onBehalfOf: comment.on_behalf_of ?? '',
    })
  })

  app.post(
    '/comments/:id/edit',
    {
      schema: { params: CommentParams, body: EditComment },
      config: { may: 'comment' },
      preValidation: readForm(toWording),
      preHandler: app.csrfProtection,
      attachValidation: true,
    },
    async (request, reply) => {
      const { comment, place } = await own(request, request.params.id)
      try {
        if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
        await editComment(app, place.version, request.person!, comment.id, request.body)
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault
        return showEdit(request, reply.code(statusOf(fault)), comment, request.typed, fault)
      }
      return reply.goTo(await commentPath(app.db, place, comment), 'comment.edited')
    },
  )

  app.get('/comments/:id/withdraw', { schema: { params: CommentParams }, config: { may: 'comment' } }, async (request, reply) => {
    const { comment, place } = await own(request, request.params.id)
    return reply.page('comments/withdraw', {
      title: request.t('comments.withdraw-page.title'),
      body: bodyHtml(comment.body),
      action: `/comments/${comment.id}/withdraw`,
      back: await commentPath(app.db, place, comment),
    })
  })

  app.post(
    '/comments/:id/withdraw',
    { schema: { params: CommentParams }, config: { may: 'comment' }, preHandler: app.csrfProtection },
    async (request, reply) => {
      const { comment, place } = await own(request, request.params.id)
      await withdrawComment(app, place.version, request.person!, comment.id)
      return reply.goTo(await commentPath(app.db, place, comment), 'comment.withdrawn')
    },
  )

  for (const [path, wish] of [
    ['endorse', 'endorsed'],
    ['unendorse', 'not endorsed'],
  ] as const) {
    app.post(
      `/comments/:id/${path}`,
      { schema: { params: CommentParams }, config: { may: 'comment' }, preHandler: app.csrfProtection },
      async (request, reply) => {
        const comment = await findComment(app.db, request.params.id)
        if (!comment) throw notFound('no-such-comment')
        const place = await placeOfVersion(app.db, comment.version_id)
        await endorse(app, place.version, request.person!, comment.id, wish)
        return reply.goTo(await commentPath(app.db, place, comment))
      },
    )
  }
}

async function own(request: FastifyRequest, id: Id): Promise<{ comment: Comment; place: VersionPlace }> {
  const comment = await findComment(request.server.db, id)
  if (!comment) throw notFound('no-such-comment')
  if (comment.person_id !== request.person?.id) throw notAllowed('not-your-comment')
  return { comment, place: await placeOfVersion(request.server.db, comment.version_id) }
}

async function paragraphOf(db: FastifyRequest['server']['db'], id: Id | null): Promise<Paragraph | undefined> {
  return id === null ? undefined : db.selectFrom('paragraphs').selectAll().where('id', '=', id).executeTakeFirst()
}

function pathOf({ report, version }: VersionPlace, paragraph: Paragraph | undefined): string {
  return paragraphPath(report.slug, version.number, paragraph?.slug ?? WHOLE_REPORT)
}

async function commentPath(db: FastifyRequest['server']['db'], place: VersionPlace, comment: Comment): Promise<string> {
  return `${pathOf(place, await paragraphOf(db, comment.paragraph_id))}#c-${comment.id}`
}

async function showEdit(request: FastifyRequest, reply: FastifyReply, comment: Comment, typed: FastifyRequest['typed'], fault?: Fault) {
  const { t } = request
  const place = await placeOfVersion(request.server.db, comment.version_id)
  const paragraph = await paragraphOf(request.server.db, comment.paragraph_id)
  return reply.page('comments/edit', {
    title: t('comments.form.heading-edit'),
    scripts: ['reading.js'],
    action: `/comments/${comment.id}/edit`,
    back: await commentPath(request.server.db, place, comment),
    language: languageAttributes(place.report.language),
    paragraph: paragraph && { id: paragraph.id, number: paragraph.number, html: paragraphHtml(paragraph) },
    quote: comment.quote_exact,
    reply: comment.parent_id !== null,
    form: commentForm(typed, { proposedText: paragraph?.text ?? '' }, fault ? faultMessages(fault, request) : []),
    kinds: choices(kinds, 'comments.kinds', t),
    stances: choices(stances, 'comments.stances', t),
    fault:
      fault && fault.kind !== 'invalid'
        ? { title: t(`faults.${fault.key}.title`, fault.values), detail: t(`faults.${fault.key}.detail`, fault.values) }
        : null,
  })
}
