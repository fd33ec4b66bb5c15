import { type Config, readConfig } from '../../config.js'
import { isUpToDate } from '../../database/migrate.js'
import { type OpenDatabase, openDatabase } from '../../database/open.js'
import { openSignals, type Signals } from '../../database/signals.js'
import { loadMessages, type Messages } from '../../web/messages.js'
import { projectFolder } from '../../web/project.js'
import { CommandError, type Io } from '../command.js'

/** What commands on the database have of the application. */
export interface Operator {
  config: Config
  db: OpenDatabase['db']
  pg: OpenDatabase['pg']
  url: string
  messages: Messages
  /** Servers that run on the same database hear of what has changed. */
  signals: Signals
}

/**
 * Does `work` with the database of the environment, sharing an embedded one with the server that runs on it. A new
 * embedded database is made ready first; another must be migrated.
 */
export async function withDatabase<T>(io: Io, work: (operator: Operator) => Promise<T>): Promise<T> {
  return withAnyDatabase(io, async (database, config) => {
    if (!(await isUpToDate(database.db).catch(() => false))) {
      if (config.databaseUrl) throw new CommandError('The database is not up to date. Run the command migrate first.')
      const { prepareDatabase } = await import('../../prepare.js')
      await prepareDatabase(config, database)
    }
    const messages = await loadMessages(projectFolder('messages'), () => {})
    const onError = (error: Error) => io.complain(`database: ${error.message}`)
    const signals = await openSignals(database.url, database.pg, onError)
    try {
      const { db, pg, url } = database
      return await work({ config, db, pg, url, messages, signals })
    } finally {
      await signals.close()
    }
  })
}

/** As withDatabase, whatever state the schema is in. */
export async function withAnyDatabase<T>(
  io: Io,
  work: (database: OpenDatabase, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig(io.env)
  const database = await openDatabase(config, io.complain, error => io.complain(`database: ${error.message}`))
  try {
    return await work(database, config)
  } finally {
    await database.close()
  }
}
