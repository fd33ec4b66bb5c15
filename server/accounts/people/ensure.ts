import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Person } from '../../database/schema.js'
import { type FieldFault, invalid, invalidField } from '../../web/faults.js'
import { readAddress } from './address.js'
import { countryCodes } from './countries.js'
import { stakeholderGroups } from './groups.js'
import { addPerson, inTransaction, personByEmail, setProfile } from './store.js'

/** A person as the operator names her on the command line. */
export interface Named {
  email: string
  name?: string
  group?: string
  country?: string
}

/** What an operator's account is made with where the command says nothing: she changes it on her account page. */
const DEFAULTS = { group: 'civil-society', country: 'CH' }

/**
 * The account with this address, complete: made where there is none, with the part before the @ as the name,
 * civil society and Switzerland (the seat of the IGF's secretariat) where nothing else is said. One that is complete
 * stays as it is.
 * @throws invalid for an address, group or country that is none
 */
export function ensurePerson(db: Database, named: Named): Promise<{ id: Id }> {
  const { email, profile } = checked(named)
  return inTransaction(db, async tx => {
    const { id, completed_at } = await withAddress(tx, { email, locale: 'en' })
    if (completed_at === null) {
      await setProfile(tx, id, profile)
      await record(tx, { actor: null, action: 'person.completed', subject: 'person', subjectId: id })
    }
    return { id }
  })
}

function checked({ email: typed, name, group = DEFAULTS.group, country = DEFAULTS.country }: Named) {
  const email = readAddress(typed)
  const code = country.toUpperCase()
  const faults: FieldFault[] = []
  if (email === null) faults.push({ field: 'email', key: 'email' })
  if (!(stakeholderGroups as readonly string[]).includes(group))
    faults.push({ field: 'group', key: 'choice', values: { choices: stakeholderGroups.join(', ') } })
  if (!countryCodes.includes(code)) faults.push({ field: 'country', key: 'country' })
  if (email === null || faults.length) throw invalid(faults)
  return { email, profile: { name: name?.trim() || email.split('@')[0]!, stakeholder_group: group, country: code } }
}

/** The account with this address, made where there is none: then the first sign-in asks the rest. */
export async function withAddress(tx: Database, { email, locale }: { email: string; locale: string }): Promise<Person> {
  const added = await addPerson(tx, email, locale)
  if (added !== undefined)
    await record(tx, { actor: added, action: 'person.registered', subject: 'person', subjectId: added })
  const person = await personByEmail(tx, email)
  if (!person) throw invalidField('email', 'email')
  return person
}
