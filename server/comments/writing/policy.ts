import { type RawBuilder, sql } from 'kysely'
import type { Id, Policy, Status } from '../../database/schema.js'

/**
 * The state in which new words start, as the statement that keeps them asks the database, so that it costs no question
 * of its own and knows the policy of this moment. `post`: published at once. `pre`: a chair reads them first. `first`: a
 * chair reads until a comment of this person is public; who has none any more, because all were withheld, waits again.
 */
export function initialStatus(policy: RawBuilder<Policy>, personId: Id): RawBuilder<Status> {
  return sql<Status>`case ${policy}
    when 'post' then 'published'
    when 'first' then case
      when exists (select from comments where person_id = ${personId}::bigint and status = 'published') then 'published'
      else 'pending' end
    else 'pending' end`
}
