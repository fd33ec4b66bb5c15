import type { CookieSerializeOptions } from '@fastify/cookie'
import type { Config } from '../../config.js'

/** `session`: who is signed in. `sign-in`: which mail this browser asked for. `kept`: what it typed before. */
export type CookieName = 'session' | 'sign-in' | 'kept' | 'csrf'

/** Over https alone, wherever the site is reached so; a developer's own machine has no https. */
const secure = (config: Config): boolean => config.production || config.publicUrl.startsWith('https:')

/** `__Host-` makes browsers refuse a cookie of this name that a neighbouring site or plain http tries to set. */
export function cookieName(config: Config, name: CookieName): string {
  return secure(config) ? `__Host-${name}` : name
}

/** Scripts cannot read it, and other sites' forms do not send it. */
export function cookieOptions(config: Config, maxAgeMs?: number): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: secure(config),
    ...(maxAgeMs !== undefined && { maxAge: Math.round(maxAgeMs / 1000) }),
  }
}
