import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Policy } from '../../database/schema.js'

/**
 * The state in which a new comment starts. `post`: published at once. `pre`: a chair reads it first. `first`: a chair
 * reads until one comment of this person has been published; a person whose only published comments were withheld
 * later waits again.
 */
export async function initialStatus(db: Database, policy: Policy, personId: Id): Promise<'published' | 'pending'> {
  if (policy === 'post') return 'published'
  if (policy === 'pre') return 'pending'
  const { rows } = await sql`
    select from comments where person_id = ${personId} and status = 'published' limit 1`.execute(db)
  return rows.length ? 'published' : 'pending'
}
