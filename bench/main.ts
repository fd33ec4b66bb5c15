/**
 * The figures of speed: `npm run bench`. Each is a ratio within one run, application against bare Fastify on the same
 * machine and database, so that it means the same on a fast and on a slow one. The two are asked in turns; the median of
 * the rounds counts. Those of lineage, which has no rival, are of processor time. Exit code 1 when a figure is missed.
 */
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { openEmbeddedDatabase } from '../server/database/embedded/index.js'
import { type Bare, serveBare } from './speed/bare.js'
import { draft } from './speed/draft.js'
import { lineageFigures } from './speed/lineage.js'
import { answersPerSecond, type Wire, wire } from './speed/load.js'
import { firstVisit } from './speed/weight.js'

const BLOCKS = 800
const COMMENTS = 1_000
const ROUNDS = 5
const ROUND_MS = 2_500
const WARM_UP_MS = 2_000
const HOST = '127.0.0.1'

if (process.send) process.once('message', async bare => process.send?.(await serveBare(bare as Bare)))
else await main()

async function main(): Promise<void> {
  reportLineage()
  const folder = await mkdtemp(join(tmpdir(), 'consult-bench-'))
  const children: ChildProcess[] = []
  const database = await openEmbeddedDatabase({ dataDir: join(folder, 'data'), say: line => console.log(line) })
  try {
    await measure(database.url, folder, children)
  } finally {
    for (const child of children) {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    }
    await database.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function measure(databaseUrl: string, folder: string, children: ChildProcess[]): Promise<void> {
  const env = {
    ...process.env,
    NODE_ENV: '',
    DATABASE_URL: databaseUrl,
    SAMPLE_DATA: 'off',
    LIMITS: 'off',
    PORT: '0',
    PUBLIC_URL: '',
  }
  const consult = async (...words: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/cli.js', ...words], { env })
    return stdout.trim()
  }
  const file = join(folder, 'draft.md')
  await writeFile(file, draft(BLOCKS))
  const closes = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString().slice(0, 10)
  await consult('migrate')
  await consult(
    'import',
    file,
    '--report',
    'bench',
    '--title',
    'Bench',
    '--working-group',
    'wg1',
    '--publish',
    '--closes',
    closes,
  )
  await consult('generate', '--report', 'bench', '--comments', String(COMMENTS), '--seed', '1')
  const token = await consult('api-token', 'bench@example.org')

  const app = await startApp(env, children)
  const path = '/reports/bench/v/1'
  const page = await fetchRaw(app, path)
  const version = (await (await fetch(`http://${HOST}:${app}/api/v1/reports/bench/versions/1`)).json()) as {
    paragraphs: { id: string; text: string }[]
  }
  const bare = await startBare({ page, databaseUrl }, children)

  const reading = await compare({ app, bare, connections: 10, status: 200 }, where =>
    wire('GET', where === 'app' ? path : '/', { 'accept-encoding': 'br', accept: 'text/html' }),
  )
  report(`reading page of ${BLOCKS} blocks with ${COMMENTS} comments, not signed in`, reading, 0.5, 0.8)

  const paragraphs = version.paragraphs.map(({ id }) => id)
  let sent = 0
  const writing = await compare({ app, bare, connections: 16, status: 201 }, where => () => {
    sent += 1
    const words = {
      paragraph: paragraphs[sent % paragraphs.length],
      kind: 'technical',
      body: `Please say who is responsible, and by when (${sent}).`,
    }
    const to = where === 'app' ? '/api/v1/reports/bench/versions/1/comments' : '/'
    return wire('POST', to, { authorization: `Bearer ${token}` }, JSON.stringify(words))
  })
  report('one comment accepted through the JSON API', writing, 0.4, null)

  const text = version.paragraphs.map(paragraph => paragraph.text).join('\n')
  const { bytes, allowed } = await firstVisit(`http://${HOST}:${app}`, path, text)
  if (bytes > allowed) process.exitCode = 1
  console.log(
    `first visit of that page: ${bytes} bytes on the line, ${allowed} allowed  ${bytes > allowed ? 'MISSED' : 'ok'}`,
  )
}

interface Rates {
  app: number
  bare: number
  ratio: number
}

/** Rounds in turns; the median of the ratios, with the rates of that round. */
async function compare(
  target: { app: number; bare: number; connections: number; status: number },
  requestFor: (where: 'app' | 'bare') => Wire,
): Promise<Rates> {
  const ask = (where: 'app' | 'bare', ms: number) =>
    answersPerSecond({
      host: HOST,
      port: target[where],
      connections: target.connections,
      request: requestFor(where),
      status: target.status,
      ms,
    })
  await ask('bare', WARM_UP_MS)
  await ask('app', WARM_UP_MS)
  const rounds: Rates[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await ask('bare', ROUND_MS)
    const app = await ask('app', ROUND_MS)
    rounds.push({ app, bare, ratio: app / bare })
  }
  return rounds.sort((a, b) => a.ratio - b.ratio)[Math.floor(ROUNDS / 2)]!
}

function report(what: string, { app, bare, ratio }: Rates, atLeast: number, later: number | null): void {
  if (ratio < atLeast) process.exitCode = 1
  const goal = later === null ? `at least ${atLeast}` : `at least ${atLeast}, later ${later}`
  console.log(
    `${what}: ${app.toFixed(0)}/s against ${bare.toFixed(0)}/s of bare Fastify, ratio ${ratio.toFixed(2)} (${goal})  ${ratio < atLeast ? 'MISSED' : 'ok'}`,
  )
}

function reportLineage(): void {
  for (const { what, value, unit, allowed } of lineageFigures()) {
    if (value > allowed) process.exitCode = 1
    console.log(`${what}: ${value.toFixed(1)} ${unit} (at most ${allowed})  ${value > allowed ? 'MISSED' : 'ok'}`)
  }
}

/** The server as it is started in service; answers its port. */
async function startApp(env: NodeJS.ProcessEnv, children: ChildProcess[]): Promise<number> {
  const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  for await (const line of createInterface(child.stdout)) {
    const port = /is at http:\/\/[\d.]+:(\d+)/.exec(line)?.[1]
    if (port) return Number(port)
  }
  throw new Error('The server did not start.')
}

async function startBare(bare: Bare, children: ChildProcess[]): Promise<number> {
  const child = fork(process.argv[1]!)
  children.push(child)
  child.send(bare)
  const [port] = (await once(child, 'message')) as [number]
  return port
}

/** The page as it goes over the line. */
function fetchRaw(port: number, path: string): Promise<Bare['page']> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { host: HOST, port, path, headers: { 'accept-encoding': 'br', accept: 'text/html' } },
      answer => {
        const parts: Buffer[] = []
        answer.on('data', part => parts.push(part))
        answer.on('end', () =>
          resolve({
            type: answer.headers['content-type'] ?? '',
            encoding: answer.headers['content-encoding'] ?? 'identity',
            body: Buffer.concat(parts).toString('base64'),
          }),
        )
      },
    )
    request.on('error', reject)
  })
}
