import { sql } from 'kysely'
import type { Pool as Pg } from 'pg'
import type { Database } from '../../database/pool.js'
import type { Id, Role } from '../../database/schema.js'

/** What the server has to know of who is asking, in one query. */
export interface KnownPerson {
  id: Id
  name: string | null
  email: string | null
  locale: string
  completed_at: Date | null
  blocked_at: Date | null
  roles: { role: Role; workingGroupId: number | null }[]
  began_at: Date
  expires_at: Date
}

/** Asked with almost every request: prepared once for each connection, so that it is not parsed and planned each time. */
const knownPerson = (name: string, table: 'sessions' | 'api_tokens', key: 'id' | 'token_hash') => ({
  name,
  text: `
    select p.id, p.name, p.email, p.locale, p.completed_at, p.blocked_at, s.created_at as began_at, s.expires_at,
      coalesce((select json_agg(json_build_object('role', r.role, 'workingGroupId', r.working_group_id))
        from roles r where r.person_id = p.id), '[]') as roles
    from ${table} s join people p on p.id = s.person_id
    where s.${key} = $1 and s.expires_at > now()`,
})
const OF_SESSION = knownPerson('person-of-session', 'sessions', 'id')
const OF_TOKEN = knownPerson('person-of-token', 'api_tokens', 'token_hash')

/** The person of a session that still runs. */
export async function personOfSession(pg: Pg, session: string): Promise<KnownPerson | undefined> {
  return (await pg.query<KnownPerson>({ ...OF_SESSION, values: [session] })).rows[0]
}

/** The person of an API token that is still good. */
export async function personOfToken(pg: Pg, tokenHash: Buffer): Promise<KnownPerson | undefined> {
  return (await pg.query<KnownPerson>({ ...OF_TOKEN, values: [tokenHash] })).rows[0]
}

export async function addSession(
  db: Database,
  session: { person_id: Id; device: string; expires_at: Date },
): Promise<string> {
  return (await db.insertInto('sessions').values(session).returning('id').executeTakeFirstOrThrow()).id
}

export async function prolongSession(db: Database, id: string, expiresAt: Date): Promise<void> {
  await db.updateTable('sessions').set({ expires_at: expiresAt }).where('id', '=', id).execute()
}

/** Ends a session of this person's; whose it is is part of the question. */
export async function endSession(db: Database, personId: Id, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function endSessions(db: Database, personId: Id): Promise<void> {
  await db.deleteFrom('sessions').where('person_id', '=', personId).execute()
}

/** Sessions of one person, the last used first. */
export function sessionsOf(db: Database, personId: Id) {
  return db
    .selectFrom('sessions')
    .select(['id', 'device', 'created_at', 'expires_at'])
    .where('person_id', '=', personId)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('expires_at', 'desc')
    .execute()
}

export async function addToken(
  db: Database,
  token: { person_id: Id; name: string; token_hash: Buffer; expires_at: Date },
): Promise<Id> {
  return (await db.insertInto('api_tokens').values(token).returning('id').executeTakeFirstOrThrow()).id
}

/** Tokens of one person that are still good, the newest first. */
export function tokensOf(db: Database, personId: Id) {
  return db
    .selectFrom('api_tokens')
    .select(['id', 'name', 'created_at', 'expires_at'])
    .where('person_id', '=', personId)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('id', 'desc')
    .execute()
}

export async function removeToken(db: Database, personId: Id, id: Id): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('api_tokens')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
