import { type ChildProcess, execFile, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { openEmbeddedDatabase } from '../../server/database/embedded/index.js'
import type { Bare } from './bare.js'
import { draft } from './draft.js'

/** A server in a process of its own. */
export interface Server {
  pid: number
  port: number
}

/** Application and baseline, side by side on one database with one consultation. */
export interface Stage {
  app: Server
  bare: Server
  /** The reading page. */
  path: string
  paragraphs: readonly { id: string; text: string }[]
  token: string
  databaseUrl: string
  /** Runs a command of the operator's, and answers what it prints. */
  consult(words: string): Promise<string>
  /** Serves these bytes from bare Fastify, in a process of its own. */
  serveBare(page: Bare['page']): Promise<Server>
  /** The application once more, on the same database, but that comments leave no entry in the audit log. */
  startWithoutLog(): Promise<Server>
}

export const HOST = '127.0.0.1'
const DAY_MS = 24 * 3_600_000

/** Sets everything up, durable as in service, and clears it away after `work`. */
export async function withStage(
  size: { blocks: number; comments: number },
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'consult-bench-'))
  const children: ChildProcess[] = []
  const database = await openEmbeddedDatabase({ dataDir: join(folder, 'data'), say: line => console.log(line) })
  try {
    await work(await setUp(size, database.url, folder, children))
  } finally {
    for (const child of children) {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    }
    await database.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function setUp(
  { blocks, comments }: { blocks: number; comments: number },
  databaseUrl: string,
  folder: string,
  children: ChildProcess[],
): Promise<Stage> {
  const own = { DATABASE_URL: databaseUrl, SAMPLE_DATA: 'off', LIMITS: 'off', PORT: '0', PUBLIC_URL: '', NODE_ENV: '' }
  const env = { ...process.env, ...own }
  const consult = async (words: string) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/cli.js', ...words.split(' ')], { env })
    return stdout.trim()
  }
  const file = join(folder, 'draft.md')
  await writeFile(file, draft(blocks))
  const closes = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10)
  await consult('migrate')
  await consult(`import ${file} --report bench --title Bench --working-group wg1 --publish --closes ${closes}`)
  await consult(`generate --report bench --comments ${comments} --seed 1`)
  const token = await consult('api-token bench@example.org')

  const app = await startApp(env, children)
  const path = '/reports/bench/v/1'
  const version = await fetch(`http://${HOST}:${app.port}/api/v1/reports/bench/versions/1`)
  const { paragraphs } = (await version.json()) as Pick<Stage, 'paragraphs'>
  const bare = await startBare({ page: await pageOf(app, path), databaseUrl }, children)
  return {
    app,
    bare,
    path,
    paragraphs,
    token,
    databaseUrl,
    consult,
    serveBare: page => startBare({ page, databaseUrl }, children),
    startWithoutLog: () => startApp(env, children, ['--import', './bench/speed/without-log.mjs']),
  }
}

/** The server as it is started in service. */
async function startApp(
  env: NodeJS.ProcessEnv,
  children: ChildProcess[],
  before: readonly string[] = [],
): Promise<Server> {
  const child = spawn(process.execPath, [...before, 'dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  for await (const line of createInterface(child.stdout)) {
    const port = /is at http:\/\/[\d.]+:(\d+)/.exec(line)?.[1]
    if (port) return { pid: child.pid!, port: Number(port) }
  }
  throw new Error('The server did not start.')
}

/** The same program again, which serves the baseline when it has a parent to talk to. */
async function startBare(bare: Bare, children: ChildProcess[]): Promise<Server> {
  const child = fork(process.argv[1]!)
  children.push(child)
  child.send(bare)
  const [port] = (await once(child, 'message')) as [number]
  return { pid: child.pid!, port }
}

/** A page as it goes over the line. */
function pageOf({ port }: Server, path: string): Promise<Bare['page']> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'br', accept: 'text/html' }
    const request = http.get({ host: HOST, port, path, headers }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('end', () =>
        resolve({
          type: answer.headers['content-type'] ?? '',
          encoding: answer.headers['content-encoding'] ?? 'identity',
          body: Buffer.concat(parts).toString('base64'),
        }),
      )
    })
    request.on('error', reject)
  })
}
