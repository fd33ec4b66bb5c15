import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import type { Stoppable } from './address.js'

/** Sends this person no more mails of this kind, until she chooses otherwise on her account page. */
export function stopMails(db: Database, person: Id, what: Stoppable): Promise<void> {
  return db.transaction().execute(async tx => {
    const { numUpdatedRows } = await tx
      .updateTable('people')
      .set({ reply_mails: false })
      .where('id', '=', person)
      .where('reply_mails', '=', true)
      .executeTakeFirst()
    if (numUpdatedRows > 0n)
      await record(tx, {
        actor: person,
        action: 'person.stopped-mails',
        subject: 'person',
        subjectId: person,
        details: { what },
      })
  })
}
