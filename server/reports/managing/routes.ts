import type { FastifyInstance } from 'fastify'
import { peopleRoutes } from './people/routes.js'
import { previewRoutes } from './preview/routes.js'
import { publishingRoutes } from './publishing/routes.js'
import { overviewRoutes } from './reports/routes.js'
import { uploadRoutes } from './upload/routes.js'

/** The pages under /manage: drafts come in, are looked at and published, and their consultations are led. */
export async function managing(app: FastifyInstance): Promise<void> {
  await app.register(overviewRoutes)
  await app.register(uploadRoutes)
  await app.register(previewRoutes)
  await app.register(publishingRoutes)
  await app.register(peopleRoutes)
}
