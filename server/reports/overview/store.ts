import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { WorkingGroup } from '../../database/schema.js'
import { notFound } from '../../web/faults.js'

export function workingGroups(db: Database): Promise<WorkingGroup[]> {
  return db.selectFrom('working_groups').selectAll().orderBy('position').orderBy('id').execute()
}

/** @throws notFound */
export async function findGroup(db: Database, slug: string): Promise<WorkingGroup> {
  const group = await db.selectFrom('working_groups').selectAll().where('slug', '=', slug).executeTakeFirst()
  if (!group) throw notFound('no-such-group')
  return group
}

/** The versions of a report that were taken back, and why; the last first. */
export function takenBackOf(db: Database, reportId: number) {
  return db
    .selectFrom('taken_back')
    .select(['number', 'note', 'taken_back_at'])
    .where('report_id', '=', reportId)
    .orderBy('id', 'desc')
    .execute()
}

export function groupById(db: Database, id: number): Promise<WorkingGroup> {
  return db.selectFrom('working_groups').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Published comments by version; one that is not there has none. */
export async function commentTotals(db: Database, versionIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (versionIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('comment_counts')
    .select(['version_id', sql<number>`sum(published)::int`.as('published')])
    .where('version_id', 'in', versionIds)
    .groupBy('version_id')
    .execute()
  return new Map(rows.map(row => [row.version_id, row.published]))
}

/** Who has taken part with published comments: as numbers alone, which tell of nobody. */
export interface Participation {
  comments: number
  people: number
  countries: number
}

export async function participationIn(db: Database, versionId: number): Promise<Participation> {
  return db
    .selectFrom('comments as c')
    .innerJoin('people as p', 'p.id', 'c.person_id')
    .where('c.version_id', '=', versionId)
    .where('c.status', '=', 'published')
    .select([
      sql<number>`count(*)::int`.as('comments'),
      sql<number>`count(distinct p.id)::int`.as('people'),
      sql<number>`count(distinct p.country)::int`.as('countries'),
    ])
    .executeTakeFirstOrThrow()
}
