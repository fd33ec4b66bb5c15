import type { FastifyInstance } from 'fastify'
import type { Id } from '../../database/schema.js'
import { queueMail } from '../mails/queue.js'
import { findReply } from './store.js'

/**
 * Tells the author of a comment that somebody replied. The words of the reply are not in the mail: a moderator could
 * withhold them tomorrow, and a mail cannot be taken back. Run again, it mails nobody twice.
 */
export async function tellOfReply(app: FastifyInstance, reply: Id): Promise<void> {
  await app.db.transaction().execute(async tx => {
    const found = await findReply(tx, reply)
    if (!found) return
    await queueMail(tx, {
      to: found.author_id,
      message: 'reply',
      values: { report: found.report_title, place: found.paragraph_number ?? '' },
      path: `/comments/${reply}`,
      once: `reply ${reply}`,
    })
  })
}
