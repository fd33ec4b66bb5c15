import type { FastifyInstance } from 'fastify'
import { queueMailTo } from '../../notices/index.js'
import { tooMany } from '../../web/faults.js'
import { newCode } from '../secrets/secrets.js'
import { openSignIn } from './link.js'
import { attemptsFor, lockAddress } from './store.js'

const MINUTE_MS = 60_000

/** Mails that one address is sent within the time, whoever asks: a mailbox must not be filled by a stranger. */
const MAILS = { most: 5, withinMs: 15 * MINUTE_MS }

/** Wrong codes: five for each mail, and so many for one address in a day, after which only links are good. */
export const WRONG_CODES = { most: 5, mostOfAddress: 20, withinMs: 24 * 60 * MINUTE_MS }

/**
 * Sends one mail with a link and a code, and answers with the id of this request, which only the browser that asked may
 * have. Whether there is an account is not even looked up, so that neither answer nor time tells.
 * @throws tooMany, which says nothing of accounts either
 */
export function askToSignIn(
  app: Pick<FastifyInstance, 'db' | 'config'>,
  { email, locale, prefix = '', continueTo }: { email: string; locale: string; prefix?: string; continueTo: string },
): Promise<string> {
  return app.db.transaction().execute(async tx => {
    await lockAddress(tx, email)
    if (app.config.limits) {
      const since = new Date(Date.now() - MAILS.withinMs)
      const { mails } = await attemptsFor(tx, email, { mails: since, wrongCodes: since })
      if (mails >= MAILS.most) throw tooMany('too-many-mails')
    }
    const code = newCode()
    const { id, path } = await openSignIn(tx, app.config, { email, code, continueTo })
    await queueMailTo(tx, { email, locale, message: 'sign-in', values: { code }, path: prefix + path })
    return id
  })
}
