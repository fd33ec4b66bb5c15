import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { TaskList } from '../jobs/jobs.js'
import { tellOfDraft } from './drafts/tell.js'
import { openMailer } from './mails/mailer.js'
import { sendMail } from './mails/send.js'
import { outboxRoutes } from './outbox/routes.js'
import { tellOfReply } from './replies/tell.js'
import { stopRoutes } from './stopping/routes.js'

export { queueMail, queueMailTo } from './mails/queue.js'
export { forgetMailsOf, forgetOldMails } from './mails/store.js'

/** Mail: how it leaves the house, and the pages about it. */
export const notices = fastifyPlugin(async (app: FastifyInstance) => {
  const mailer = openMailer(app)
  app.decorate('mailer', mailer)
  app.addHook('onClose', async () => mailer?.close())
  await app.register(outboxRoutes)
  await app.register(stopRoutes)
})

export function noticeTasks(app: FastifyInstance): TaskList {
  return {
    'send-mail': async payload => sendMail(app, idIn(payload, 'mail')),
    'tell-of-draft': async payload => tellOfDraft(app, Number(idIn(payload, 'version'))),
    'tell-of-reply': async payload => tellOfReply(app, idIn(payload, 'reply')),
  }
}

function idIn(payload: unknown, name: string): string {
  return String((payload as Record<string, unknown>)[name])
}
