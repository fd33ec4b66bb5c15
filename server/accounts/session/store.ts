import { type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Role, Schema } from '../../database/schema.js'

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

/** The person of a session that still runs. */
export function personOfSession(db: Database, session: string): Promise<KnownPerson | undefined> {
  return withPerson(
    db
      .selectFrom('sessions as s')
      .innerJoin('people as p', 'p.id', 's.person_id')
      .where('s.id', '=', session)
      .where('s.expires_at', '>', sql<Date>`now()`),
  )
}

/** The person of an API token that is still good. */
export function personOfToken(db: Database, tokenHash: Buffer): Promise<KnownPerson | undefined> {
  return withPerson(
    db
      .selectFrom('api_tokens as s')
      .innerJoin('people as p', 'p.id', 's.person_id')
      .where('s.token_hash', '=', tokenHash)
      .where('s.expires_at', '>', sql<Date>`now()`),
  )
}

type Key = Schema & { s: Schema['sessions' | 'api_tokens']; p: Schema['people'] }

function withPerson(query: unknown): Promise<KnownPerson | undefined> {
  return (query as SelectQueryBuilder<Key, 's' | 'p', object>)
    .select([
      'p.id',
      'p.name',
      'p.email',
      'p.locale',
      'p.completed_at',
      'p.blocked_at',
      's.created_at as began_at',
      's.expires_at',
      sql<
        KnownPerson['roles']
      >`coalesce((select json_agg(json_build_object('role', r.role, 'workingGroupId', r.working_group_id))
        from roles r where r.person_id = p.id), '[]')`.as('roles'),
    ])
    .executeTakeFirst()
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
