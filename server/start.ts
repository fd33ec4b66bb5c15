import { buildApp } from './app.js'
import { ConfigError, readConfig } from './config.js'
import { migrate } from './database/migrate.js'
import { openDatabase } from './database/open.js'
import { startWorker } from './jobs/jobs.js'
import { crontab, taskList } from './jobs/tasks.js'
import { loadSamples } from './reports/index.js'

/** How long a request under way may take to finish once the server has been asked to stop. */
const STOP_MS = 20_000

/**
 * Starts the web server: database, schema, samples, application, jobs, socket. SIGINT and SIGTERM finish the requests
 * and jobs under way, then let go of the database.
 */
export async function start(): Promise<void> {
  const say = (line: string) => console.log(line)
  const config = configOrExit()
  const database = await openDatabase(config, say, error => console.error(`database: ${error.message}`))
  await migrate(database)
  if (config.sampleData) await loadSamples(database.db)

  const app = await buildApp(config, database)
  const worker = await startWorker(database.pg, taskList(app), crontab, error => app.log.error({ err: error }, 'job'))
  await app.listen({ host: config.host, port: config.port })

  const bound = app.server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : config.port
  say(`IS3C Consult is at http://${config.host}:${port}`)
  if (config.sampleData) {
    say('Sample people can sign in on that page’s “Sign in” with chair@example.org (chair of working group 1)')
    say('or coordinator@example.org. The mail with the link is shown at /outbox.')
  }

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    say(`${signal}: finishing what is under way …`)
    setTimeout(() => process.exit(1), STOP_MS).unref()
    await app.close()
    await worker.stop()
    await database.close()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop('SIGINT'))
  process.on('SIGTERM', () => void stop('SIGTERM'))
}

function configOrExit() {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
