import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Disposition, Id } from '../../database/schema.js'

/** An answer of which its author has not been told. */
export interface Untold {
  comment: Id
  revision: number
  disposition: Disposition
  corrects: boolean
  place: string | null
  /** Where it shows. */
  version: number | null
  shows: string | null
}

/** Locked, so that one mail tells of each. */
export async function untoldAnswers(tx: Database, reportId: number, person: Id): Promise<Untold[]> {
  const { rows } = await sql<Untold>`
    select r.comment_id as comment, r.published_revision as revision, w.disposition, r.told_revision > 0 as corrects,
      p.number as place, v.number as version, sp.number as shows
    from responses r
    join comments c on c.id = r.comment_id and c.status = 'published'
    join response_wordings w on w.comment_id = r.comment_id and w.revision = r.published_revision
    left join paragraphs p on p.id = c.paragraph_id
    left join versions v on v.id = w.version_id
    left join paragraphs sp on sp.id = w.paragraph_id
    where r.report_id = ${reportId} and c.person_id = ${person} and r.published_revision > r.told_revision
    order by r.comment_id for update of r`.execute(tx)
  return rows
}

export async function setTold(tx: Database, told: readonly Untold[]): Promise<void> {
  await sql`
    update responses set told_revision = told.revision
    from unnest(${told.map(one => one.comment)}::bigint[], ${told.map(one => one.revision)}::int[]) as told (comment, revision)
    where comment_id = told.comment`.execute(tx)
}

export function reportOf(tx: Database, id: number) {
  return tx.selectFrom('reports').select(['slug', 'title']).where('id', '=', id).executeTakeFirst()
}

export function satisfactionWith(db: Database, commentId: Id) {
  return db
    .selectFrom('satisfactions')
    .select(['satisfied', 'why', 'said_at'])
    .where('comment_id', '=', commentId)
    .executeTakeFirst()
}

/** @returns false where it has been said before */
export async function saySatisfied(
  tx: Database,
  said: { comment_id: Id; satisfied: boolean; why: string },
): Promise<boolean> {
  const added = await tx
    .insertInto('satisfactions')
    .values(said)
    .onConflict(conflict => conflict.doNothing())
    .returning('comment_id')
    .executeTakeFirst()
  return added !== undefined
}
