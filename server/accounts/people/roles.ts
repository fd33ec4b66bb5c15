import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Role } from '../../database/schema.js'
import { conflict, invalidField, notFound } from '../../web/faults.js'
import { readAddress } from './address.js'
import { withAddress } from './ensure.js'
import {
  addRole,
  findPerson,
  groupBySlug,
  inTransaction,
  lockCoordinators,
  personByEmail,
  removeRole,
} from './store.js'

/** A role of a person, and who gives or takes it (null: the operator). A chair has a working group, a coordinator none. */
export interface Grant {
  email: string
  role: Role
  /** The group's slug. */
  workingGroup: string | null
  actor: Id | null
}

/**
 * Gives a role, to an account that need not be there yet; from her next request on she has it. Once more changes nothing.
 * @throws invalid, notFound for a working group that is not there, conflict for an account that is blocked
 */
export function grantRole(db: Database, grant: Grant): Promise<void> {
  return inTransaction(db, async tx => {
    const { email, groupId } = await checked(tx, grant)
    const { id } = await withAddress(tx, { email, locale: 'en' })
    if (await addRole(tx, id, grant.role, groupId)) await log(tx, grant, 'role.granted', id)
    // Asked last: the new row has waited for a block that was under way. Nobody who cannot act is to be the last coordinator.
    if ((await findPerson(tx, id))?.blocked_at) throw conflict('role-of-blocked')
  })
}

/**
 * Takes a role away; her next request is refused. The last coordinator stays, or nobody could name another.
 * @throws invalid; notFound for an account, group or role that is not there; conflict for the last coordinator
 */
export function revokeRole(db: Database, grant: Grant): Promise<void> {
  return inTransaction(db, async tx => {
    const { email, groupId } = await checked(tx, grant)
    const person = await personByEmail(tx, email)
    if (!person) throw notFound('no-such-account')
    if (grant.role === 'coordinator') await mustNotBeLast(tx, person.id)
    if (!(await removeRole(tx, person.id, grant.role, groupId))) throw notFound('no-such-role')
    await log(tx, grant, 'role.revoked', person.id)
  })
}

/** @throws conflict where this person is the only coordinator */
export async function mustNotBeLast(tx: Database, id: Id): Promise<void> {
  const coordinators = await lockCoordinators(tx)
  if (coordinators.length === 1 && coordinators[0] === id) throw conflict('last-coordinator')
}

async function checked(tx: Database, { email: typed, role, workingGroup }: Grant) {
  const email = readAddress(typed)
  if (email === null) throw invalidField('email', 'email')
  if (role === 'coordinator') {
    if (workingGroup !== null) throw invalidField('workingGroup', 'group-without-chair')
    return { email, groupId: null }
  }
  if (workingGroup === null) throw invalidField('workingGroup', 'required')
  const groupId = await groupBySlug(tx, workingGroup)
  if (groupId === undefined) throw notFound('no-such-group')
  return { email, groupId }
}

function log(tx: Database, grant: Grant, action: string, id: Id): Promise<void> {
  const details = { role: grant.role, ...(grant.workingGroup !== null && { workingGroup: grant.workingGroup }) }
  return record(tx, { actor: grant.actor, action, subject: 'role', subjectId: id, details })
}
