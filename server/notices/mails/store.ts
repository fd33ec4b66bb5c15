import { type Insertable, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Schema } from '../../database/schema.js'

/** Undefined: a mail of the same `once` is there already. */
export async function addMail(db: Database, mail: Insertable<Schema['mails']>): Promise<Id | undefined> {
  const row = await db
    .insertInto('mails')
    .values(mail)
    .onConflict(conflict => conflict.column('once').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** A mail with the address and language that its recipient has now; the address is null once the account is erased. */
export interface MailRow {
  id: Id
  person_id: Id | null
  address: string | null
  locale: string
  message: string
  content: Record<string, unknown>
  path: string
  created_at: Date
  sent_at: Date | null
  refused_at: Date | null
}

function mails(db: Database) {
  return db
    .selectFrom('mails as m')
    .leftJoin('people as p', 'p.id', 'm.person_id')
    .select([
      'm.id',
      'm.person_id',
      sql<string | null>`coalesce(m.address, p.email)`.as('address'),
      sql<string>`coalesce(m.locale, p.locale, 'en')`.as('locale'),
      'm.message',
      'm.content',
      'm.path',
      'm.created_at',
      'm.sent_at',
      'm.refused_at',
    ])
}

export function findMail(db: Database, id: Id): Promise<MailRow | undefined> {
  return mails(db).where('m.id', '=', id).executeTakeFirst()
}

/** The newest mails, for the outbox of a server that sends none. */
export function latestMails(db: Database, limit: number): Promise<MailRow[]> {
  return mails(db).orderBy('m.id', 'desc').limit(limit).execute()
}

/** A mail that has gone is forgotten: of one to a person stays that it went, of one to an address nothing. */
export async function markSent(db: Database, id: Id): Promise<void> {
  await db
    .updateTable('mails')
    .set({ sent_at: sql<Date>`now()`, content: '{}', path: '/' })
    .where('id', '=', id)
    .where('person_id', 'is not', null)
    .execute()
  await db.deleteFrom('mails').where('id', '=', id).where('address', 'is not', null).execute()
}

export async function markRefused(db: Database, id: Id): Promise<void> {
  await db.updateTable('mails').set({ refused_at: sql<Date>`now()` }).where('id', '=', id).execute()
}

/** Removes mails a week after they went out, and a month after they were written if they never did. */
export async function forgetOldMails(db: Database): Promise<void> {
  await db
    .deleteFrom('mails')
    .where(
      sql<boolean>`coalesce(sent_at, refused_at) < now() - interval '7 days' or created_at < now() - interval '30 days'`,
    )
    .execute()
}

/** Removes every mail to somebody who leaves, sent or not. */
export async function forgetMailsOf(tx: Database, personId: Id, address: string): Promise<void> {
  await tx
    .deleteFrom('mails')
    .where(eb => eb.or([eb('person_id', '=', personId), eb('address', '=', address)]))
    .execute()
}
