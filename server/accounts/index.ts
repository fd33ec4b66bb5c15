import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'

export { isCoordinator, type May, mayModerate, moderatedGroups, type Visitor } from './person.js'

export const identify = fastifyPlugin(async (app: FastifyInstance) => {
  app.decorateRequest('person', null)
})
export async function accounts(_app: FastifyInstance): Promise<void> {}
