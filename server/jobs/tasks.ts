import type { FastifyInstance } from 'fastify'
import { accountTasks } from '../accounts/index.js'
import { auditTasks } from '../audit/index.js'
import { commentTasks } from '../comments/index.js'
import { noticeTasks } from '../notices/index.js'
import { responseTasks } from '../responses/index.js'
import type { TaskList } from './jobs.js'

/** Every job of every feature. */
export function taskList(app: FastifyInstance): TaskList {
  return { ...accountTasks(app), ...commentTasks(app), ...noticeTasks(app), ...responseTasks(app), ...auditTasks(app) }
}

/** Regular jobs, in the form of crontab(5), UTC. */
export const crontab = `
* * * * * chain-audit-log
11 * * * * carry-late-comments
23 * * * * group-comments
17 3 * * * forget-expired
`
