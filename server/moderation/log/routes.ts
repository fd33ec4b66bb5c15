import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { mayModerate } from '../../accounts/index.js'
import { headHash } from '../../audit/index.js'
import { IdText } from '../../comments/index.js'
import { notFound } from '../../web/faults.js'
import type { Translate } from '../../web/messages.js'
import { deciderOf, statementOf } from '../decisions/statement.js'
import { decisionsOn } from '../decisions/store.js'
import { wordReason } from '../decisions/words.js'
import { type LogRow, logPage, placeOfComment } from './store.js'

const PAGE = 50

/** What was decided: for everybody in the log, for the author with the statement of reasons. */
export const logRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/moderation/log',
    { schema: { querystring: Type.Object({ before: Type.Optional(IdText) }) }, config: { may: 'anyone' } },
    async (request, reply) => {
      const [found, head] = await Promise.all([
        logPage(app.db, request.query.before ?? null, PAGE + 1),
        headHash(app.db),
      ])
      const page = found.slice(0, PAGE)
      return reply.page('moderation/log', {
        title: request.t('moderation.log.title'),
        decisions: page.map(row => logEntry(row, request.t)),
        next: found.length > PAGE ? `/moderation/log?before=${page.at(-1)!.id}` : null,
        head,
      })
    },
  )

  app.get(
    '/comments/:id/decisions',
    { schema: { params: Type.Object({ id: IdText }) }, config: { may: 'sign-in' } },
    async (request, reply) => {
      const { id } = request.params
      const place = await placeOfComment(app.db, id)
      const mine = place?.person_id === request.person!.id
      if (!place || !(mine || mayModerate(request.person, place.working_group_id))) throw notFound('no-such-comment')
      const decisions = await decisionsOn(app.db, id)
      return reply.page('moderation/decisions', {
        title: request.t('moderation.statement.title'),
        report: place.report_title,
        url: `/comments/${id}`,
        statements: decisions.map(decision => statementOf(decision, place.working_group, new Date(), request.t)),
      })
    },
  )
}

function logEntry(row: LogRow, t: Translate) {
  return {
    time: row.created_at,
    did: t(`moderation.measures.${row.action}`),
    decider: deciderOf(row, row.working_group, t),
    reason: row.reason && wordReason(row.reason, t),
    explanation: row.explanation,
    report: row.report_title,
    reportUrl: `/reports/${row.report_slug}`,
    place: row.paragraph_number,
    // What the public cannot open is not linked.
    url:
      row.status === 'published' || row.status === 'withheld' || row.status === 'withdrawn'
        ? `/comments/${row.comment_id}`
        : null,
  }
}
