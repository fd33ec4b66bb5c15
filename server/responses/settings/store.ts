import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Disposition } from '../../database/schema.js'

/** What a group has agreed on about its responses. */
export interface Settings {
  second_person: boolean
  /** `YYYY-MM-DD`: when the answers are promised; null: twelve weeks after the last period closes. */
  answers_by: string | null
}

export function settingsOf(db: Database, reportId: number): Promise<Settings> {
  return db
    .selectFrom('reports')
    .select(['second_person', sql<string | null>`answers_by::text`.as('answers_by')])
    .where('id', '=', reportId)
    .executeTakeFirstOrThrow()
}

export async function saveSettings(tx: Database, reportId: number, settings: Settings): Promise<void> {
  await tx.updateTable('reports').set(settings).where('id', '=', reportId).execute()
}

/** When the last comment period of the report closes; null: none has an end. */
export async function lastClosing(db: Database, reportId: number): Promise<Date | null> {
  const row = await db
    .selectFrom('versions')
    .select(eb => eb.fn.max('closes_at').as('closes'))
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .executeTakeFirst()
  return row?.closes ?? null
}

export function cannedReasons(db: Database, reportId: number) {
  return db
    .selectFrom('canned_reasons')
    .select(['id', 'name', 'disposition', 'reason'])
    .where('report_id', '=', reportId)
    .orderBy(sql`lower(name)`)
    .execute()
}

/** @returns whether there was none of this name */
export async function addCanned(
  tx: Database,
  reportId: number,
  canned: { name: string; disposition: Disposition; reason: string },
): Promise<boolean> {
  const added = await tx
    .insertInto('canned_reasons')
    .values({ report_id: reportId, ...canned })
    .onConflict(conflict => conflict.columns(['report_id', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

export async function removeCanned(tx: Database, reportId: number, id: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('canned_reasons')
    .where('id', '=', id)
    .where('report_id', '=', reportId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** How far a group is with its answers: comments (not replies) that are published. */
export interface Progress {
  comments: number
  draft: number
  agreed: number
  published: number
  /** No response at all. */
  unanswered: number
  /** When the oldest of those that the public has no answer to was written; null: all are answered. */
  oldest: Date | null
  /** By how many people it was said that they are satisfied, and that they are not. */
  satisfied: number
  dissatisfied: number
}

export async function progressOf(db: Database, reportId: number): Promise<Progress> {
  const { rows } = await sql<Progress>`
    select count(*)::int as comments,
      count(*) filter (where r.state = 'draft')::int as draft,
      count(*) filter (where r.state = 'agreed')::int as agreed,
      count(*) filter (where r.published_revision is not null)::int as published,
      count(*) filter (where r.comment_id is null)::int as unanswered,
      min(c.created_at) filter (where r.published_revision is null) as oldest,
      count(*) filter (where s.satisfied)::int as satisfied,
      count(*) filter (where not s.satisfied)::int as dissatisfied
    from comments c
    left join responses r on r.comment_id = c.id
    left join satisfactions s on s.comment_id = c.id
    where c.report_id = ${reportId} and c.status = 'published' and c.parent_id is null`.execute(db)
  return rows[0]!
}

export interface OwnerProgress {
  owner: string | null
  comments: number
  published: number
}

/** The same by who works on them; null: nobody yet. */
export async function progressByOwner(db: Database, reportId: number): Promise<OwnerProgress[]> {
  const { rows } = await sql<OwnerProgress>`
    select p.name as owner, count(*)::int as comments, count(r.published_revision)::int as published
    from comments c
    left join comment_work w on w.comment_id = c.id
    left join people p on p.id = w.owner_id
    left join responses r on r.comment_id = c.id
    where c.report_id = ${reportId} and c.status = 'published' and c.parent_id is null
    group by p.id, p.name order by p.name nulls last`.execute(db)
  return rows
}
