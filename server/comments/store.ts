import { sql } from 'kysely'
import type { Database } from '../database/pool.js'
import type { Comment, Id, Kind, Stance, Status } from '../database/schema.js'
import { addJob } from '../jobs/jobs.js'

/** A comment that has been checked and placed, ready to be kept. */
export interface NewComment {
  reportId: number
  versionId: number
  paragraphId: Id | null
  parentId: Id | null
  personId: Id
  kind: Kind
  stance: Stance | null
  body: string
  proposedText: string | null
  quote: { exact: string; prefix: string; suffix: string; start: number; end: number } | null
  onBehalfOf: string | null
  status: Status
  alsoParagraphs: readonly Id[]
  idempotencyKey: string | null
  /** SHA-256 of the words, hex, for the audit log. */
  digest: string
}

/**
 * Keeps a comment with its audit entry in one statement, so in one transaction and one round trip; the counters follow
 * by trigger. Undefined: this person has already sent a comment with this key.
 */
export async function insertComment(db: Database, comment: NewComment): Promise<{ id: Id; status: Status } | undefined> {
  const { quote } = comment
  const { rows } = await sql<{ id: Id; status: Status }>`
    with written as (
      insert into comments (report_id, version_id, paragraph_id, parent_id, person_id, kind, stance, body, proposed_text,
        quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, on_behalf_of, status, idempotency_key)
      values (${comment.reportId}, ${comment.versionId}, ${comment.paragraphId}, ${comment.parentId}, ${comment.personId},
        ${comment.kind}, ${comment.stance}, ${comment.body}, ${comment.proposedText}, ${quote?.exact ?? null},
        ${quote?.prefix ?? null}, ${quote?.suffix ?? null}, ${quote?.start ?? null}, ${quote?.end ?? null},
        ${comment.onBehalfOf}, ${comment.status}, ${comment.idempotencyKey})
      on conflict (person_id, idempotency_key) do nothing
      returning id, status
    ), logged as (
      insert into audit_log (actor_id, action, subject, subject_id, details)
      select ${comment.personId}, 'comment.written', 'comment', id::text,
        jsonb_build_object('version', ${comment.versionId}::int, 'paragraph', ${comment.paragraphId}::bigint,
          'status', status, 'sha256', ${comment.digest}::text)
      from written
    ), also as (
      insert into comment_paragraphs (comment_id, paragraph_id)
      select id, unnest(${comment.alsoParagraphs}::bigint[]) from written
    )
    select id, status from written`.execute(db)
  return rows[0]
}

export function commentByKey(db: Database, personId: Id, key: string): Promise<{ id: Id; status: Status } | undefined> {
  return db
    .selectFrom('comments')
    .select(['id', 'status'])
    .where('person_id', '=', personId)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
}

/** Tells the author of the comment above that it has been answered. */
export function addReplyJob(tx: Database, replyId: Id): Promise<void> {
  return addJob(tx, { task: 'tell-of-reply', payload: { reply: replyId }, key: `reply:${replyId}` })
}

export function findComment(db: Database, id: Id): Promise<Comment | undefined> {
  return db.selectFrom('comments').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The comment, locked until the transaction ends. */
export function lockComment(tx: Database, id: Id): Promise<Comment | undefined> {
  return tx.selectFrom('comments').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Which of these paragraphs belong to the version. */
export async function paragraphsOfVersion(db: Database, versionId: number, ids: readonly Id[]): Promise<ReadonlySet<Id>> {
  if (ids.length === 0) return new Set()
  const rows = await db.selectFrom('paragraphs').select('id').where('version_id', '=', versionId).where('id', 'in', ids).execute()
  return new Set(rows.map(row => row.id))
}

/** Adds or takes back an endorsement; a second time changes nothing. Answers whether anything changed. */
export async function setEndorsement(db: Database, commentId: Id, personId: Id, endorsed: 'endorsed' | 'not endorsed'): Promise<boolean> {
  const changed =
    endorsed === 'endorsed'
      ? sql`insert into endorsements (comment_id, person_id) values (${commentId}, ${personId}) on conflict do nothing returning 1 as by`
      : sql`delete from endorsements where comment_id = ${commentId} and person_id = ${personId} returning -1 as by`
  const { rows } = await sql<{ id: Id }>`
    with changed as (${changed}), logged as (
      insert into audit_log (actor_id, action, subject, subject_id)
      select ${personId}, ${endorsed === 'endorsed' ? 'comment.endorsed' : 'comment.no-longer-endorsed'}, 'comment', ${commentId} from changed
    )
    update comments set endorsements = endorsements + changed.by from changed where id = ${commentId} returning id`.execute(db)
  return rows.length > 0
}

/** Keeps the present wording and puts the new one in its place. */
export async function replaceWording(
  tx: Database,
  comment: Comment,
  next: { kind: Kind; stance: Stance | null; body: string; proposedText: string | null; onBehalfOf: string | null; status: Status },
): Promise<void> {
  await tx
    .insertInto('comment_wordings')
    .values({
      comment_id: comment.id,
      kind: comment.kind,
      stance: comment.stance,
      body: comment.body,
      proposed_text: comment.proposed_text,
      written_at: comment.edited_at ?? comment.created_at,
    })
    .execute()
  await tx
    .updateTable('comments')
    .set({
      kind: next.kind,
      stance: next.stance,
      body: next.body,
      proposed_text: next.proposedText,
      on_behalf_of: next.onBehalfOf,
      status: next.status,
      edited_at: new Date(),
    })
    .where('id', '=', comment.id)
    .execute()
}

export async function markWithdrawn(tx: Database, id: Id): Promise<void> {
  await tx.updateTable('comments').set({ status: 'withdrawn', withdrawn_at: new Date() }).where('id', '=', id).execute()
}

/** Earlier wordings, oldest first. */
export function wordingsOf(db: Database, commentId: Id) {
  return db.selectFrom('comment_wordings').selectAll().where('comment_id', '=', commentId).orderBy('id').execute()
}
