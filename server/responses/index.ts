import type { FastifyInstance } from 'fastify'

/** What becomes of each comment: themes, clusters, responses, the response matrix. */
export async function responses(app: FastifyInstance): Promise<void> {
  for (const routes of []) await app.register(routes)
}
