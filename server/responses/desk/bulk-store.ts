import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'

/** Those of the comments that are published comments of the report, locked one after the other in the order of their ids. */
export async function lockComments(tx: Database, reportId: number, ids: readonly Id[]): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    select id from comments
    where id = any(${ids}::bigint[]) and report_id = ${reportId} and status = 'published' and parent_id is null
    order by id for no key update`.execute(tx)
  return rows.map(row => row.id)
}

/** Whether the person chairs the group or coordinates. */
export async function mayOwn(tx: Database, groupId: number, personId: Id): Promise<boolean> {
  const role = await tx
    .selectFrom('roles')
    .select('role')
    .where('person_id', '=', personId)
    .where(eb =>
      eb.or([eb('role', '=', 'coordinator'), eb.and([eb('role', '=', 'chair'), eb('working_group_id', '=', groupId)])]),
    )
    .executeTakeFirst()
  return role !== undefined
}

/** Who gives a comment a theme has taken it up. */
export async function addTheme(tx: Database, ids: readonly Id[], theme: number, person: Id): Promise<Id[]> {
  await sql`
    insert into comment_work (comment_id, report_id)
    select c.id, c.report_id from comments c where c.id = any(${ids}::bigint[])
    on conflict do nothing`.execute(tx)
  const { rows } = await sql<{ comment_id: Id }>`
    insert into comment_themes (comment_id, theme_id, set_by)
    select id, ${theme}::int, ${person}::bigint from unnest(${ids}::bigint[]) id
    on conflict do nothing returning comment_id`.execute(tx)
  return rows.map(row => row.comment_id)
}

export async function removeTheme(tx: Database, ids: readonly Id[], theme: number): Promise<Id[]> {
  const { rows } = await sql<{ comment_id: Id }>`
    delete from comment_themes where theme_id = ${theme} and comment_id = any(${ids}::bigint[])
    returning comment_id`.execute(tx)
  return rows.map(row => row.comment_id)
}

export async function setOwner(tx: Database, reportId: number, ids: readonly Id[], owner: Id | null): Promise<Id[]> {
  const { rows } = await sql<{ comment_id: Id }>`
    insert into comment_work as w (comment_id, report_id, owner_id)
    select id, ${reportId}::int, ${owner}::bigint from unnest(${ids}::bigint[]) id
    on conflict (comment_id) do update set owner_id = excluded.owner_id
      where w.owner_id is distinct from excluded.owner_id
    returning comment_id`.execute(tx)
  return rows.map(row => row.comment_id)
}

export async function acknowledge(tx: Database, reportId: number, ids: readonly Id[]): Promise<Id[]> {
  const { rows } = await sql<{ comment_id: Id }>`
    insert into comment_work (comment_id, report_id)
    select id, ${reportId}::int from unnest(${ids}::bigint[]) id
    on conflict do nothing returning comment_id`.execute(tx)
  return rows.map(row => row.comment_id)
}

/** @returns whether it was another */
export async function saveGist(tx: Database, reportId: number, id: Id, gist: string): Promise<boolean> {
  const { rows } = await sql`
    insert into comment_work as w (comment_id, report_id, gist) values (${id}, ${reportId}, ${gist})
    on conflict (comment_id) do update set gist = excluded.gist where w.gist <> excluded.gist
    returning comment_id`.execute(tx)
  return rows.length > 0
}

/** An entry for each comment, in one statement: there may be thousands. */
export async function recordEach(
  tx: Database,
  actor: Id,
  action: string,
  ids: readonly Id[],
  details: Record<string, unknown>,
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    insert into audit_log (actor_id, action, subject, subject_id, details)
    select ${actor}::bigint, ${action}, 'comment', id::text, ${JSON.stringify(details)}::jsonb
    from unnest(${ids}::bigint[]) id order by id`.execute(tx)
}
