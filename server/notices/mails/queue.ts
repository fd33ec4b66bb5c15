import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { addJob } from '../../jobs/jobs.js'
import { addMail } from './store.js'

/** What a mail says: a message of messages/{language}/mail.json, its values, and the page that it is about. */
export interface Saying {
  message: string
  /** Numbers and words; a time is its milliseconds. */
  values: Record<string, string | number>
  /** From the root of the site: `/comments/12`. */
  path: string
  /** A name for what must not be mailed twice, for example `reply 12`. */
  once?: string
}

/** A mail to a person, in her language, at the address that she has when it is sent; it is sent once this has committed. */
export async function queueMail(tx: Database, { to, ...saying }: Saying & { to: Id }): Promise<void> {
  await queue(tx, { person_id: to, address: null, locale: null }, saying)
}

/** A mail to an address of which no account need be known. */
export async function queueMailTo(
  tx: Database,
  { email, locale, ...saying }: Saying & { email: string; locale: string },
): Promise<void> {
  await queue(tx, { person_id: null, address: email, locale }, saying)
}

async function queue(
  tx: Database,
  to: { person_id: Id | null; address: string | null; locale: string | null },
  { message, values, path, once }: Saying,
): Promise<void> {
  const content = JSON.stringify(values)
  const id = await addMail(tx, { ...to, message, content, path, once: once ?? null })
  if (id !== undefined) await addJob(tx, { task: 'send-mail', payload: { mail: id } })
}
