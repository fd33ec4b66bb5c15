import type { FastifyInstance } from 'fastify'
import { dataRoutes } from './own/data/routes.js'
import { ownRoutes } from './own/routes.js'
import { informationPages } from './pages/information.js'
import { profileRoutes } from './profile/routes.js'
import { signInRoutes } from './sign-in/routes.js'

/** Signing in and out, and everything that people see and change of their own. */
export async function accounts(app: FastifyInstance): Promise<void> {
  await app.register(signInRoutes)
  await app.register(profileRoutes)
  await app.register(ownRoutes)
  await app.register(dataRoutes)
  await app.register(informationPages)
}
