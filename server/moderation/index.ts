import type { FastifyInstance } from 'fastify'
import { decisionApi } from './decisions/api.js'
import { flagRoutes } from './flags/routes.js'
import { logRoutes } from './log/routes.js'
import { decisionPages } from './queue/one.js'
import { queuePages } from './queue/page.js'

export type { Action, Reason } from './decisions/reasons.js'

/** What becomes of comments that break the terms, in the open. */
export async function moderation(app: FastifyInstance): Promise<void> {
  for (const routes of [queuePages, decisionPages, decisionApi, flagRoutes, logRoutes]) await app.register(routes)
}
