import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import t from 'tap'
import { projectFolder } from '../server/web/project.js'
import { testDatabase } from './database.js'
import { makeReport } from './rows.js'

t.jobs = 1
// Each test starts the program, which takes seconds on a machine that is busy.
t.setTimeout(240_000)
const database = await testDatabase()
t.teardown(() => database.close())

interface Started {
  child: ChildProcess
  /** What it has said so far. */
  said: string[]
  /** The first line that matches. */
  line(pattern: RegExp): Promise<string>
  ended: Promise<number | null>
}

/** The program as it is started in service, with this environment. */
function startServer(env: Record<string, string>): Started {
  const child = spawn(process.execPath, [projectFolder('dist/main.js')], {
    env: { PATH: process.env.PATH, SAMPLE_DATA: 'off', DATABASE_URL: database.url, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const said: string[] = []
  const waiting: { pattern: RegExp; resolve(line: string): void }[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', line => {
      said.push(line)
      for (const one of waiting) if (one.pattern.test(line)) one.resolve(line)
    })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const line = (pattern: RegExp) => {
    const before = said.find(line => pattern.test(line))
    return before !== undefined
      ? Promise.resolve(before)
      : Promise.race([
          new Promise<string>(resolve => waiting.push({ pattern, resolve })),
          ended.then(code => Promise.reject(new Error(`it ended with ${code}:\n${said.join('\n')}`))),
        ])
  }
  return { child, said, line, ended }
}

const addressIn = (line: string) => /http:\/\/\S+/.exec(line)![0]

t.test('a request under way when the server is told to stop gets its answer, and nobody else is let in', async t => {
  await makeReport(database.db, { slug: 'slow' })
  const server = startServer({ PORT: '0' })
  const address = addressIn(await server.line(/IS3C Consult is at/))

  const client = await database.pg.connect()
  await client.query('begin')
  await client.query('lock table reports in access exclusive mode')
  const answer = fetch(`${address}/api/v1/reports/slow`)
  for (;;) {
    const { rows } = await client.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    )
    if (rows.length) break
  }
  server.child.kill('SIGTERM')
  await server.line(/SIGTERM: finishing what is under way/)
  await t.rejects(
    (async () => {
      for (;;) if ((await fetch(`${address}/healthz`)).status === 503) throw new Error('refused')
    })(),
    'new ones are refused',
  )
  await client.query('commit')
  client.release()
  const response = await answer
  t.equal(response.status, 200)
  t.match(await response.json(), { slug: 'slow' })
  t.equal(await server.ended, 0)
})

t.test('a port that is taken is named, with what to do', async t => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const server = startServer({ PORT: String(port) })
  t.equal(await server.ended, 1)
  t.match(server.said.join('\n'), `Port ${port} is taken`)
  t.match(server.said.join('\n'), `PORT=${port + 1} npm start`)
  t.notMatch(server.said.join('\n'), /\n {4}at /, 'no stack')
  other.close()
})

t.test('in production nothing starts without its configuration, and each reason is said', async t => {
  const server = startServer({ NODE_ENV: 'production', DATABASE_URL: '' })
  t.equal(await server.ended, 1)
  for (const name of ['SECRET', 'DATABASE_URL', 'SMTP_URL', 'PUBLIC_URL'])
    t.ok(
      server.said.some(line => line.startsWith(`  - ${name} is not set`)),
      name,
    )
})

t.test('a database that does not answer is said in one line', async t => {
  const server = startServer({ PORT: '0', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  t.equal(await server.ended, 1)
  t.match(server.said.join('\n'), /The database cannot be opened: .*Check DATABASE_URL/)
})
