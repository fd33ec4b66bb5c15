import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Person, Role, Schema } from '../../database/schema.js'

/** Runs in the caller's transaction, or in one of its own. */
export function inTransaction<T>(db: Kysely<Schema>, work: (tx: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

export function personByEmail(db: Database, email: string): Promise<Person | undefined> {
  return db.selectFrom('people').selectAll().where('email', '=', email).executeTakeFirst()
}

export function findPerson(db: Database, id: Id): Promise<Person | undefined> {
  return db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()
}

/** As findPerson; who changes the same person next waits. */
export function lockPerson(tx: Database, id: Id): Promise<Person | undefined> {
  return tx.selectFrom('people').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Undefined: somebody with this address is there already. */
export async function addPerson(db: Database, email: string, locale: string): Promise<Id | undefined> {
  const row = await db
    .insertInto('people')
    .values({ email, locale })
    .onConflict(conflict => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export interface Profile {
  name: string
  publish_name: boolean
  stakeholder_group: string
  country: string
  organisation: string | null
  gender: string | null
  locale: string
  reply_mails: boolean
}

/** Sets what is given; the first time, the account is complete from then on. */
export async function setProfile(db: Database, id: Id, profile: Partial<Profile>): Promise<void> {
  await db
    .updateTable('people')
    .set({ ...profile, completed_at: sql`coalesce(completed_at, now())` })
    .where('id', '=', id)
    .execute()
}

export async function groupBySlug(db: Database, slug: string): Promise<number | undefined> {
  const row = await db.selectFrom('working_groups').select('id').where('slug', '=', slug).executeTakeFirst()
  return row?.id
}

/** False: she has the role already. */
export async function addRole(db: Database, id: Id, role: Role, workingGroupId: number | null): Promise<boolean> {
  const rows = await db
    .insertInto('roles')
    .values({ person_id: id, role, working_group_id: workingGroupId })
    .onConflict(conflict => conflict.doNothing())
    .returning('person_id')
    .execute()
  return rows.length > 0
}

/** False: she did not have the role. */
export async function removeRole(db: Database, id: Id, role: Role, workingGroupId: number | null): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('roles')
    .where('person_id', '=', id)
    .where('role', '=', role)
    .where('working_group_id', 'is not distinct from', workingGroupId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** All coordinators; who asks next waits, so that two cannot remove the last two from each other. */
export async function lockCoordinators(tx: Database): Promise<Id[]> {
  const rows = await tx
    .selectFrom('roles')
    .select('person_id')
    .where('role', '=', 'coordinator')
    .orderBy('person_id')
    .forUpdate()
    .execute()
  return rows.map(row => row.person_id)
}
