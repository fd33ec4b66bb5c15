import { sql } from 'kysely'
import type { Database } from '../database/pool.js'

/** The newest hash of the chain as it was published on a day. */
export interface PublishedHead {
  /** `YYYY-MM-DD`, UTC. */
  day: string
  /** Place in the chain, from 1. */
  place: string
  /** Hex. */
  hash: string
  at: Date
}

/** Publishes the newest hash as that of today, once a day; until the log has a first entry there is none. */
export async function publishHead(db: Database): Promise<void> {
  await sql`
    insert into log_heads (day, place, hash)
    select (now() at time zone 'UTC')::date, place, hash from audit_chain order by place desc limit 1
    on conflict (day) do nothing`.execute(db)
}

/** Published hashes, the newest first. */
export async function publishedHeads(db: Database, limit: number): Promise<PublishedHead[]> {
  const { rows } = await sql<PublishedHead>`
    select to_char(day, 'YYYY-MM-DD') as day, place, encode(hash, 'hex') as hash, published_at as at
    from log_heads order by log_heads.day desc limit ${limit}`.execute(db)
  return rows
}
