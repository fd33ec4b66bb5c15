import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { notFound } from '../../web/faults.js'
import { renderMail } from '../mails/render.js'
import { latestMails } from '../mails/store.js'
import { piecesOf } from './links.js'

/** Mails on the page, the newest first. */
const MOST = 50

/**
 * The mails of a server that sends none: whoever can open the page can sign in as anybody, so it is only for trying the
 * site out. Where there is an SMTP server, and in production, it does not exist.
 */
export const outboxRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/outbox', { config: { may: 'anyone' } }, async (request, reply) => {
    if (app.config.smtpUrl !== null || app.config.production) throw notFound()
    const rows = await latestMails(app.db, MOST)
    const mails = await Promise.all(
      rows.map(async row => {
        const { subject, text } = await renderMail(app, row)
        return {
          id: row.id,
          subject,
          to: row.address ?? request.t('mail.outbox.nobody'),
          time: row.created_at,
          pieces: piecesOf(text.trim(), app.config.publicUrl),
        }
      }),
    )
    return reply
      .header('cache-control', 'no-store')
      .page('notices/outbox', { title: request.t('mail.outbox.title'), mails })
  })
}
