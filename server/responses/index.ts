import type { FastifyInstance } from 'fastify'
import type { TaskList } from '../jobs/jobs.js'
import { responseApi } from './answering/api.js'
import { manyPages } from './answering/many.js'
import { responsePages } from './answering/routes.js'
import { refreshClusters } from './clusters/refresh.js'
import { clusterRoutes } from './clusters/routes.js'
import { reportsWithComments } from './clusters/store.js'
import { deskRoutes } from './desk/routes.js'
import { matrixRoutes } from './matrix/routes.js'
import { nextDraftRoutes } from './next-draft/routes.js'
import { settingsRoutes } from './settings/routes.js'
import { answerRoutes } from './telling/routes.js'
import { tellOfAnswers } from './telling/tell.js'
import { publicThemes } from './themes/public-routes.js'
import { themeRoutes } from './themes/routes.js'

/** What becomes of each comment: themes, clusters, responses, the response matrix. */
export async function responses(app: FastifyInstance): Promise<void> {
  for (const routes of [
    responsePages,
    manyPages,
    responseApi,
    settingsRoutes,
    matrixRoutes,
    clusterRoutes,
    deskRoutes,
    answerRoutes,
    nextDraftRoutes,
  ])
    await app.register(routes)
  for (const routes of [themeRoutes, publicThemes]) await app.register(routes)
}

export function responseTasks(app: FastifyInstance): TaskList {
  return {
    'group-comments': async payload => {
      const { report } = payload as { report?: number }
      for (const id of report === undefined ? await reportsWithComments(app.db) : [report])
        await refreshClusters(app.db, id)
    },
    'tell-of-answers': async payload => {
      const { report, person } = payload as { report: number; person: string }
      await tellOfAnswers(app, report, person)
    },
  }
}
