import type { FastifyInstance } from 'fastify'
import type { TaskList } from '../jobs/jobs.js'

export { queueMail, queueMailTo, type Saying } from './mails/queue.js'
export { forgetOldMails } from './mails/store.js'

export function noticeTasks(_app: FastifyInstance): TaskList {
  return { 'send-mail': async () => {}, 'tell-of-reply': async () => {} }
}
export async function notices(_app: FastifyInstance): Promise<void> {}
