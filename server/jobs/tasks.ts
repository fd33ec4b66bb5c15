import type { FastifyInstance } from 'fastify'
import { accountTasks } from '../accounts/index.js'
import { auditTasks } from '../audit/index.js'
import { noticeTasks } from '../notices/index.js'
import type { TaskList } from './jobs.js'

/** Every job of every feature. */
export function taskList(app: FastifyInstance): TaskList {
  return { ...accountTasks(app), ...noticeTasks(app), ...auditTasks(app) }
}

/** Regular jobs, in the form of crontab(5), UTC. */
export const crontab = `
* * * * * chain-audit-log
17 3 * * * forget-expired
`
