import { spawn } from 'node:child_process'
import { open, readFile, readlink, rename, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { commandAs } from './account.js'
import { program } from './binaries.js'
import { type Cluster, environment } from './cluster.js'
import { EmbeddedDatabaseError } from './trouble.js'
import { isAlive } from './turn.js'

/** PostgreSQL's first process, as its file postmaster.pid tells of it. */
export interface Postmaster {
  pid: number
  port: number
  state: 'starting' | 'ready' | 'stopping' | 'standby'
}

/** Loopback alone: nobody outside this machine can reach it. */
export const HOST = '127.0.0.1'

const POLL_MS = 15
/** Recovery after a crash replays what was written since the last checkpoint; minutes only on very slow disks. */
const START_MS = 180_000
/** For children of a postmaster that was killed, which still hold its memory. */
const ORPHANS_MS = 10_000
/** A fast shutdown writes everything to disk; past this, PostgreSQL is told to leave it to the next start's recovery. */
const STOP_MS = 15_000
const LOG_BYTES = 5 * 1024 * 1024

/** The postmaster that runs on this cluster, whoever started it; null: none. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster | null> {
  const file = await readPidfile(cluster)
  return file && (await isPostmasterOf(cluster, file.pid)) ? file : null
}

/**
 * Starts PostgreSQL on a cluster on which none runs, and returns once it takes connections. It has a session of its
 * own, so that neither Ctrl-C nor the death of this process ends it.
 * @param port as before, when others hold addresses with it; null: any that is free
 * @param meanwhile called once it has been set going
 */
export async function startPostmaster(
  cluster: Cluster,
  port: number | null,
  durability: 'durable' | 'for tests',
  meanwhile: () => void = () => {},
): Promise<Postmaster> {
  const deadline = Date.now() + ORPHANS_MS
  let attempts = 3
  for (;;) {
    const { started, output } = await launch(cluster, port ?? (await freePort()), durability, meanwhile)
    if (started) return started
    const orphans = /pre-existing shared memory block|is still in use/.test(output) && Date.now() < deadline
    const portTaken = port === null && /could not (bind|create any TCP\/IP)/.test(output) && --attempts > 0
    if (!orphans && !portTaken)
      throw new EmbeddedDatabaseError(
        `PostgreSQL did not start: ${lastLines(output)} The whole log is in ${cluster.log}. To use another PostgreSQL, set DATABASE_URL.`,
      )
    if (orphans) await delay(200)
  }
}

/** Waits until a postmaster that another process has started, or that recovers, takes connections. */
export async function waitUntilReady(cluster: Cluster, pid: number): Promise<Postmaster | null> {
  const deadline = Date.now() + START_MS
  while (Date.now() < deadline) {
    const file = await readPidfile(cluster)
    if (file?.pid !== pid || !isAlive(pid)) return null
    if (file.state === 'ready') return file
    await delay(POLL_MS)
  }
  throw new EmbeddedDatabaseError(
    `PostgreSQL has not become ready in ${START_MS / 1000} seconds. ${cluster.log} says why. To use another PostgreSQL, set DATABASE_URL.`,
  )
}

/** Ends PostgreSQL: open transactions are rolled back, everything committed is on disk when this returns. */
export async function stopPostmaster(cluster: Cluster, { pid }: Pick<Postmaster, 'pid'>): Promise<void> {
  signal(pid, 'SIGINT')
  if (await hasEnded(cluster, pid, STOP_MS)) return
  signal(pid, 'SIGQUIT')
  if (await hasEnded(cluster, pid, STOP_MS)) return
  throw new EmbeddedDatabaseError(`PostgreSQL (process ${pid}) does not end. ${cluster.log} may say why.`)
}

/** Waits until a postmaster that is being stopped is gone. */
export function hasEnded(cluster: Cluster, pid: number, patience = STOP_MS): Promise<boolean> {
  return until(async () => !isAlive(pid) || (await readPidfile(cluster))?.pid !== pid, patience)
}

async function launch(cluster: Cluster, port: number, durability: 'durable' | 'for tests', meanwhile: () => void) {
  const settings = [
    `listen_addresses=${HOST}`,
    // The path of a socket may have 107 bytes at most, which a project's folder easily exceeds.
    'unix_socket_directories=',
    ...(durability === 'durable' ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
  const parameters = ['-D', cluster.data, '-p', String(port), ...settings.flatMap(setting => ['-c', setting])]
  const { file, args, identity } = commandAs(cluster.account, program(cluster.binaries, 'postgres'), parameters)
  const log = await openLog(cluster.log)
  const from = (await log.stat()).size
  const child = spawn(file, args, {
    ...identity,
    cwd: cluster.data,
    env: { ...environment(), ...(await ignoringStranger(cluster)) },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
    windowsHide: true,
  })
  let failure = ''
  child.on('error', error => {
    failure = error.message
  })
  child.unref()
  await log.close()
  meanwhile()

  let started: Postmaster | null = null
  const deadline = Date.now() + START_MS
  const isOver = async () => {
    const state = await readPidfile(cluster)
    if (state?.pid === child.pid && state?.state === 'ready') started = state
    return started !== null || failure !== '' || child.exitCode !== null || child.signalCode !== null
  }
  while (!(await isOver()) && Date.now() < deadline) await delay(POLL_MS)
  // Not left behind as one that nobody knows of.
  if (!started && child.pid && child.exitCode === null) signal(child.pid, 'SIGQUIT')
  const output = started ? '' : failure || (await readFile(cluster.log)).subarray(from).toString('utf8')
  return { started: started as Postmaster | null, output }
}

/** The log is for whoever looks for a fault; the one before is kept. */
async function openLog(path: string) {
  const size = await stat(path).then(
    found => found.size,
    () => 0,
  )
  if (size > LOG_BYTES) await rename(path, `${path}.old`)
  return open(path, 'a', 0o600)
}

/**
 * After a crash, postmaster.pid may hold an id that another program has since got, and PostgreSQL would refuse to
 * start. It looks past the id of its own grandparent, which pg_ctl tells it in this variable; the other check, of the
 * shared memory that children of the dead postmaster may still hold, remains.
 */
async function ignoringStranger(cluster: Cluster): Promise<NodeJS.ProcessEnv> {
  const file = await readPidfile(cluster)
  return file && isAlive(file.pid) ? { PG_GRANDPARENT_PID: String(file.pid) } : {}
}

async function readPidfile({ data }: Cluster): Promise<Postmaster | null> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => ''))
    .split('\n')
    .map(line => line.trim())
  const [pid, , , port, , , , state] = lines
  if (!pid || !Number(pid)) return null
  return { pid: Math.abs(Number(pid)), port: Number(port), state: (state || 'starting') as Postmaster['state'] }
}

/**
 * Whether the process is a postmaster of this cluster and not another program that has got its id. It works in the
 * data directory, wherever that was moved; where that cannot be read, its command line tells.
 */
async function isPostmasterOf({ data }: Cluster, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null)
  if (folder !== null) return folder === data
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
      : await commandOf(pid)
  // Where nothing can be known, connecting will tell.
  return command === null || command.includes(data)
}

function commandOf(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return Promise.resolve(null)
  return new Promise(resolve => {
    const child = spawn('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    child.stdout.on('data', part => {
      output += part
    })
    child.on('error', () => resolve(null))
    child.on('close', () => resolve(output))
  })
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, HOST, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

async function until(holds: () => Promise<boolean>, patience: number): Promise<boolean> {
  const deadline = Date.now() + patience
  for (;;) {
    if (await holds()) return true
    if (Date.now() > deadline) return false
    await delay(POLL_MS)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {}
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-3).join(' ') || 'it ended without a word.'
}
