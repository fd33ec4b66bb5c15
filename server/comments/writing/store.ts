import { sql } from 'kysely'
import type { Pool as Pg } from 'pg'
import type { Database } from '../../database/pool.js'
import type { Comment, HeldFor, Id, Status } from '../../database/schema.js'
import { together } from '../../database/together.js'
import { wellFormed } from './clean.js'
import { languageOf } from './language.js'
import { initialStatus } from './policy.js'
import { heldFor, type Watched } from './spam.js'
import type { PlacedQuote, Wording } from './wording.js'

/** A comment that has been checked and placed, ready to be kept. */
export interface NewComment extends Wording {
  versionId: number
  paragraphId: Id | null
  parentId: Id | null
  personId: Id
  quote: PlacedQuote | null
  alsoParagraphs: readonly Id[]
  /** BCP 47; null: not known. */
  language: string | null
  idempotencyKey: string | null
  /** SHA-256 of the whole call. */
  sentHash: Buffer
  /** SHA-256 of the words, hex, for the audit log. */
  wordsHash: string
  /** Whether somebody else's comment is answered, who is to be told. */
  answersAnother: 'yes' | 'no'
  watched: Watched
}

export interface Written {
  id: Id
  status: Status
  /** Why it waits, where it is not the policy. */
  heldFor: HeldFor | null
}

/** The job that tells the author of the comment above, in the transaction in which the reply becomes public. */
const replyJob = (reply: string) =>
  `(graphile_worker.add_job('tell-of-reply', json_build_object('reply', ${reply}::text), job_key => 'reply:' || ${reply})).id`

/** As the statement below reads them. */
const toSent = (comment: NewComment, n: number, all: readonly NewComment[]) => ({
  n,
  version: comment.versionId,
  paragraph: comment.paragraphId,
  parent: comment.parentId,
  person: comment.personId,
  kind: comment.kind,
  stance: comment.stance,
  body: comment.body,
  proposed: comment.proposedText,
  language: comment.language,
  ...comment.quote,
  behalf: comment.onBehalfOf,
  key: comment.idempotencyKey && wellFormed(comment.idempotencyKey),
  sent_hash: comment.sentHash.toString('hex'),
  words_hash: comment.wordsHash,
  also: comment.alsoParagraphs,
  answers: comment.answersAnother === 'yes',
  watched: comment.watched,
  again: all.findIndex(one => one.personId === comment.personId && one.wordsHash === comment.wordsHash) < n,
})

const INSERT = {
  name: 'write-comments',
  text: `
    with sent as (
      select * from jsonb_to_recordset($1::jsonb) as sent (n int, version int, paragraph bigint, parent bigint,
        person bigint, kind text, stance text, body text, proposed text, language text, exact text, prefix text, suffix text, start int,
        "end" int, behalf text, key text, sent_hash text, words_hash text, also bigint[], answers boolean, watched text,
        again boolean)
    ), open as materialized (
      select sent.*, v.report_id, v.moderation, nextval('comments_id_seq') as id, ${heldFor({
        watched: 'sent.watched',
        person: 'sent.person',
        body: 'sent.body',
        proposed: 'sent.proposed',
        again: 'sent.again',
        self: 'null::bigint',
      })} as held
      from sent join versions v on v.id = sent.version
      where v.state = 'published' and v.opens_at <= now() and v.closes_at > now()
      for key share of v
    ), written as (
      insert into comments (id, report_id, version_id, paragraph_id, parent_id, person_id, kind, stance, body,
        proposed_text, language, quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, on_behalf_of, status,
        held_for, idempotency_key, sent_hash)
      overriding system value
      select id, report_id, version, paragraph, parent, person, kind, stance, body, proposed, language, exact, prefix, suffix, start,
        "end", behalf, case when held is null then ${initialStatus('moderation', 'person')} else 'pending' end, held, key,
        decode(sent_hash, 'hex')
      from open order by person, key, n
      on conflict (person_id, idempotency_key) do nothing
      returning id, status, held_for
    ), logged as (
      insert into audit_log (actor_id, action, subject, subject_id, details)
      select person, 'comment.written', 'comment', id::text,
        jsonb_build_object('version', version, 'paragraph', paragraph::text, 'status', status, 'sha256', words_hash)
          || case when held is null then '{}' else jsonb_build_object('held', held) end
      from written join open using (id) order by id
    ), further as (
      insert into comment_paragraphs (comment_id, paragraph_id)
      select id, unnest(also) from written join open using (id)
    )
    select open.id is not null as open, written.id, written.status, written.held_for,
      case when sent.answers and written.status = 'published' then ${replyJob('written.id')} end
    from sent left join open using (n) left join written on written.id = open.id order by sent.n`,
}

export type Inserted = Written | 'closed' | 'known key'

/** Comments in one statement, and statements under way: while one waits for the disk, another is made ready. */
const MOST_TOGETHER = 50
const LANES = 2

const inserters = new WeakMap<Pg, (comment: NewComment) => Promise<Inserted>>()

/**
 * Keeps a comment with its audit entry and, for a reply that is public, the job that tells of it, in one statement, so in
 * one transaction and one round trip; the counters follow by trigger. Those that come in the same moment share the
 * statement: it is then that time is short. Rows go in by person and key, so that two statements with the same keys wait for
 * each other and never both. The statement asks for the period once more, by the clock of the database,
 * so that nothing is kept past a close that this process has not heard of; it holds the version, so that it is not taken
 * back beneath it.
 */
export function insertComment(pg: Pg, comment: NewComment): Promise<Inserted> {
  let insert = inserters.get(pg)
  if (!insert) {
    insert = together(comments => insertComments(pg, comments), { most: MOST_TOGETHER, lanes: LANES })
    inserters.set(pg, insert)
  }
  return insert(comment)
}

async function insertComments(pg: Pg, comments: readonly NewComment[]): Promise<Inserted[]> {
  const { rows } = await pg.query<{ open: boolean; id: Id | null; status: Status | null; held_for: HeldFor | null }>({
    ...INSERT,
    values: [JSON.stringify(comments.map(toSent))],
  })
  return rows.map(({ open, id, status, held_for }) => {
    if (id !== null && status !== null) return { id, status, heldFor: held_for }
    return open ? 'known key' : 'closed'
  })
}

/** The same for a reply that a moderator has let through. */
export async function tellOfReply(tx: Database, replyId: Id): Promise<void> {
  await sql`
    select ${sql.raw(replyJob('reply.id'))} from comments reply join comments answered on answered.id = reply.parent_id
    where reply.id = ${replyId} and answered.person_id <> reply.person_id`.execute(tx)
}

export function commentByKey(db: Database, personId: Id, key: string) {
  return db
    .selectFrom('comments')
    .select(['id', 'status', 'held_for', 'sent_hash'])
    .where('person_id', '=', personId)
    .where('idempotency_key', '=', key)
    .executeTakeFirst()
}

/** A comment without its words, for asking what may be done with it. */
export type Standing = Pick<
  Comment,
  'id' | 'version_id' | 'paragraph_id' | 'parent_id' | 'person_id' | 'status' | 'created_at' | 'edited_at'
>

const STANDING = [
  'id',
  'version_id',
  'paragraph_id',
  'parent_id',
  'person_id',
  'status',
  'created_at',
  'edited_at',
] as const satisfies readonly (keyof Standing)[]

export function findStanding(db: Database, id: Id): Promise<Standing | undefined> {
  return db.selectFrom('comments').select(STANDING).where('id', '=', id).executeTakeFirst()
}

/** The same, locked until the transaction ends. */
export function lockStanding(tx: Database, id: Id): Promise<Standing | undefined> {
  return tx.selectFrom('comments').select(STANDING).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
}

/**
 * Adds or takes back an endorsement of a published comment, with its audit entry, in one statement; a second time
 * changes nothing.
 */
export async function setEndorsement(
  db: Database,
  commentId: Id,
  personId: Id,
  wish: 'endorsed' | 'not endorsed',
): Promise<void> {
  const changed =
    wish === 'endorsed'
      ? sql`insert into endorsements (comment_id, person_id)
          select id, ${personId}::bigint from comments where id = ${commentId} and status = 'published'
          on conflict do nothing returning 1 as by`
      : sql`delete from endorsements where comment_id = ${commentId} and person_id = ${personId} returning -1 as by`
  const entry = wish === 'endorsed' ? 'comment.endorsed' : 'comment.no-longer-endorsed'
  await sql`
    with changed as (${changed}), logged as (
      insert into audit_log (actor_id, action, subject, subject_id)
      select ${personId}::bigint, ${entry}, 'comment', ${commentId}::text from changed
    )
    update comments set endorsements = endorsements + changed.by from changed where id = ${commentId}`.execute(db)
}

const HELD_WHEN_EDITED = heldFor({
  watched: 'next.watched',
  person: 'c.person_id',
  body: 'next.body',
  proposed: 'next.proposed',
  again: 'false',
  self: 'c.id',
})

/**
 * Keeps the present wording and puts the new one in its place, published or waiting as the policy and the rules against
 * spam say. Undefined: the words are the same, and nothing has been changed.
 */
export async function replaceWording(
  tx: Database,
  comment: Standing,
  next: Wording,
  watched: Watched,
): Promise<Pick<Written, 'status' | 'heldFor'> | undefined> {
  const { rows } = await sql<{ status: Status; held_for: HeldFor | null }>`
    with next (watched, body, proposed) as (
      values (${watched}::text, ${next.body}::text, ${next.proposedText}::text)
    ), before as (
      select c.*, v.moderation, ${sql.raw(HELD_WHEN_EDITED)} as held from next cross join comments c join versions v on v.id = c.version_id
      where c.id = ${comment.id} and (c.kind, c.body, c.stance, c.proposed_text, c.on_behalf_of) is distinct from
        (${next.kind}::text, ${next.body}::text, ${next.stance}::text, ${next.proposedText}::text, ${next.onBehalfOf}::text)
    ), kept as (
      insert into comment_wordings (comment_id, kind, stance, body, proposed_text, written_at)
      select id, kind, stance, body, proposed_text, coalesce(edited_at, created_at) from before
    )
    update comments c set kind = ${next.kind}, stance = ${next.stance}, body = ${next.body},
      proposed_text = ${next.proposedText}, language = ${languageOf(next.body)}, on_behalf_of = ${next.onBehalfOf}, edited_at = ${new Date()},
      held_for = before.held,
      status = case when before.status <> 'published' then before.status when before.held is not null then 'pending'
        else ${sql.raw(initialStatus('before.moderation', 'before.person_id'))} end
    from before where c.id = before.id
    returning c.status, c.held_for`.execute(tx)
  return rows[0] && { status: rows[0].status, heldFor: rows[0].held_for }
}

export async function markWithdrawn(tx: Database, id: Id): Promise<void> {
  await tx.updateTable('comments').set({ status: 'withdrawn', withdrawn_at: new Date() }).where('id', '=', id).execute()
}
