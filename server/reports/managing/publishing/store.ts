import { type Insertable, sql } from 'kysely'
import type { Database } from '../../../database/pool.js'
import type { Policy, Schema } from '../../../database/schema.js'
import { versionColumns } from '../../store.js'

/** What holds for the comments on a version. */
export interface Terms {
  opens: Date
  closes: Date
  moderation: Policy
}

/** A version of a report that the transaction holds (lockReport). */
export function versionOf(tx: Database, reportId: number, number: number) {
  return tx
    .selectFrom('versions')
    .select(versionColumns)
    .where('report_id', '=', reportId)
    .where('number', '=', number)
    .executeTakeFirst()
}

export interface Invitation {
  label: string
  guidance: string
  questions: string[]
}

/** From here on the database refuses to change the text. */
export async function setPublished(
  tx: Database,
  versionId: number,
  { opens, closes, moderation, at, ...invitation }: Terms & Invitation & { at: Date },
): Promise<void> {
  await tx
    .updateTable('versions')
    .set({ ...invitation, state: 'published', published_at: at, opens_at: opens, closes_at: closes, moderation })
    .where('id', '=', versionId)
    .execute()
}

export async function setFinal(tx: Database, versionId: number, note: string): Promise<void> {
  await tx.updateTable('versions').set({ final: true, unanswered_note: note }).where('id', '=', versionId).execute()
}

/** Public comments of a report (not replies) without a published answer. */
export async function countUnanswered(db: Database, reportId: number): Promise<number> {
  const { n } = await db
    .selectFrom('comments as c')
    .leftJoin('responses as r', 'r.comment_id', 'c.id')
    .select(eb => eb.fn.countAll<string>().as('n'))
    .where('c.report_id', '=', reportId)
    .where('c.status', '=', 'published')
    .where('c.parent_id', 'is', null)
    .where('r.published_revision', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}

export async function setTerms(
  tx: Database,
  versionId: number,
  { opens, closes, moderation }: Terms,
  periodNote?: string,
): Promise<void> {
  await tx
    .updateTable('versions')
    .set({
      opens_at: opens,
      closes_at: closes,
      moderation,
      ...(periodNote !== undefined && { period_note: periodNote }),
    })
    .where('id', '=', versionId)
    .execute()
}

export async function setInvitation(tx: Database, versionId: number, invitation: Invitation): Promise<void> {
  await tx.updateTable('versions').set(invitation).where('id', '=', versionId).execute()
}

/** Keeps the terms as they are from now on, beside those that were. */
export async function keepTerms(
  tx: Database,
  versionId: number,
  { opens, closes, moderation }: Terms,
  note: string,
  at: Date,
): Promise<void> {
  await tx
    .insertInto('version_terms')
    .values({ version_id: versionId, set_at: at, opens_at: opens, closes_at: closes, moderation, note })
    .execute()
}

/** The terms since the version was published, the first first. */
export function termsOf(db: Database, versionId: number) {
  return db
    .selectFrom('version_terms')
    .select(['set_at', 'opens_at', 'closes_at', 'moderation', 'note'])
    .where('version_id', '=', versionId)
    .orderBy('id')
    .execute()
}

/** Until the transaction ends nobody carries comments to the version, nor settles any there (server/comments/carrying). */
export async function takeCarrying(tx: Database, versionId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('carry'), ${versionId}::int)`.execute(tx)
}

/** Waits for the comments that are being written on a version, and lets no other begin until the transaction ends. */
export async function holdVersion(tx: Database, versionId: number): Promise<void> {
  await tx.selectFrom('versions').select('id').where('id', '=', versionId).forUpdate().execute()
}

/** Whether there is any comment on it, published or not. */
export async function hasComments(db: Database, versionId: number): Promise<boolean> {
  const row = await db
    .selectFrom('comments')
    .select('id')
    .where('version_id', '=', versionId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Undoes what publishing did: period, terms, lineage, what was carried there, and the jobs that would go on with it. */
export async function unpublish(tx: Database, versionId: number): Promise<void> {
  await tx
    .updateTable('versions')
    .set({ state: 'draft', published_at: null, opens_at: null, closes_at: null, period_note: '' })
    .where('id', '=', versionId)
    .execute()
  await tx.deleteFrom('version_terms').where('version_id', '=', versionId).execute()
  await tx.deleteFrom('anchors').where('version_id', '=', versionId).execute()
  await tx.deleteFrom('lineage_links').where('version_id', '=', versionId).execute()
  await sql`update paragraphs set lineage = id where version_id = ${versionId} and lineage <> id`.execute(tx)
  for (const job of ['carry', 'tell-of-draft'])
    await sql`select graphile_worker.remove_job(${`${job}:${versionId}`})`.execute(tx)
}

export async function keepTakenBack(tx: Database, row: Insertable<Schema['taken_back']>): Promise<void> {
  await tx.insertInto('taken_back').values(row).execute()
}

/** Whether that version was last taken back with this note. */
export async function isTakenBack(tx: Database, reportId: number, number: number, note: string): Promise<boolean> {
  const last = await tx
    .selectFrom('taken_back')
    .select('note')
    .where('report_id', '=', reportId)
    .where('number', '=', number)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return last?.note === note
}
