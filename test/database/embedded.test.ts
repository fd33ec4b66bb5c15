import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, lstat, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import t from 'tap'
import { isRoot, type WayForRoot } from '../../server/database/embedded/account.js'
import { linkLibraries } from '../../server/database/embedded/binaries.js'
import { EmbeddedDatabaseError, openEmbeddedDatabase } from '../../server/database/embedded/index.js'
import { isAlive } from '../../server/database/embedded/turn.js'
import { projectFolder } from '../../server/web/project.js'

t.setTimeout(180_000)
t.jobs = 1

const dataDir = await mkdtemp(join(await realpath(tmpdir()), 'consult-embedded-'))
await chmod(dataDir, 0o755)
t.teardown(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10 }))

const said: string[] = []
const open = (folder = dataDir, waysForRoot?: readonly WayForRoot[]) =>
  openEmbeddedDatabase({ dataDir: folder, say: line => void said.push(line), waysForRoot, durable: false })

/** Another process that opens the same database, prints its address, and closes it when told to by a line. */
async function otherProcess(): Promise<{ child: ChildProcess; url: string; leave(): Promise<void> }> {
  const module = JSON.stringify(new URL(`file://${projectFolder('dist/embedded-database.js')}`).href)
  const program = `
    const { openEmbeddedDatabase } = await import(${module})
    const database = await openEmbeddedDatabase({ dataDir: ${JSON.stringify(dataDir)}, say() {}, durable: false })
    console.log(database.url)
    process.stdin.once('close', () => process.exit(1))
    process.stdin.once('data', async () => { await database.close(); process.exit(0) })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  return {
    child,
    url,
    async leave() {
      const ended = once(child, 'exit')
      child.stdin.write('\n')
      await ended
    },
  }
}

async function query<T>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows as T[]
  } finally {
    await client.end()
  }
}

const pidfile = () => join(dataDir, 'postgres/data/postmaster.pid')
const postmaster = async () => Number((await readFile(pidfile(), 'utf8')).split('\n')[0])
const isRunning = () =>
  lstat(pidfile()).then(
    () => true,
    () => false,
  )

/** Asks again until it holds; the test's own time limit is the end of patience. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await new Promise(resolve => setTimeout(resolve, 20))
}

t.test('a first start makes the database, a second process shares it, and the last one to leave stops it', async t => {
  const first = await open()
  t.match(said[0], /Preparing the embedded PostgreSQL/)
  const other = await otherProcess()
  t.equal(other.url, first.url)
  await query(first.url, 'create table kept (n int)')
  await first.close()
  t.ok(await isRunning(), 'it runs while the other process uses it')
  await query(other.url, 'insert into kept values (1)')
  await other.leave()
  t.notOk(await isRunning(), 'the last one has stopped it')
})

t.test('processes that start at the same moment find one database', async t => {
  const all = await Promise.all([open(), otherProcess(), open(), otherProcess()])
  t.equal(new Set(all.map(({ url }) => url)).size, 1)
  await Promise.all(all.map(one => ('leave' in one ? one.leave() : one.close())))
  t.notOk(await isRunning())
})

t.test(
  'after a kill -9 of the program the next start adopts the server, and nothing acknowledged is missing',
  async t => {
    const victim = await otherProcess()
    await query(victim.url, 'insert into kept values (2)')
    const pid = await postmaster()
    victim.child.kill('SIGKILL')
    await once(victim.child, 'exit')
    t.ok(isAlive(pid), 'PostgreSQL lives on')
    const next = await open()
    t.equal(await postmaster(), pid)
    t.strictSame(await query(next.url, 'select n from kept order by n'), [{ n: 1 }, { n: 2 }])
    await next.close()
    t.notOk(await isRunning(), 'the dead process is not counted as a user')
  },
)

t.test(
  'after a kill -9 of PostgreSQL it is there again at the same address, without a new start of the program',
  async t => {
    const database = await open()
    const pid = await postmaster()
    process.kill(pid, 'SIGKILL')
    await eventually(async () => (await query(database.url, 'select 1')).length === 1)
    t.not(await postmaster(), pid)
    t.strictSame(await query(database.url, 'select n from kept order by n'), [{ n: 1 }, { n: 2 }])
    await database.close()
    t.notOk(await isRunning())
  },
)

t.test('a pidfile left by a crash does not block the start', async t => {
  const database = await open()
  const content = await readFile(pidfile(), 'utf8')
  await database.close()
  const lines = content.split('\n')
  for (const [what, pid] of [
    ['of a process that is no more', 2 ** 22 + 1],
    ['of another program that has got its id', process.ppid],
  ] as const) {
    await writeFile(pidfile(), [pid, ...lines.slice(1)].join('\n'))
    const again = await open()
    t.strictSame(await query(again.url, 'select n from kept where n = 1'), [{ n: 1 }], what)
    await again.close()
    t.notOk(await isRunning())
  }
})

t.test(
  'as root without user namespaces it runs as an unprivileged user',
  { skip: !isRoot() && 'not root' },
  async t => {
    const folder = join(dataDir, 'without-namespaces')
    await mkdir(folder)
    const database = await open(folder, ['user'])
    t.match(said.at(-1), /as the user \w+ because it refuses to run as root/)
    await database.close()
    const back = await open(folder)
    t.equal((await query(back.url, 'select 1')).length, 1, 'and again as whoever can')
    await back.close()
  },
)

t.test('a database of another version, or a damaged one, is left alone and says what to do', async t => {
  const version = join(dataDir, 'postgres/data/PG_VERSION')
  const content = await readFile(version, 'utf8')
  await writeFile(version, '9\n')
  const error = await open().catch(error => error)
  t.type(error, EmbeddedDatabaseError)
  t.match(error.message, /made by PostgreSQL 9.*pg_dump/)
  await writeFile(version, '')
  await t.rejects(open(), /is damaged.*backup/)
  await writeFile(version, content)
  await (await open()).close()
})

t.test('links between libraries that an install without scripts leaves out are made', async t => {
  const root = t.testdir({
    'pg-symlinks.json': JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
    lib: { 'libpq.so.5.18': 'library' },
  })
  t.ok(await linkLibraries(root))
  t.equal(await readFile(join(root, 'lib/libpq.so.5'), 'utf8'), 'library')
  t.ok(await linkLibraries(root), 'again, with nothing left to do')
})
