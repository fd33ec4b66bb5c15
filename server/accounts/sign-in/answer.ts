import type { FastifyInstance } from 'fastify'
import type { Database } from '../../database/pool.js'
import { withAddress } from '../people/ensure.js'
import { hashOf, hashOfCode, same } from '../secrets/secrets.js'
import { lastsUntil } from '../session/session.js'
import { addSession } from '../session/store.js'
import { WRONG_CODES } from './ask.js'
import { attemptsFor, countWrongCode, lockAddress, lockOpenCode, openById, useCode } from './store.js'

export interface SignedIn {
  personId: string
  session: string
  expiresAt: Date
  /** The first sign-in's questions have been answered. */
  complete: boolean
  continueTo: string
}

/** How the one who answers appears among her sessions, and the language of a new account. */
export interface Asking {
  device: string
  locale: string
}

/** Signs in by the secret of a mail's link, once; null: it is too old, was used, or never was. */
export function signInByLink(app: FastifyInstance, secret: string, asking: Asking): Promise<SignedIn | null> {
  return app.db.transaction().execute(async tx => {
    const used = await useCode(tx, { linkHash: hashOf(secret) })
    return used ? begin(tx, used, asking) : null
  })
}

export type CodeAnswer =
  | { state: 'signed-in'; signedIn: SignedIn }
  | { state: 'wrong'; left: number }
  /** No more codes are taken for this mail, or for this address today; the link is still good. */
  | { state: 'too-many' }
  /** Too old, or used. */
  | { state: 'over' }

/** Signs in by the six digits, in the browser that asked for them. Each wrong code is counted before it is answered. */
export function signInByCode(app: FastifyInstance, id: string, code: string, asking: Asking): Promise<CodeAnswer> {
  return app.db.transaction().execute(async (tx): Promise<CodeAnswer> => {
    const email = (await openById(tx, id))?.email
    if (email === undefined) return { state: 'over' }
    await lockAddress(tx, email)
    const row = await lockOpenCode(tx, id)
    if (!row) return { state: 'over' }
    const since = new Date(Date.now() - WRONG_CODES.withinMs)
    const { wrongCodes } = await attemptsFor(tx, email, { mails: since, wrongCodes: since })
    if (row.wrong_codes >= WRONG_CODES.most || wrongCodes >= WRONG_CODES.mostOfAddress) return { state: 'too-many' }
    if (!same(hashOfCode(app.config, id, code), row.code_hash)) {
      await countWrongCode(tx, id)
      const left = Math.min(WRONG_CODES.most - row.wrong_codes, WRONG_CODES.mostOfAddress - wrongCodes) - 1
      return left > 0 ? { state: 'wrong', left } : { state: 'too-many' }
    }
    const used = await useCode(tx, { id })
    return used ? { state: 'signed-in', signedIn: await begin(tx, used, asking) } : { state: 'over' }
  })
}

async function begin(
  tx: Database,
  { email, continue_to }: { email: string; continue_to: string },
  { device, locale }: Asking,
): Promise<SignedIn> {
  const person = await withAddress(tx, { email, locale })
  const now = new Date()
  const expiresAt = lastsUntil(now, now)
  const session = await addSession(tx, { person_id: person.id, device, expires_at: expiresAt })
  const complete = person.completed_at !== null
  return { personId: person.id, session, expiresAt, complete, continueTo: continue_to }
}
