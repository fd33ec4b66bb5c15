import { record } from '../../../audit/index.js'
import type { Database } from '../../../database/pool.js'
import type { Id } from '../../../database/schema.js'
import { forgetMailsOf, queueMailTo } from '../../../notices/index.js'
import { mustNotBeLast } from '../../people/roles.js'
import { lockPerson } from '../../people/store.js'
import { forgetPerson } from './store.js'

/**
 * Erases an account (GDPR, article 17): address, name, organisation, gender, roles, sessions, tokens and mails go. The
 * comments stay, as the record of a public consultation, under “A participant” with group and country
 * (docs/decisions/0021-erasure.md). A last mail tells the address, in case it was somebody else who did this.
 * @throws conflict where she is the only coordinator
 */
export async function eraseAccount(db: Database, id: Id): Promise<void> {
  await db.transaction().execute(async tx => {
    await mustNotBeLast(tx, id)
    const person = await lockPerson(tx, id)
    if (!person || person.email === null) return
    await forgetMailsOf(tx, id, person.email)
    await forgetPerson(tx, id, person.email)
    await record(tx, { actor: id, action: 'person.erased', subject: 'person', subjectId: id })
    const { email, locale } = person
    await queueMailTo(tx, { email, locale, message: 'account-erased', values: {}, path: '/' })
  })
}
