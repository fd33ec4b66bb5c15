import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type Account,
  accountsFor,
  canRun,
  commandAs,
  handOver,
  isRoot,
  makeFolder,
  reaches,
  type WayForRoot,
} from './account.js'
import { type Binaries, copyBinaries, findBinaries, program, removeOldCopies } from './binaries.js'
import { codeOf, EmbeddedDatabaseError } from './trouble.js'

/** PostgreSQL's files, and who may run it on them. */
export interface Cluster {
  /** What PostgreSQL calls the data directory, without links in the path. */
  data: string
  log: string
  password: string
  account: Account
  binaries: Binaries
}

export interface ClusterOptions {
  dataDir: string
  say(line: string): void
  meanwhile?: (() => void) | undefined
  waysForRoot: readonly WayForRoot[]
  /** False only for tests, whose data may be lost. */
  durable: boolean
}

/** Where root keeps clusters of data folders that only root can enter. */
const ELSEWHERE = '/var/lib/is3c-consult'
const UNFINISHED = 'postgres.new-'

/** What an operator may later change in postgresql.conf. */
const SETTINGS: Readonly<Record<string, string>> = {
  max_connections: '100',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  // Data folders are on solid-state disks today.
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and their values hold e-mail addresses, which may stand in no log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  // Many short queries: compiling them or spreading them over processes costs more than it saves, and the shared
  // memory of a container (64 MB by default) is too small for the latter.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
}

/**
 * The cluster of a data folder; made if there is none. The caller has the turn.
 * @throws EmbeddedDatabaseError when it is damaged, of another version, or can be used by nobody.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = join(options.dataDir, 'postgres')
  await removeUnfinished(options.dataDir)
  if (await lstat(folder).catch(() => null)) return existingCluster(folder, options)
  await createCluster(folder, options)
  return existingCluster(folder, options)
}

async function existingCluster(link: string, options: ClusterOptions): Promise<Cluster> {
  const folder = await realpath(link).catch(() => {
    throw damaged(link, 'it points to a folder that is not there')
  })
  const { uid } = await stat(folder)
  if (process.getuid && !isRoot() && uid !== process.getuid())
    throw new EmbeddedDatabaseError(
      `The database in ${folder} belongs to another user of this machine (uid ${uid}). Start as that user, or set DATA_DIR to a folder of your own.`,
    )
  const account = await firstThatReaches(dirname(folder), await accountsFor(folder, options.waysForRoot))
  if (!account) throw unreachable(folder)
  await handOver(folder, account)
  const binaries = await binariesFor(account, dirname(folder))

  const data = join(folder, 'data')
  const major = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (!major) throw damaged(folder, 'PG_VERSION is missing')
  if (major !== binaries.major)
    throw new EmbeddedDatabaseError(
      `The database in ${folder} was made by PostgreSQL ${major}, and this program brings PostgreSQL ${binaries.major}. Go back to the release of this program that made it and save its content with pg_dump; or move the folder away to begin with an empty database; or set DATABASE_URL to a PostgreSQL server.`,
    )
  if (!(await stat(join(data, 'global', 'pg_control')).catch(() => null)))
    throw damaged(folder, 'global/pg_control is missing')
  const password = (await readFile(join(folder, 'password'), 'utf8').catch(() => '')).trim()
  if (!password) throw damaged(folder, 'the file password is missing')
  return { data, log: join(folder, 'postgres.log'), password, account, binaries }
}

/**
 * Everything is made in a folder of another name, which takes its place complete, on disk and at one stroke: whatever
 * is killed before leaves only a folder that the next start removes.
 */
async function createCluster(folder: string, options: ClusterOptions): Promise<void> {
  const accounts = await accountsFor(options.dataDir, options.waysForRoot)
  const here = await firstThatReaches(options.dataDir, accounts)
  const parent = here ? options.dataDir : await folderElsewhere(folder)
  const account = here ?? (await firstThatReaches(parent, accounts))
  if (!account) throw unreachable(folder)
  const binaries = await binariesFor(account, parent)
  options.say(`Preparing the embedded PostgreSQL ${binaries.version} in ${join(parent, 'postgres')} (first start only)`)

  const unfinished = join(parent, `${UNFINISHED}${process.pid}`)
  await mkdir(unfinished, { mode: 0o700 })
  await writeFile(join(unfinished, 'password'), `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  await handOver(unfinished, account)
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  // The builtin provider needs no locale of the system: text is UTF-8 and sorts alike on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = ['--username=consult', '--auth=scram-sha-256', `--pwfile=${join(unfinished, 'password')}`]
  const place = ['--pgdata', join(unfinished, 'data'), '--no-instructions', ...(options.durable ? [] : ['--no-sync'])]
  await run(account, program(binaries, 'initdb'), [...place, ...access, ...locale, ...settings], unfinished)

  const home = join(parent, 'postgres')
  await rename(unfinished, home)
  await syncFolder(parent)
  if (home !== folder) {
    await symlink(home, folder)
    await syncFolder(options.dataDir)
  }
}

async function folderElsewhere(folder: string): Promise<string> {
  const parent = join(ELSEWHERE, randomBytes(8).toString('hex'))
  await mkdir(parent, { recursive: true, mode: 0o755 }).catch(error => {
    throw unreachable(folder, error)
  })
  return parent
}

async function binariesFor(account: Account, spareFolder: string): Promise<Binaries> {
  const installed = await findBinaries()
  if (installed.complete && (await canRun(account, installed))) return installed
  const copy = await copyBinaries(installed, spareFolder)
  await removeOldCopies(copy, spareFolder)
  return copy
}

async function firstThatReaches(folder: string, accounts: readonly Account[]): Promise<Account | undefined> {
  for (const account of accounts) if (await reaches(account, folder)) return account
  return undefined
}

/** The caller has the turn, so no other process is still at work on these. */
async function removeUnfinished(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir)
    // An initdb whose starter was killed may still be writing for a moment.
    for (const name of await readdir(dataDir))
      if (name.startsWith(UNFINISHED)) await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 20 })
  } catch (error) {
    throw new EmbeddedDatabaseError(
      `The data folder ${dataDir} cannot be used (${codeOf(error)}). Set DATA_DIR to a folder that you may write to, or DATABASE_URL to the address of a PostgreSQL database.`,
      { cause: error },
    )
  }
}

/** Runs a program to its end; its last lines are the error. */
function run(account: Account, name: string, parameters: readonly string[], cwd: string): Promise<void> {
  const { file, args, identity } = commandAs(account, name, parameters)
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...identity,
      cwd,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let output = ''
    child.stdout.on('data', part => (output += part))
    child.stderr.on('data', part => (output += part))
    const fail = (reason: string) =>
      reject(
        new EmbeddedDatabaseError(
          `PostgreSQL could not be prepared: ${reason}. Set DATA_DIR to another folder, or DATABASE_URL to the address of a PostgreSQL database.`,
        ),
      )
    child.on('error', error => fail(error.message))
    child.on('close', code =>
      code === 0 ? resolve() : fail(output.trim().split('\n').slice(-4).join(' ') || `exit code ${code}`),
    )
  })
}

/** Without PostgreSQL's own variables, which would redirect it, and with a locale that every system has. */
export function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

function damaged(folder: string, reason: string): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The database in ${folder} is damaged: ${reason}. Put back a backup of this folder, or move it away to begin with an empty database.`,
  )
}

function unreachable(folder: string, cause?: unknown): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `PostgreSQL refuses to run as root, and there is no other user who can reach ${folder}. Start as an ordinary user, set DATA_DIR to a folder that others can enter, or set DATABASE_URL to the address of a PostgreSQL database.`,
    { cause },
  )
}
