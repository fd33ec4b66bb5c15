import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { cookieName, cookieOptions } from '../secrets/cookies.js'

const DAY_MS = 24 * 3600 * 1000
/** A session ends when it has not been used for so long, … */
export const IDLE_MS = 30 * DAY_MS
/** … and after so long in any case (ASVS 5, 7.3.2). */
export const LONGEST_MS = 180 * DAY_MS
/** It is moved on at most once in this time, so that reading costs no write. */
const STEP_MS = DAY_MS

/** What the cookie's token says: which session. Everything else is asked of the database. */
export interface SessionClaims {
  sid: string
  /** Keeps two tokens of the same second apart. */
  jti: string
}

export interface Running {
  id: string
  beganAt: Date
  expiresAt: Date
}

/** Until when a session lasts that is used now. */
export function lastsUntil(beganAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + IDLE_MS, beganAt.getTime() + LONGEST_MS))
}

/** The new end of a session, where it is time to move it on. */
export function movedOn({ beganAt, expiresAt }: Running, now: Date): Date | null {
  const until = lastsUntil(beganAt, now)
  return until.getTime() - expiresAt.getTime() >= STEP_MS ? until : null
}

export function giveSession(app: FastifyInstance, reply: FastifyReply, id: string, expiresAt: Date): void {
  const lastsMs = expiresAt.getTime() - Date.now()
  const claims: SessionClaims = { sid: id, jti: randomUUID() }
  const token = app.jwt.sign(claims, { expiresIn: Math.max(1, Math.floor(lastsMs / 1000)) })
  reply.setCookie(cookieName(app.config, 'session'), token, cookieOptions(app.config, lastsMs))
}

export function takeSession(app: FastifyInstance, reply: FastifyReply): void {
  reply.clearCookie(cookieName(app.config, 'session'), cookieOptions(app.config))
}

/** The session that a cookie names; null for a token that is forged, too old or not ours. */
export function readSession(app: FastifyInstance, cookie: string): string | null {
  try {
    const { sid } = app.jwt.verify<SessionClaims>(cookie)
    return /^[0-9a-f-]{36}$/.test(sid) ? sid : null
  } catch {
    return null
  }
}
