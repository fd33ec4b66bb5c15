import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { isUpToDate } from '../database/migrate.js'

/** Liveness, readiness (database and migrations), and figures for Prometheus on every route of the application. */
export const health = fastifyPlugin(async (app: FastifyInstance) => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'consult_request_seconds',
    help: 'Time to answer a request, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'not found'
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.addHook('onClose', async () => registry.clear())

  app.get('/healthz', { config: { may: 'anyone' } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { config: { may: 'anyone' } }, async (request, reply) => {
    const ready = await isUpToDate(app.db).catch(error => {
      request.log.error({ err: error }, 'not ready')
      return false
    })
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' })
  })
  app.get('/metrics', { config: { may: 'anyone' } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
})
