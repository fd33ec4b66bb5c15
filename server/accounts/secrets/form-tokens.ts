import type { FastifyCsrfProtectionOptions } from '@fastify/csrf-protection'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../../config.js'
import { keyFor } from '../../web/keys.js'
import { cookieName, cookieOptions } from './cookies.js'

/**
 * Whose forms a token is good for: those of one session, or of visitors who are not signed in. So a token that somebody
 * got for herself is worth nothing in the browser of another.
 */
export const formsOf = (request: Pick<FastifyRequest, 'person'>): string => request.person?.sessionId ?? 'nobody'

/** How @fastify/csrf-protection makes and checks the tokens of forms. */
export function formTokens(config: Config) {
  return {
    cookieKey: cookieName(config, 'csrf'),
    cookieOpts: cookieOptions(config),
    csrfOpts: { hmacKey: keyFor(config, 'form-token'), userInfo: true as const },
    getUserInfo: (request: FastifyRequest) => formsOf(request),
  } satisfies Partial<FastifyCsrfProtectionOptions>
}
