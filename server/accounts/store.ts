import { sql } from 'kysely'
import type { Database } from '../database/pool.js'

/** Removes sessions, tokens and kept forms that have run out, and sign-ins a day later: until then wrong codes count. */
export async function forgetExpired(db: Database): Promise<void> {
  const now = sql<Date>`now()`
  await db.deleteFrom('sessions').where('expires_at', '<', now).execute()
  await db.deleteFrom('api_tokens').where('expires_at', '<', now).execute()
  await db.deleteFrom('kept_forms').where('expires_at', '<', now).execute()
  await db.deleteFrom('sign_in_codes').where('expires_at', '<', sql<Date>`now() - interval '1 day'`).execute()
}
