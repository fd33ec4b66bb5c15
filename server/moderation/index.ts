import type { FastifyInstance } from 'fastify'
import { decisionApi } from './decisions/api.js'
import { logRoutes } from './log/routes.js'
import { queueRoutes } from './queue/routes.js'

export type { Action, Reason } from './decisions/reasons.js'

/** What becomes of comments that break the terms, in the open. */
export async function moderation(app: FastifyInstance): Promise<void> {
  for (const routes of [queueRoutes, decisionApi, logRoutes]) await app.register(routes)
}
