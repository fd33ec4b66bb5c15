import type { Config } from './config.js'
import { migrate } from './database/migrate.js'
import type { Pool } from './database/pool.js'
import { loadSamples, shipWorkingGroups } from './samples/index.js'

/** Makes a database ready to serve: schema, working groups, and the samples where they are wanted. Answers the migrations applied. */
export async function prepareDatabase(config: Pick<Config, 'sampleData'>, pool: Pool): Promise<string[]> {
  const applied = await migrate(pool)
  await shipWorkingGroups(pool.db)
  if (config.sampleData) await loadSamples(pool.db)
  return applied
}
