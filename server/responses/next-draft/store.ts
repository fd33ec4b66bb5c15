import { sql } from 'kysely'
import { readerOf, type StandingComment, standingIn } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import type { Suggestion } from '../../lineage/index.js'

/**
 * Published comments that stand in a version and propose a wording, or of which one has been accepted; with the words
 * that everybody may read and no others, whoever asks. The oldest first.
 */
export function proposingIn(db: Database, versionId: number, commentId: Id | null): Promise<StandingComment[]> {
  let query = standingIn(db, readerOf(null), versionId)
    .where('c.status', '=', 'published')
    .where(
      sql<boolean>`(c.proposed_text is not null or exists (select from suggested_changes sc where sc.comment_id = c.id))`,
    )
  if (commentId !== null) query = query.where('c.id', '=', commentId)
  return (query.orderBy('c.id') as ReturnType<typeof standingIn>).execute()
}

/** A change that has been accepted for the next draft. */
export interface AcceptedChange extends Suggestion {
  comment: Id
  version: { id: number; number: number }
  paragraph: Id
  by: string | null
  at: Date
}

/** Those of these comments, for whichever version, and all of this version. */
export async function acceptedChanges(
  db: Database,
  { comments, versionId }: { comments: readonly Id[]; versionId: number },
): Promise<AcceptedChange[]> {
  const rows = await db
    .selectFrom('suggested_changes as sc')
    .innerJoin('versions as v', 'v.id', 'sc.version_id')
    .innerJoin('people as a', 'a.id', 'sc.accepted_by')
    .selectAll('sc')
    .select(['v.number', 'a.name'])
    .where(eb => eb.or([eb('sc.version_id', '=', versionId), eb('sc.comment_id', 'in', ['0', ...comments])]))
    .orderBy('sc.comment_id')
    .execute()
  return rows.map(row => ({
    comment: row.comment_id,
    version: { id: row.version_id, number: row.number },
    paragraph: row.paragraph_id,
    start: row.start_at,
    end: row.end_at,
    wording: row.wording,
    by: row.name,
    at: row.accepted_at,
  }))
}

/** A version's paragraphs in their order: those with these ids, or all. */
export function paragraphsOf(db: Database, versionId: number, ids: readonly Id[] | 'all') {
  return db
    .selectFrom('paragraphs')
    .select(['id', 'position', 'parent_position', 'kind', 'level', 'number', 'slug', 'marker', 'text', 'html'])
    .where('version_id', '=', versionId)
    .$if(ids !== 'all', query => query.where('id', 'in', ids === 'all' ? [] : ['0', ...ids]))
    .orderBy('position')
    .execute()
}
export type DraftParagraph = Awaited<ReturnType<typeof paragraphsOf>>[number]

/** The newest version that the public reads. */
export async function newestVersion(db: Database, reportId: number): Promise<number> {
  const row = await db
    .selectFrom('versions')
    .select('number')
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
  return row.number
}

/** Until the end of the transaction nobody else changes the comment, or decides about it. */
export function lockComment(tx: Database, id: Id) {
  return tx
    .selectFrom('comments')
    .select(['id', 'report_id', 'status'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Until the end of the transaction nobody else accepts a change to the paragraph. */
export async function lockParagraph(tx: Database, id: Id): Promise<void> {
  await tx.selectFrom('paragraphs').select('id').where('id', '=', id).forNoKeyUpdate().execute()
}

export async function putChange(
  tx: Database,
  change: Suggestion & { comment: Id; reportId: number; versionId: number; paragraph: Id; by: Id },
): Promise<void> {
  const { start, end, wording } = change
  const values = { start_at: start, end_at: end, wording, accepted_by: change.by }
  await tx
    .insertInto('suggested_changes')
    .values({
      comment_id: change.comment,
      report_id: change.reportId,
      version_id: change.versionId,
      paragraph_id: change.paragraph,
      ...values,
    })
    .onConflict(known => known.column('comment_id').doUpdateSet({ ...values, accepted_at: sql`now()` }))
    .execute()
}

/** Whether there was one. */
export async function deleteChange(tx: Database, comment: Id, versionId: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('suggested_changes')
    .where('comment_id', '=', comment)
    .where('version_id', '=', versionId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
