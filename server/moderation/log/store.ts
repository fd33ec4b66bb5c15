import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Status } from '../../database/schema.js'
import type { DecisionRow } from '../decisions/store.js'

export interface LogRow extends DecisionRow {
  status: Status
  report_title: string
  report_slug: string
  working_group: string
  paragraph_number: string | null
}

/** Decisions before this one, the newest first: nothing of the author, nothing of the words. */
export async function logPage(db: Database, before: Id | null, limit: number): Promise<LogRow[]> {
  const { rows } = await sql<LogRow>`
    select d.*, c.status, r.title as report_title, r.slug as report_slug, g.name as working_group,
      p.number as paragraph_number
    from (
      select * from moderation_decisions where ${before === null ? sql`true` : sql`id < ${before}`}
      order by id desc limit ${limit}
    ) d
    join comments c on c.id = d.comment_id
    join reports r on r.id = c.report_id
    join working_groups g on g.id = r.working_group_id
    left join paragraphs p on p.id = c.paragraph_id
    order by d.id desc`.execute(db)
  return rows
}

/** Title of the working group on whose report the comment stands, and who wrote it. */
export async function placeOfComment(db: Database, id: Id) {
  const { rows } = await sql<{ person_id: Id; working_group_id: number; working_group: string; report_title: string }>`
    select c.person_id, r.working_group_id, g.name as working_group, r.title as report_title
    from comments c join reports r on r.id = c.report_id join working_groups g on g.id = r.working_group_id
    where c.id = ${id}`.execute(db)
  return rows[0]
}
