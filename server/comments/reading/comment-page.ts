import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Id } from '../../database/schema.js'
import { paragraphPath, placeOfVersion, reportPath, versionName, versionPath } from '../../reports/index.js'
import { notFound } from '../../web/faults.js'
import { IdText, kinds } from '../vocabulary.js'
import { confirmation, timeMark } from '../writing/by-hand.js'
import { bodyHtml } from './body.js'
import { paragraphOf, visibleComment } from './find.js'
import { choices } from './form.js'
import { pathOf } from './paragraph-page.js'
import { languageAttributes, paragraphHtml, WHOLE_REPORT } from './paragraph-view.js'
import { readerOf } from './reader.js'
import { laterPlaces } from './standing.js'
import { commentWithReplies, showing } from './thread.js'
import { partsOf } from './views.js'
import { earlierWordings } from './visible.js'

/** One comment: its permanent page. */
export const commentPage: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/comments/:id',
    {
      schema: { params: Type.Object({ id: IdText }), querystring: Type.Object({ after: Type.Optional(IdText) }) },
      config: { may: 'anyone' },
    },
    async (request, reply) => {
      const { t } = request
      const reader = readerOf(request.person)
      const found = await visibleComment(app.db, reader, request.params.id)
      if (!found) throw notFound('no-such-comment')
      // A reply is read below the comment that it answers, where that may be seen.
      const comment = (found.parent_id && (await visibleComment(app.db, reader, found.parent_id))) || found
      const place = await placeOfVersion(app.db, comment.version_id)
      const paragraph = await paragraphOf(app.db, comment.paragraph_id)
      const show = showing(request, place.report, place.version)
      const withReplies = (after: Id | null) =>
        commentWithReplies(request, show, comment, paragraph?.text ?? null, after)
      const [first, later, earlier] = await Promise.all([
        withReplies(request.query.after ?? null),
        laterPlaces(app.db, comment.id),
        earlierWordings(app.db, reader, found.id),
      ])
      const reached = found === comment || first.replies.some(one => one.id === found.id)
      const view = reached ? first : await withReplies(String(BigInt(found.id) - 1n))
      const textUrl = versionPath(place.report.slug, place.version.number)
      const where = paragraph?.number ?? t('comments.page.report-place')
      return reply.page('comments/comment', {
        title: `${t('comments.page.title', { place: where })} – ${place.report.title}`,
        scripts: ['reading.js'],
        comment: view,
        shown: timeMark(app, {}, new Date()),
        byHand: confirmation({}, undefined),
        idempotencyKey: randomUUID(),
        report: place.report,
        reportUrl: reportPath(place.report.slug),
        version: place.version,
        where,
        language: languageAttributes(place.report.language),
        paragraph: paragraph && { id: paragraph.id, html: paragraphHtml(paragraph, textUrl) },
        paragraphUrl: pathOf(place, paragraph ?? null),
        path: pathOf(place, paragraph ?? null),
        slug: paragraph?.slug ?? WHOLE_REPORT,
        later: later.map(one => ({
          words: t(one.paragraph_number === null ? 'comments.carried.nowhere' : 'comments.carried.in', {
            version: versionName(one, t),
            place: one.paragraph_number,
          }),
          state: comment.paragraph_id === null ? '' : t(`comments.carried.states.${one.state}`),
          url: one.slug && `${paragraphPath(place.report.slug, one.number, one.slug)}?comments=all`,
        })),
        earlier: earlier.map(wording => ({
          time: wording.written_at,
          body: bodyHtml(wording.body, partsOf(found, t)),
        })),
        action: `${textUrl}/comments`,
        kinds: choices(kinds, 'comments.kinds', t),
      })
    },
  )
}
