import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.js'

/** What every query takes first: the database, or the transaction that the query belongs to. */
export type Database = Kysely<Schema>
export type { Transaction }

export interface Pool {
  db: Database
  /** The same connections, for LISTEN, cursors and the worker. */
  pg: pg.Pool
  close(): Promise<void>
}

/**
 * Connects lazily; a query that runs longer than 30 s is ended by the database, an idle transaction after 15 s.
 * A connection that breaks while idle is dropped and reported to `onError`; the next query opens another.
 */
export function openPool(url: string, onError: (error: Error) => void, max = 16): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'consult',
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 15_000,
  })
  pool.on('error', onError)
  // A connection that is in use when it breaks reports it here as well; without a listener Node would end the process.
  pool.on('connect', client => client.on('error', onError))
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { db, pg: pool, close: () => db.destroy() }
}

/** True for the errors of PostgreSQL with this SQLSTATE, for example `23505`, a duplicate key. */
export function isDatabaseError(error: unknown, sqlState: string): boolean {
  return error instanceof pg.DatabaseError && error.code === sqlState
}
