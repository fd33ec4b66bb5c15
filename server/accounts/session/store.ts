import { sql } from 'kysely'
import type { Pool as Pg } from 'pg'
import type { Database } from '../../database/pool.js'
import type { Id, Role } from '../../database/schema.js'
import { together } from '../../database/together.js'

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

/**
 * Asked with almost every request: prepared once for each connection, so that it is not parsed and planned each time, and
 * asked together by requests that come in the same moment.
 */
const knownPeople = (name: string, table: 'sessions' | 'api_tokens', key: string, type: 'uuid' | 'bytea') => ({
  name,
  text: `
    select ${key} as key, p.id, p.name, p.email, p.locale, p.completed_at, p.blocked_at, s.created_at as began_at,
      s.expires_at, coalesce((select json_agg(json_build_object('role', r.role, 'workingGroupId', r.working_group_id))
        from roles r where r.person_id = p.id), '[]') as roles
    from ${table} s join people p on p.id = s.person_id
    where ${key} = any($1::${type}[]) and s.expires_at > now()`,
})
const OF_SESSIONS = knownPeople('people-of-sessions', 'sessions', 's.id', 'uuid')
const OF_TOKENS = knownPeople('people-of-tokens', 'api_tokens', 's.token_hash', 'bytea')

/** Keys in one statement, and statements under way. */
const MOST_TOGETHER = 100
const LANES = 2

type Find = (key: string) => Promise<KnownPerson | undefined>
const finders = new WeakMap<Pg, { bySession: Find; byToken: Find }>()

function findersOf(pg: Pg) {
  const known = finders.get(pg)
  if (known) return known
  const bySession = together<string, KnownPerson | undefined>(
    async ids => {
      const { rows } = await pg.query<KnownPerson & { key: string }>({ ...OF_SESSIONS, values: [[...new Set(ids)]] })
      return ids.map(id => rows.find(row => row.key === id))
    },
    { most: MOST_TOGETHER, lanes: LANES },
  )
  const byToken = together<string, KnownPerson | undefined>(
    async hashes => {
      const keys = [...new Set(hashes)].map(hash => Buffer.from(hash, 'hex'))
      const { rows } = await pg.query<KnownPerson & { key: Buffer }>({ ...OF_TOKENS, values: [keys] })
      const found = new Map(rows.map(row => [row.key.toString('hex'), row]))
      return hashes.map(hash => found.get(hash))
    },
    { most: MOST_TOGETHER, lanes: LANES },
  )
  const made = { bySession, byToken }
  finders.set(pg, made)
  return made
}

/** The person of a session that still runs. */
export const personOfSession = (pg: Pg, session: string): Promise<KnownPerson | undefined> =>
  findersOf(pg).bySession(session)

/** The person of an API token that is still good. */
export const personOfToken = (pg: Pg, tokenHash: Buffer): Promise<KnownPerson | undefined> =>
  findersOf(pg).byToken(tokenHash.toString('hex'))

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
