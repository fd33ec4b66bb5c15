import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { tooLarge, tooMany } from '../../web/faults.js'
import { cookieName, cookieOptions } from '../secrets/cookies.js'
import { hashOf, newSecret } from '../secrets/secrets.js'
import { countForms, findForm, putForm, removeForms } from './store.js'

/** How long something typed waits for its author to sign in. */
export const KEPT_MS = 7 * 24 * 3600 * 1000
/** The longest comment with the longest proposal is about a third of this. */
const LONGEST_CHARACTERS = 150_000
/** Forms that one browser keeps at a time, so that nobody fills the database without an account. */
const MOST_FORMS = 20

/**
 * Keeps what a visitor typed, for her to find when she has signed in. `action` is the path of the page on which the form
 * comes back. Only a browser that holds the secret, in a cookie, gets it back.
 * @throws tooLarge, tooMany
 */
export async function keepForm(
  app: FastifyInstance,
  reply: FastifyReply,
  { action, content }: { action: string; content: Record<string, unknown> },
): Promise<void> {
  const { _csrf, ...typed } = content
  const words = JSON.stringify(typed)
  if (words.length > LONGEST_CHARACTERS) throw tooLarge('too-large')
  const known = secretOf(app, reply.request)
  const forms = known === null ? 0 : await countForms(app.db, hashOf(known))
  if (forms >= MOST_FORMS) throw tooMany('too-many-kept')
  // A secret under which nothing is kept may have been put into this browser by somebody else.
  const secret = known !== null && forms > 0 ? known : newSecret()
  const expiresAt = new Date(Date.now() + KEPT_MS)
  await putForm(app.db, { secretHash: hashOf(secret), action, content: words, expiresAt })
  reply.setCookie(cookieName(app.config, 'kept'), secret, cookieOptions(app.config, KEPT_MS))
}

/** What this browser typed into the form of this page, or null. It stays kept until `forgetKeptForm`. */
export async function takeKeptForm(
  app: FastifyInstance,
  request: FastifyRequest,
  action: string,
): Promise<Record<string, unknown> | null> {
  const secret = secretOf(app, request)
  return secret === null ? null : findForm(app.db, hashOf(secret), action)
}

/** Forgets the form of one page, once it has been sent; without an action, all that this browser typed. */
export async function forgetKeptForm(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  action?: string,
): Promise<void> {
  const secret = secretOf(app, request)
  if (secret === null) return
  const secretHash = hashOf(secret)
  await removeForms(app.db, secretHash, action)
  if (action === undefined || (await countForms(app.db, secretHash)) === 0)
    reply.clearCookie(cookieName(app.config, 'kept'), cookieOptions(app.config))
}

function secretOf(app: FastifyInstance, request: FastifyRequest): string | null {
  const secret = request.cookies[cookieName(app.config, 'kept')]
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : null
}
