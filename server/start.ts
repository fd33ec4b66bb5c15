import { createServer } from 'node:net'
import type { App } from './app.js'
import { type Config, ConfigError, readConfig } from './config.js'
import { EmbeddedDatabaseError } from './database/embedded/index.js'
import { openDatabase } from './database/open.js'

/** How long a request under way may take to finish once the server has been asked to stop. */
const STOP_MS = 20_000
const PARENT_CHECK_MS = 200
const IDLE_CHECK_MS = 50

type Closer = () => Promise<unknown>

/**
 * Starts the web server: database, schema, samples, application, jobs, socket. SIGINT and SIGTERM finish the requests
 * and jobs under way, then let go of the database; also while it is still starting.
 */
export async function start(): Promise<void> {
  const closers: Closer[] = []
  const running = bringUp(closers)
  const stop = stopWhenAsked(async () => {
    await running.catch(() => {})
    await closeAll(closers)
  })
  try {
    await running
  } catch (error) {
    // Ctrl-C reaches child processes too; what they then fail with is nobody's fault.
    if (stop.asked) return
    console.error(wording(error))
    await closeAll(closers)
    process.exit(1)
  }
}

async function bringUp(closers: Closer[]): Promise<void> {
  const config = await configuration()
  let loading: Promise<typeof import('./serving.js')> | undefined
  const load = () => {
    loading ??= import('./serving.js')
    // Awaited below, unless the database fails first.
    loading.catch(() => {})
    return loading
  }
  const report = (error: Error) => console.error(`database: ${error.message}`)
  const database = await openDatabase(config, say, report, load)
  closers.push(() => database.close())
  const { buildApp, crontab, prepareDatabase, startWorker, taskList } = await load()
  // One waits for the database, the other for the processor.
  const prepared = prepareDatabase(config, database)
  prepared.catch(() => {})
  const app = await buildApp(config, database)
  closers.push(() => closeApp(app))
  await prepared
  const worker = await startWorker(database.pg, taskList(app), crontab, error => app.log.error({ err: error }, 'job'))
  // After the requests, which may still add jobs, and before the database.
  closers.splice(1, 0, () => worker.stop())
  await app.listen({ host: config.host, port: config.port })

  say(`IS3C Consult is at ${addressOf(config)}`)
  if (config.sampleData) {
    say(`Sample people sign in at ${addressOf(config)}/sign-in: chair@example.org (chair of working group 1) and`)
    say(`coordinator@example.org. The mail with the link is shown at ${addressOf(config)}/outbox.`)
  }
}

/** A browser keeps its connection after the last answer; the server must not wait for it. */
async function closeApp(app: App): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS)
  await app.close().finally(() => clearInterval(idle))
}

/** Port 0 becomes one that is free, so that links in mails lead back here. */
async function configuration(): Promise<Config> {
  const config = readConfig(process.env)
  return config.port === 0 ? readConfig({ ...process.env, PORT: String(await freePort(config.host)) }) : config
}

function stopWhenAsked(finish: () => Promise<void>): { asked: boolean } {
  const state = { asked: false }
  const stop = async (why: string) => {
    if (state.asked) return
    state.asked = true
    say(`${why}: finishing what is under way …`)
    setTimeout(() => process.exit(1), STOP_MS).unref()
    await finish().catch(error => {
      console.error(wording(error))
      process.exitCode = 1
    })
    process.exit()
  }
  process.on('SIGINT', () => void stop('SIGINT'))
  process.on('SIGTERM', () => void stop('SIGTERM'))
  // `npm start` passes a SIGTERM on to its shell alone, and the shell dies of it without passing it on.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && void stop('npm has ended'), PARENT_CHECK_MS).unref()
  }
  return state
}

async function closeAll(closers: Closer[]): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
}

/** What stands on the console; only our own mistakes come with a stack. */
function wording(error: unknown): string {
  if (error instanceof ConfigError || error instanceof EmbeddedDatabaseError) return error.message
  const { code, port, message, stack } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken, perhaps by another IS3C Consult. End that program, or choose another port: PORT=${Number(port) + 1} npm start`
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} is not for ordinary users. Choose one above 1023, for example: PORT=3000 npm start`
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000')
    return `The database cannot be opened: ${message || code}. Check DATABASE_URL.`
  return stack ?? String(error)
}

function addressOf({ host, port }: Config): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

function say(line: string): void {
  console.log(line)
}
