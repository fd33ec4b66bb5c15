import type { FastifyInstance } from 'fastify'
import type { TaskList } from '../jobs/jobs.js'
import { carryComments } from './carrying/carry-comments.js'
import { versionsWithLateComments } from './carrying/store.js'

/** `carry-comments` {version}: when it is published. `carry-late-comments`: those written on an earlier draft since then. */
export function commentTasks(app: FastifyInstance): TaskList {
  return {
    'carry-comments': async payload => {
      await carryComments(app, Number((payload as { version: number }).version))
    },
    'carry-late-comments': async () => {
      for (const version of await versionsWithLateComments(app.db)) await carryComments(app, version)
    },
  }
}
