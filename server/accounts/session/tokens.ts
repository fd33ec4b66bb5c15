import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { ensurePerson, type Named } from '../people/ensure.js'
import { inTransaction } from '../people/store.js'
import { hashOf, newSecret } from '../secrets/secrets.js'
import { addToken } from './store.js'

/** So that people and programs that search for leaked secrets recognise one. */
const PREFIX = 'is3c_'

/** A new bearer token for the JSON API; only its hash is kept, so this is the one time that it is seen. */
export async function createToken(
  tx: Database,
  { person, name, expiresMs, actor }: { person: Id; name: string; expiresMs: number; actor: Id | null },
): Promise<string> {
  const token = `${PREFIX}${newSecret()}`
  const id = await addToken(tx, {
    person_id: person,
    name,
    token_hash: hashOf(token),
    expires_at: new Date(Date.now() + expiresMs),
  })
  await record(tx, { actor, action: 'token.created', subject: 'person', subjectId: person, details: { token: id } })
  return token
}

/** For the operator: a token of the account with this address, which is made complete if there is none. */
export function apiToken(db: Database, { expiresMs, ...named }: Named & { expiresMs: number }): Promise<string> {
  return inTransaction(db, async tx => {
    const { id } = await ensurePerson(tx, named)
    return createToken(tx, { person: id, name: 'api-token', expiresMs, actor: null })
  })
}
