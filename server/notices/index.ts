import type { FastifyInstance } from 'fastify'
import type { TaskList } from '../jobs/jobs.js'

export function noticeTasks(_app: FastifyInstance): TaskList {
  return {}
}
export async function notices(_app: FastifyInstance): Promise<void> {}
