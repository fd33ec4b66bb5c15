import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Status } from '../../database/schema.js'

export interface Figures {
  states: Partial<Record<Status, number>>
  /** Comments that are withheld, by the ground of the decision that stands. */
  reasons: Readonly<Record<string, number>>
  appeals: { open: number; upheld: number; overturned: number }
  /** Comments on which a decision has been taken, and the median time to the first, in seconds. */
  decided: number
  medianSeconds: number | null
}

/** What became of the comments on a report, at one moment, as numbers. */
export async function figuresOf(db: Database, reportId: number): Promise<Figures> {
  const { rows } = await sql<{
    states: Figures['states']
    reasons: Record<string, number>
    appeals: Figures['appeals']
    decided: number
    median: number | null
  }>`
    with firsts as (
      select distinct on (d.comment_id) d.comment_id, d.created_at - coalesce(
        (select min(f.created_at) from flags f where f.decision_id = d.id), c.created_at) as took
      from moderation_decisions d
      join comments c
        on c.id = d.comment_id and c.report_id = ${reportId}
      order by d.comment_id, d.id
    )
    select
      (select coalesce(json_object_agg(status, n), '{}') from (
        select status, count(*) as n from comments where report_id = ${reportId} group by status) s) as states,
      (select coalesce(json_object_agg(reason, n), '{}') from (
        select coalesce(d.reason, 'other') as reason, count(*) as n
        from comments c
        left join lateral (
          select reason from moderation_decisions d where d.comment_id = c.id order by d.id desc limit 1
        ) d on true
        where c.report_id = ${reportId} and c.status = 'withheld' group by 1) r) as reasons,
      (select json_build_object('open', count(*) filter (where a.outcome is null),
          'upheld', count(*) filter (where a.outcome = 'upheld'),
          'overturned', count(*) filter (where a.outcome = 'overturned'))
        from appeals a join comments c on c.id = a.comment_id where c.report_id = ${reportId}) as appeals,
      (select count(*)::int from firsts) as decided,
      (select percentile_cont(0.5) within group (order by greatest(extract(epoch from took), 0)::float8) from firsts)
        as median`.execute(db)
  const [{ median, ...rest }] = rows as [(typeof rows)[0]]
  return { ...rest, medianSeconds: median }
}
