import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'

export interface NewCode {
  id: string
  email: string
  link_hash: Buffer
  code_hash: Buffer
  continue_to: string
  expires_at: Date
}

export async function addCode(db: Database, code: NewCode): Promise<void> {
  await db.insertInto('sign_in_codes').values(code).execute()
}

/** Who asks for the same address at the same time waits, so that a limit cannot be passed by hurrying. */
export async function lockAddress(tx: Database, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-in ${email}`}, 0))`.execute(tx)
}

/** Mails asked for this address, and wrong codes typed for it, since the given times. */
export async function attemptsFor(
  db: Database,
  email: string,
  since: { mails: Date; wrongCodes: Date },
): Promise<{ mails: number; wrongCodes: number }> {
  return db
    .selectFrom('sign_in_codes')
    .select([
      sql<number>`count(*) filter (where created_at > ${since.mails})::int`.as('mails'),
      sql<number>`coalesce(sum(wrong_codes) filter (where created_at > ${since.wrongCodes}), 0)::int`.as('wrongCodes'),
    ])
    .where('email', '=', email)
    .executeTakeFirstOrThrow()
}

/** A request that can still be answered, by the secret of its link. */
export function openByLink(db: Database, linkHash: Buffer): Promise<{ id: string; email: string } | undefined> {
  return openCodes(db).select(['id', 'email']).where('link_hash', '=', linkHash).executeTakeFirst()
}

export function openById(db: Database, id: string): Promise<{ email: string; continue_to: string } | undefined> {
  return openCodes(db).select(['email', 'continue_to']).where('id', '=', id).executeTakeFirst()
}

function openCodes(db: Database) {
  return db.selectFrom('sign_in_codes').where('used_at', 'is', null).where('expires_at', '>', sql<Date>`now()`)
}

export function lockOpenCode(tx: Database, id: string) {
  return openCodes(tx)
    .select(['id', 'email', 'code_hash', 'wrong_codes', 'continue_to'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function countWrongCode(tx: Database, id: string): Promise<void> {
  await tx
    .updateTable('sign_in_codes')
    .set(eb => ({ wrong_codes: eb('wrong_codes', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Uses a request up, together with all others for the same address; undefined: somebody was first. */
export async function useCode(
  tx: Database,
  by: { linkHash: Buffer } | { id: string },
): Promise<{ email: string; continue_to: string } | undefined> {
  const used = await tx
    .updateTable('sign_in_codes')
    .set({ used_at: sql<Date>`now()` })
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where(eb => ('linkHash' in by ? eb('link_hash', '=', by.linkHash) : eb('id', '=', by.id)))
    .returning(['email', 'continue_to'])
    .executeTakeFirst()
  if (used)
    await tx
      .updateTable('sign_in_codes')
      .set({ used_at: sql<Date>`now()` })
      .where('email', '=', used.email)
      .where('used_at', 'is', null)
      .execute()
  return used
}
