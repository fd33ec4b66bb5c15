import type { Database } from '../../../database/pool.js'
import type { Id, Role } from '../../../database/schema.js'

/** Who has which role, coordinators first. Names alone: an address is shown to nobody. */
export function roleHolders(db: Database) {
  return db
    .selectFrom('roles as r')
    .innerJoin('people as p', 'p.id', 'r.person_id')
    .leftJoin('working_groups as g', 'g.id', 'r.working_group_id')
    .select(['p.id', 'p.name', 'p.completed_at', 'r.role', 'r.granted_at', 'g.slug as group_slug', 'g.name as group'])
    .orderBy(({ eb }) => eb('r.role', '=', 'chair'))
    .orderBy('g.position')
    .orderBy('p.name')
    .orderBy('p.id')
    .execute()
}

/** The address of somebody who has this role, for taking it away. */
export async function addressOf(db: Database, { person, role }: { person: Id; role: Role }): Promise<string | null> {
  const row = await db
    .selectFrom('people as p')
    .innerJoin('roles as r', 'r.person_id', 'p.id')
    .select('p.email')
    .where('p.id', '=', person)
    .where('r.role', '=', role)
    .limit(1)
    .executeTakeFirst()
  return row?.email ?? null
}
