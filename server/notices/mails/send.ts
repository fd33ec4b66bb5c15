import type { FastifyInstance } from 'fastify'
import type { Id } from '../../database/schema.js'
import { kinds } from './kinds.js'
import { RefusedForGood } from './mailer.js'
import { renderMail } from './render.js'
import { findMail, markRefused, markSent } from './store.js'

/**
 * Sends one mail, once: what has been sent is marked, and what is tried again keeps its Message-ID. Without an SMTP
 * server it stays in the outbox. A mail that nobody can use any more, or whose recipient has left, is not sent.
 */
export async function sendMail(app: FastifyInstance, id: Id): Promise<void> {
  const { mailer } = app
  if (!mailer) return
  const mail = await findMail(app.db, id)
  if (!mail || mail.sent_at !== null || mail.refused_at !== null) return
  const { staleMs } = kinds[mail.message] ?? {}
  const stale = staleMs !== undefined && Date.now() - mail.created_at.getTime() > staleMs
  if (mail.address === null || stale) return markRefused(app.db, id)
  try {
    await mailer.send({ ...mail, address: mail.address }, await renderMail(app, mail))
  } catch (error) {
    if (!(error instanceof RefusedForGood)) throw error
    app.log.warn(error.message)
    return markRefused(app.db, id)
  }
  await markSent(app.db, id)
}
