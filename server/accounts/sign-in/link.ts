import { randomUUID } from 'node:crypto'
import type { Config } from '../../config.js'
import type { Database } from '../../database/pool.js'
import { readAddress } from '../people/address.js'
import { ensurePerson, type Named } from '../people/ensure.js'
import { inTransaction } from '../people/store.js'
import { hashOf, hashOfCode, newSecret } from '../secrets/secrets.js'
import { addCode } from './store.js'

/** How long a mail's link and code are good: long enough for a slow mail server (docs/decisions/0020-sign-in.md). */
export const GOOD_MS = 15 * 60 * 1000

/** What proves that somebody reads the mail of an address; `code` null: there is only the link. */
export async function openSignIn(
  tx: Database,
  config: Config,
  { email, code, continueTo }: { email: string; code: string | null; continueTo: string },
): Promise<{ id: string; path: string }> {
  const id = randomUUID()
  const secret = newSecret()
  await addCode(tx, {
    id,
    email,
    link_hash: hashOf(secret),
    code_hash: hashOfCode(config, id, code ?? newSecret()),
    continue_to: continueTo,
    expires_at: new Date(Date.now() + GOOD_MS),
  })
  return { id, path: `/sign-in/${secret}` }
}

/**
 * For the operator: the address of a page that signs in once, within 15 minutes, the account with this e-mail address,
 * which is made complete if there is none.
 * @throws invalid
 */
export function signInLink({ db, config }: { db: Database; config: Config }, named: Named): Promise<string> {
  return inTransaction(db, async tx => {
    await ensurePerson(tx, named)
    const { path } = await openSignIn(tx, config, { email: readAddress(named.email)!, code: null, continueTo: '/' })
    return `${config.publicUrl}${path}`
  })
}
