import type { Database } from '../../../database/pool.js'
import type { Policy } from '../../../database/schema.js'
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
