import type { FastifyInstance } from 'fastify'
import type { TaskList } from '../jobs/jobs.js'

export { type Entry, record } from './record.js'

export function auditTasks(_app: FastifyInstance): TaskList {
  return {}
}
