import type { FastifyInstance } from 'fastify'
import type { TaskList } from '../jobs/jobs.js'
import { forgetOldMails } from '../notices/index.js'
import { forgetExpired } from './store.js'

/** Removes, each night, what has run out: nothing personal is kept for longer than it is of use. */
export function accountTasks(app: FastifyInstance): TaskList {
  return {
    'forget-expired': async () => {
      await forgetExpired(app.db)
      await forgetOldMails(app.db)
    },
  }
}
