import type { Database } from '../../../database/pool.js'
import type { Id } from '../../../database/schema.js'
import { notFound } from '../../../web/faults.js'
import { rowsOf } from './store.js'

/**
 * All that is kept of one person, in one structure that a program can read (GDPR, articles 15 and 20): also what she
 * would not see on a page, such as the log's entries. Other people do not stand in it. Times are ISO 8601, in UTC.
 */
export async function ownData(db: Database, id: Id) {
  const rows = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(tx => rowsOf(tx, id))
  if (!rows.person) throw notFound()
  const { person, ...rest } = rows
  return {
    made: new Date(),
    profile: {
      email: person.email,
      name: person.name,
      publishName: person.publish_name,
      stakeholderGroup: person.stakeholder_group,
      country: person.country,
      organisation: person.organisation,
      gender: person.gender,
      language: person.locale,
      replyMails: person.reply_mails,
      registered: person.created_at,
      completed: person.completed_at,
      blocked: person.blocked_at,
    },
    ...rest,
  }
}
