import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Disposition, Id, ResponseState, Status } from '../../database/schema.js'

/** What answering a comment asks of it. */
export interface Answerable {
  id: Id
  person_id: Id
  report_id: number
  version_id: number
  status: Status
  working_group_id: number
  slug: string
  second_person: boolean
}

/**
 * The comment, locked until the transaction ends: nobody withholds or answers it meanwhile. Another comment may be called its
 * duplicate.
 */
export function lockAnswerable(tx: Database, id: Id): Promise<Answerable | undefined> {
  return tx
    .selectFrom('comments as c')
    .innerJoin('reports as r', 'r.id', 'c.report_id')
    .select([
      'c.id',
      'c.person_id',
      'c.report_id',
      'c.version_id',
      'c.status',
      'r.working_group_id',
      'r.slug',
      'r.second_person',
    ])
    .where('c.id', '=', id)
    .forNoKeyUpdate('c')
    .executeTakeFirst()
}

/** What a response says. */
export interface Wording {
  disposition: Disposition
  reason: string
  duplicate_of: Id | null
  version_id: number | null
  paragraph_id: Id | null
  minutes: string
}

/** A response as it stands. */
export interface ResponseRow extends Wording {
  comment_id: Id
  state: ResponseState
  revision: number
  written_by: Id
  written_at: Date
  /** As other chairs know her. */
  writer: string | null
  agreed_by: Id | null
  agreer: string | null
  published_revision: number | null
  published_at: Date | null
  version_number: number | null
  paragraph_number: string | null
  paragraph_slug: string | null
}

export function responseTo(db: Database, commentId: Id): Promise<ResponseRow | undefined> {
  return db
    .selectFrom('responses as r')
    .innerJoin('people as w', 'w.id', 'r.written_by')
    .leftJoin('people as a', 'a.id', 'r.agreed_by')
    .leftJoin('versions as v', 'v.id', 'r.version_id')
    .leftJoin('paragraphs as p', 'p.id', 'r.paragraph_id')
    .select([
      'r.comment_id',
      'r.state',
      'r.revision',
      'r.disposition',
      'r.reason',
      'r.duplicate_of',
      'r.version_id',
      'r.paragraph_id',
      'r.minutes',
      'r.written_by',
      'r.written_at',
      'w.name as writer',
      'r.agreed_by',
      'a.name as agreer',
      'r.published_revision',
      'r.published_at',
      'v.number as version_number',
      'p.number as paragraph_number',
      'p.slug as paragraph_slug',
    ])
    .where('r.comment_id', '=', commentId)
    .executeTakeFirst()
}

/** Writes a new wording, as a draft; an answer that is published stands until this one is. */
export async function saveWording(
  tx: Database,
  comment: Pick<Answerable, 'id' | 'report_id'>,
  wording: Wording,
  person: Id,
): Promise<number> {
  const { revision } = await tx
    .insertInto('responses')
    .values({ comment_id: comment.id, report_id: comment.report_id, state: 'draft', written_by: person, ...wording })
    .onConflict(conflict =>
      conflict.column('comment_id').doUpdateSet({
        ...wording,
        state: 'draft',
        revision: sql`responses.revision + 1`,
        written_by: person,
        written_at: sql`now()`,
        agreed_by: null,
        agreed_at: null,
      }),
    )
    .returning('revision')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('response_wordings')
    .values({ comment_id: comment.id, revision, written_by: person, ...wording })
    .execute()
  await tx
    .insertInto('comment_work')
    .values({ comment_id: comment.id, report_id: comment.report_id })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  return revision
}

export async function setAgreed(tx: Database, commentId: Id, person: Id): Promise<void> {
  await tx
    .updateTable('responses')
    .set({ state: 'agreed', agreed_by: person, agreed_at: sql`now()` })
    .where('comment_id', '=', commentId)
    .execute()
}

export async function setPublished(tx: Database, commentId: Id): Promise<void> {
  await tx
    .updateTable('responses')
    .set({
      state: 'published',
      published_revision: sql`revision`,
      published_at: sql`coalesce(published_at, now())`,
      corrected_at: sql`case when published_revision < revision then now() else corrected_at end`,
    })
    .where('comment_id', '=', commentId)
    .execute()
}

/** Who writes or corrects duplicates of one report does so after the other: two at once could make a circle. */
export async function lockDuplicates(tx: Database, reportId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(7254, ${reportId})`.execute(tx)
}

/** The comments of which this one is said to be a duplicate, one after the other. */
export async function duplicateChain(tx: Database, commentId: Id): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    with recursive chain(id) as (
      select duplicate_of from responses where comment_id = ${commentId} and duplicate_of is not null
      union
      select r.duplicate_of from chain join responses r on r.comment_id = chain.id where r.duplicate_of is not null
    ) select id from chain`.execute(tx)
  return rows.map(row => row.id)
}

export function commentPlace(tx: Database, id: Id): Promise<{ report_id: number; status: Status } | undefined> {
  return tx.selectFrom('comments').select(['report_id', 'status']).where('id', '=', id).executeTakeFirst()
}

/** Published versions of a report, oldest first. */
export function versionsOf(db: Database, reportId: number): Promise<{ id: number; number: number; label: string }[]> {
  return db
    .selectFrom('versions')
    .select(['id', 'number', 'label'])
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .orderBy('number')
    .execute()
}

/** A paragraph of this report's published versions. */
export function paragraphById(
  db: Database,
  reportId: number,
  id: Id,
): Promise<{ id: Id; version_id: number } | undefined> {
  return db
    .selectFrom('paragraphs as p')
    .innerJoin('versions as v', 'v.id', 'p.version_id')
    .select(['p.id', 'p.version_id'])
    .where('p.id', '=', id)
    .where('v.report_id', '=', reportId)
    .where('v.state', '=', 'published')
    .executeTakeFirst()
}

/** By its number as printed, or as in addresses. */
export function paragraphByNumber(db: Database, versionId: number, number: string): Promise<{ id: Id } | undefined> {
  return db
    .selectFrom('paragraphs')
    .select('id')
    .where('version_id', '=', versionId)
    .where(({ eb, or }) => or([eb('slug', '=', number), eb('number', '=', number)]))
    .orderBy(sql`slug = ${number}`, 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Earlier wordings with who wrote them, the newest first. */
export function wordingsOf(db: Database, commentId: Id) {
  return db
    .selectFrom('response_wordings as w')
    .innerJoin('people as p', 'p.id', 'w.written_by')
    .select(['w.revision', 'w.disposition', 'w.reason', 'w.written_at', 'p.name as writer'])
    .where('w.comment_id', '=', commentId)
    .orderBy('w.revision', 'desc')
    .execute()
}

/** Responses of a report that can be published as they are, in the order of their comments. */
export async function publishable(
  db: Database,
  reportId: number,
  state: 'agreed' | 'draft',
  limit: number,
): Promise<Id[]> {
  const rows = await db
    .selectFrom('responses as r')
    .innerJoin('comments as c', 'c.id', 'r.comment_id')
    .select('r.comment_id')
    .where('r.report_id', '=', reportId)
    .where('r.state', '=', state)
    .where('c.status', '=', 'published')
    .orderBy('r.comment_id')
    .limit(limit)
    .execute()
  return rows.map(row => row.comment_id)
}

export async function paragraphWords(db: Database, id: Id): Promise<string | null> {
  const row = await db.selectFrom('paragraphs').select('text').where('id', '=', id).executeTakeFirst()
  return row?.text ?? null
}

/** Comments of this report, each with the revision of its response (0: none). */
export async function revisionsOf(db: Database, reportId: number, ids: readonly Id[]): Promise<Map<Id, number>> {
  const { rows } = await sql<{ id: Id; revision: number }>`
    select c.id, coalesce(r.revision, 0) as revision from comments c left join responses r on r.comment_id = c.id
    where c.id = any(${ids}::bigint[]) and c.report_id = ${reportId}`.execute(db)
  return new Map(rows.map(row => [row.id, row.revision]))
}

/** The public comments of a cluster. */
export async function clusterComments(db: Database, reportId: number, cluster: Id): Promise<Id[]> {
  const rows = await db
    .selectFrom('cluster_members as m')
    .innerJoin('comments as c', 'c.id', 'm.comment_id')
    .select('c.id')
    .where('m.cluster_id', '=', cluster)
    .where('c.report_id', '=', reportId)
    .where('c.status', '=', 'published')
    .orderBy('c.id')
    .execute()
  return rows.map(row => row.id)
}
