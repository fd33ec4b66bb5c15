import type { FastifyInstance } from 'fastify'
import { decisionAppeals } from './appeals/decision-page.js'
import { reviewPages } from './appeals/review-pages.js'
import { blockRoutes } from './blocks/routes.js'
import { decisionApi } from './decisions/api.js'
import { erasingRoutes } from './erasing/routes.js'
import { flagRoutes } from './flags/routes.js'
import { feedRoutes } from './log/feed.js'
import { logRoutes } from './log/routes.js'
import { decisionPages } from './queue/one.js'
import { queuePages } from './queue/page.js'
import { redactionApi } from './redactions/api.js'
import { redactionRoutes } from './redactions/routes.js'
import { selectionRoutes } from './selection/routes.js'
import { transparencyRoutes } from './transparency/routes.js'

export type { Action, Reason } from './decisions/reasons.js'
export { loadGroupReasons } from './group-reasons/load.js'

/** What becomes of comments that break the terms, in the open. */
export async function moderation(app: FastifyInstance): Promise<void> {
  for (const routes of [
    queuePages,
    decisionPages,
    decisionApi,
    erasingRoutes,
    redactionRoutes,
    redactionApi,
    flagRoutes,
    decisionAppeals,
    reviewPages,
    selectionRoutes,
    logRoutes,
    blockRoutes,
    transparencyRoutes,
    feedRoutes,
  ])
    await app.register(routes)
}
