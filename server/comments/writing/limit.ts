import type { FastifyInstance, FastifyRequest } from 'fastify'
import { networkOf } from '../../accounts/index.js'
import { tooMany } from '../../web/faults.js'

/**
 * Comments, replies, edits and endorsements: of one account in a minute and in an hour, whatever its address; and of one
 * network in a minute, whatever its accounts. A conference or a ministry shares one address, so that is wide.
 */
const MOST = { accountAMinute: 30, accountAnHour: 300, networkAMinute: 240 }

/**
 * Asked after the form has been read, so that what was typed comes back with the answer; apart from the limit on all
 * requests, of which the plugin runs one for each request only.
 * @throws tooMany
 */
export function limitWriting(app: FastifyInstance): (request: FastifyRequest) => Promise<void> {
  if (!app.config.limits) return async () => {}
  const account = (request: FastifyRequest) => request.person?.id ?? request.ip
  const network = (request: FastifyRequest) => networkOf(request.ip)
  const limits = [
    {
      ask: app.createRateLimit({ max: MOST.networkAMinute, timeWindow: '1 minute', keyGenerator: network }),
      key: 'network-writes-too-fast',
    },
    {
      ask: app.createRateLimit({ max: MOST.accountAMinute, timeWindow: '1 minute', keyGenerator: account }),
      key: 'writing-too-fast',
    },
    {
      ask: app.createRateLimit({ max: MOST.accountAnHour, timeWindow: '1 hour', keyGenerator: account }),
      key: 'writing-too-much',
    },
  ]
  return async request => {
    for (const { ask, key } of limits) {
      const state = await ask(request)
      if (state.isAllowed || !state.isExceeded) continue
      const seconds = state.ttlInSeconds
      throw tooMany(key, { seconds, minutes: Math.ceil(seconds / 60) })
    }
  }
}
