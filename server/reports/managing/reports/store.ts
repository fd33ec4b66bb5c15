import { sql } from 'kysely'
import type { Database } from '../../../database/pool.js'
import type { Report } from '../../../database/schema.js'

/** Reports of these groups, by group and title. */
export function reportsOf(db: Database, groups: 'all' | readonly number[]) {
  return db
    .selectFrom('reports as r')
    .innerJoin('working_groups as g', 'g.id', 'r.working_group_id')
    .select(['r.id', 'r.slug', 'r.title', 'r.language', 'g.name as group'])
    .$if(groups !== 'all', query => query.where('g.id', 'in', groups === 'all' ? [] : [0, ...groups]))
    .orderBy('g.position')
    .orderBy('g.id')
    .orderBy('r.title')
    .execute()
}

/** The versions of these reports, the newest first. */
export function versionsOf(db: Database, reportIds: readonly number[]) {
  return db
    .selectFrom('versions')
    .select(['id', 'report_id', 'number', 'label', 'state', 'opens_at', 'closes_at', 'created_at'])
    .where('report_id', 'in', [0, ...reportIds])
    .orderBy('number', 'desc')
    .execute()
}
export type ManagedVersion = Awaited<ReturnType<typeof versionsOf>>[number]

/** Appeals against decisions, and against blocked accounts, that have been open for longer than so many days. */
export async function overdueAppeals(db: Database, days: number): Promise<{ decisions: number; blocks: number }> {
  const { rows } = await sql<{ decisions: number; blocks: number }>`
    select
      (select count(*)::int from appeals
        where outcome is null and created_at < now() - make_interval(days => ${days})) as decisions,
      (select count(*)::int from account_blocks
        where outcome is null and ended_at is null and appealed_at < now() - make_interval(days => ${days})) as blocks
    `.execute(db)
  return rows[0]!
}

/** Comments of these versions whose place a person has to find, and those for which one has found it, by version. */
export async function questionsIn(
  db: Database,
  versionIds: readonly number[],
): Promise<ReadonlyMap<number, { open: number; settled: number }>> {
  const { rows } = await sql<{ version_id: number; open: number; settled: number }>`
    select a.version_id, count(*) filter (where a.settled_by is not null)::int as settled,
      count(*) filter (where a.settled_by is null and c.status not in ('withdrawn', 'spam'))::int as open
    from anchors a join comments c on c.id = a.comment_id
    where a.version_id = any(${versionIds}::int[]) and (a.state = 'needs-a-person' or a.settled_by is not null)
    group by a.version_id`.execute(db)
  return new Map(rows.map(row => [row.version_id, row]))
}

export async function setDetails(
  tx: Database,
  reportId: number,
  details: Pick<Report, 'title' | 'summary' | 'language'>,
): Promise<void> {
  await tx.updateTable('reports').set(details).where('id', '=', reportId).execute()
}
