import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'

/** A moderator has what she sees for so long; then it is free again. */
export const CLAIM_MINUTES = 10

/**
 * Takes these comments for a moderator, or goes on having them. Answers those that are hers now: what somebody else has
 * is left to her.
 */
export async function claim(db: Database, personId: Id, ids: readonly Id[]): Promise<ReadonlySet<Id>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: Id }>`
    insert into claims as k (comment_id, person_id, until)
    select id, ${personId}::bigint, now() + make_interval(mins => ${CLAIM_MINUTES})
    from unnest(${ids}::bigint[]) id order by id
    on conflict (comment_id) do update set person_id = excluded.person_id, until = excluded.until
      where k.person_id = excluded.person_id or k.until <= now()
    returning comment_id as id`.execute(db)
  return new Set(rows.map(row => row.id))
}

/** A condition on comments c: nobody but this person has it open. */
export const freeFor = (personId: Id) => sql`not exists (
  select from claims k where k.comment_id = c.id and k.until > now() and k.person_id <> ${personId}::bigint)`
