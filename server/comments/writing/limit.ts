import type { FastifyInstance, FastifyRequest } from 'fastify'
import { tooMany } from '../../web/faults.js'

/** Comments, replies and edits of one person in a minute, whatever her address. */
const MOST_A_MINUTE = 30

/**
 * Asked after the form has been read, so that what was typed comes back with the answer; apart from the limit on all
 * requests, of which the plugin runs one for each request only.
 * @throws tooMany
 */
export function limitWriting(app: FastifyInstance): (request: FastifyRequest) => Promise<void> {
  if (!app.config.limits) return async () => {}
  const ask = app.createRateLimit({
    max: MOST_A_MINUTE,
    timeWindow: '1 minute',
    keyGenerator: request => request.person?.id ?? request.ip,
  })
  return async request => {
    const state = await ask(request)
    if (!state.isAllowed && state.isExceeded) throw tooMany('writing-too-fast', { seconds: state.ttlInSeconds })
  }
}
