import { isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { tooMany } from '../../web/faults.js'

const WINDOW_MS = 10 * 60_000

/**
 * Lets one network send a form so often in ten minutes. A conference or a ministry shares one address, so this is wide;
 * what guards an account is counted by e-mail address, in the database.
 */
export function limitNetwork(
  app: Pick<FastifyInstance, 'config' | 'createRateLimit'>,
  max: number,
): (request: FastifyRequest) => Promise<void> {
  if (!app.config.limits) return async () => {}
  // A limit beside the global one, which runs once for each request and so cannot be asked again.
  const ask = app.createRateLimit({ max, timeWindow: WINDOW_MS, keyGenerator: request => networkOf(request.ip) })
  return async request => {
    const state = await ask(request)
    if (!state.isAllowed && state.isExceeded) throw tooMany('too-many-from-network')
  }
}

/** An IPv6 customer has at least a /64 of addresses; one IPv4 address is one network. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const middle = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array<string>(middle).fill('0'), ...after]
  return `${groups.slice(0, 4).join(':')}::/64`
}
