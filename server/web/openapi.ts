import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'

/** OpenAPI 3.1 of the routes under /api/v1, made from the schemas that check them. */
export const openApi = fastifyPlugin(async (app: FastifyInstance) => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'IS3C Consult',
        version: '1',
        description:
          'Consultations on the draft reports of IS3C. Errors are problem+json (RFC 9457); lists go on with `after`.',
      },
      servers: [{ url: app.config.publicUrl }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: ({ schema, url }) => ({
      schema: { ...schema, hide: !url.startsWith('/api/v1/') || url.endsWith('openapi.json') },
      url,
    }),
  })
  app.get('/api/v1/openapi.json', { config: { may: 'anyone' } }, async () => app.swagger())
})
