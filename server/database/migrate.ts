import { runMigrations } from 'graphile-worker'
import { Migrator, sql } from 'kysely'
import { migrations } from './migrations.js'
import type { Database, Pool } from './pool.js'

const migrator = (db: Database) => new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })

/**
 * Brings the schema of the application and of its job queue up to date; several processes may try at once (Kysely
 * takes a lock). Answers the names of what was applied.
 * @throws what the failing migration threw; the migrations before it stay applied.
 */
export async function migrate({ db, pg }: Pick<Pool, 'db' | 'pg'>): Promise<string[]> {
  const { error, results } = await migrator(db).migrateToLatest()
  if (error) throw error
  await runMigrations({ pgPool: pg })
  return (results ?? []).filter(result => result.status === 'Success').map(result => result.migrationName)
}

/** Whether the database answers and knows every migration of this program. */
export async function isUpToDate(db: Database): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from kysely_migration where name = any(${Object.keys(migrations)})`.execute(db)
  return rows[0]?.n === Object.keys(migrations).length
}
