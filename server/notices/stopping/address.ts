import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../config.js'
import type { Id } from '../../database/schema.js'
import { keyFor } from '../../web/keys.js'

/** What a person can stop: mails about replies. */
export type Stoppable = 'replies'

/**
 * The page at which whoever got a mail stops mails of its kind, without signing in: the address itself is the proof, and
 * good for nothing else. It holds no e-mail address.
 */
export function stopPath(config: Pick<Config, 'secret'>, person: Id, what: Stoppable): string {
  return `/mail/stop/${what}/${person}/${proof(config, person, what)}`
}

export function isProof(config: Pick<Config, 'secret'>, person: Id, what: Stoppable, given: string): boolean {
  const a = Buffer.from(proof(config, person, what))
  const b = Buffer.from(given)
  return a.length === b.length && timingSafeEqual(a, b)
}

function proof(config: Pick<Config, 'secret'>, person: Id, what: Stoppable): string {
  return createHmac('sha256', keyFor(config, 'stop-mail')).update(`${what} ${person}`).digest('base64url')
}
