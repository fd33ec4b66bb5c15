import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'

/** Keeps a form under a browser's secret; the same form again replaces the earlier one. */
export async function putForm(
  db: Database,
  form: { secretHash: Buffer; action: string; content: string; expiresAt: Date },
): Promise<void> {
  const row = { content: form.content, expires_at: form.expiresAt }
  await db
    .insertInto('kept_forms')
    .values({ secret_hash: form.secretHash, action: form.action, ...row })
    .onConflict(conflict => conflict.columns(['secret_hash', 'action']).doUpdateSet(row))
    .execute()
}

export async function countForms(db: Database, secretHash: Buffer): Promise<number> {
  const { forms } = await db
    .selectFrom('kept_forms')
    .select(sql<number>`count(*)::int`.as('forms'))
    .where('secret_hash', '=', secretHash)
    .executeTakeFirstOrThrow()
  return forms
}

export async function findForm(
  db: Database,
  secretHash: Buffer,
  action: string,
): Promise<Record<string, unknown> | null> {
  const row = await db
    .selectFrom('kept_forms')
    .select('content')
    .where('secret_hash', '=', secretHash)
    .where('action', '=', action)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row?.content ?? null
}

/** Removes one form of this browser, or, without an action, all. */
export async function removeForms(db: Database, secretHash: Buffer, action: string | undefined): Promise<void> {
  let query = db.deleteFrom('kept_forms').where('secret_hash', '=', secretHash)
  if (action !== undefined) query = query.where('action', '=', action)
  await query.execute()
}

/** Removes what anybody's browser keeps for a page, and every form of a comment whose body is one of these. */
export async function forgetFormsWith(
  tx: Database,
  { action, bodies }: { action: string; bodies: readonly string[] },
): Promise<void> {
  await sql`
    delete from kept_forms
    where action = ${action} or btrim(replace(content->>'body', chr(13), ''), E' \n') = any(${bodies}::text[])`.execute(
    tx,
  )
}
