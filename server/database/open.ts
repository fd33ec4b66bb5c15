import type { Config } from '../config.js'
import { openEmbeddedDatabase } from './embedded/index.js'
import { openPool, type Pool } from './pool.js'

export interface OpenDatabase extends Pool {
  url: string
}

/**
 * The database that the configuration names, or else the embedded one, started or joined in the data folder.
 * `meanwhile` is called once PostgreSQL has been set going and before it is ready, where it has to be started.
 * Closing it leaves an embedded server running as long as another process uses it.
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  say: (line: string) => void,
  onError: (error: Error) => void,
  meanwhile?: () => void,
): Promise<OpenDatabase> {
  if (config.databaseUrl) return { ...openPool(config.databaseUrl, onError), url: config.databaseUrl }
  const embedded = await openEmbeddedDatabase({ dataDir: config.dataDir, say, meanwhile })
  const pool = openPool(embedded.url, onError)
  return {
    ...pool,
    url: embedded.url,
    async close() {
      await pool.close()
      await embedded.close()
    },
  }
}
