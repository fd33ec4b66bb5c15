/**
 * Runs the tests: `node scripts/test.mjs [--browser] [FILE …]`, on an embedded PostgreSQL of their own in a temporary
 * folder, or on the server whose address stands in TEST_DATABASE_URL. Ends with a line `N passed, N failed`.
 *
 * A test is what a test file calls one (`t.test('a person gets …')`); a file that breaks outside its tests counts as
 * one that failed. A run in which nothing was tested has failed.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { fromBuiltPackages } from './packages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

const browser = process.argv.includes('--browser')
const given = process.argv.slice(2).filter(argument => argument !== '--browser')
const folder = await mkdtemp(join(tmpdir(), 'consult-test-'))
const children = new Set()
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    // Only the tests are ended here; the database and the folder are then seen to as always.
    stopping = true
    for (const child of children) child.kill('SIGTERM')
  })

let database = null
let counts = { passed: 0, failed: 0, skipped: 0 }
try {
  const files = await filesToRun()
  const built = (await run('node', ['scripts/build.mjs'])) === 0
  database = process.env.TEST_DATABASE_URL ? null : await startDatabase()
  const tests = stopping ? null : await runTests(files)
  counts = tests ? tests.counts : counts
  if (!built) fail('The build failed.')
  if (stopping) fail('The run was stopped.')
  else if (tests?.code !== 0 && counts.failed === 0) fail('tap failed outside the tests.')
  if (counts.passed + counts.failed === 0) fail('No test ran.')
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
} finally {
  await database?.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}
console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`)
process.exit(counts.failed ? 1 : 0)

function fail(reason) {
  console.error(reason)
  counts.failed += 1
}

async function startDatabase() {
  // Apart from the build, so that a fault in one feature does not hide the tests of the others.
  const outfile = 'dist/embedded-database.js'
  await build({
    entryPoints: ['server/database/embedded/index.ts'],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  const { openEmbeddedDatabase } = await import(new URL(outfile, `file://${root}`).href)
  const say = line => console.log(line)
  return openEmbeddedDatabase({ dataDir: join(folder, 'data'), say, durable: false })
}

/**
 * The files with all that they import, built into dist/tests: a file of two hundred modules then starts in half the
 * time. Their paths there.
 */
async function buildTests(files) {
  const outdir = join('dist/tests', folder.slice(-6))
  const outputs = files.map(file => join(outdir, relative('test', file).replace(/\.ts$/, '.js')))
  await build({
    entryPoints: files,
    outbase: 'test',
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    plugins: [fromBuiltPackages],
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
  })
  return { outdir, outputs }
}

async function runTests(files) {
  const results = join(folder, 'results')
  const { outdir, outputs } = await buildTests(files)
  const environment = {
    ...process.env,
    TEST_DATABASE_URL: process.env.TEST_DATABASE_URL ?? database.url,
    TEST_RUN: randomBytes(6).toString('hex'),
    // Tests see the environment of a new machine.
    ...Object.fromEntries(['NODE_ENV', 'DATABASE_URL', 'DATA_DIR', 'PORT', 'SECRET'].map(name => [name, ''])),
  }
  const tap = fileURLToPath(new URL('run.mjs', import.meta.resolve('tap')))
  const reporter = process.stdout.isTTY ? 'base' : 'tap'
  const options = ['run', `--output-dir=${results}`, `--reporter=${reporter}`, '--node-arg=--enable-source-maps']
  const output = process.stdout.isTTY ? null : createTold(name => name.replace(outdir, 'test').replace(/\.js$/, '.ts'))
  try {
    const code = await run(process.execPath, [tap, ...options, ...outputs], environment, output)
    return { code, counts: await count(results) }
  } finally {
    await rm(outdir, { recursive: true, force: true })
  }
}

/** Those given; none: all. */
async function filesToRun() {
  const names = given.length ? [] : await readdir('test', { recursive: true })
  const wanted = names.filter(name => name.endsWith(browser ? '.browser.ts' : '.test.ts'))
  const files = given.length ? given : wanted.sort().map(name => join('test', name))
  const missing = files.filter(file => !existsSync(file))
  if (missing.length) throw new Error(`There is no ${missing.join(', no ')}.`)
  return files
}

/** Counts in what the test files wrote, in TAP: what stands at the margin is a test. */
async function count(results) {
  const counted = { passed: 0, failed: 0, skipped: 0 }
  const entries = await readdir(results, { recursive: true }).catch(() => [])
  for (const name of entries.filter(name => name.endsWith('.tap'))) {
    let planned = null
    let done = 0
    let failed = 0
    for (const line of (await readFile(join(results, name), 'utf8')).split('\n')) {
      planned = /^1\.\.(\d+)/.exec(line)?.[1] ?? planned
      const point = /^(not )?ok \d+(?:.*? # (skip|todo)\b)?/i.exec(line)
      if (!point) continue
      done += 1
      if (point[2]) counted.skipped += 1
      else if (point[1]) failed += 1
      else counted.passed += 1
    }
    // A file that ended before its time has failed, whatever passed until then.
    if (done !== Number(planned) && failed === 0) failed = 1
    counted.failed += failed
  }
  return counted
}

/**
 * For a log, where tap's own reporters, which draw on a screen, are of no use: a line a file, named by `nameOf`, the
 * failures as TAP tells them, tap's summary.
 */
function createTold(nameOf) {
  let file = []
  return line => {
    if (/^# (?:\{|time=|Bail)|^Bail out/.test(line)) console.log(line)
    const result = /^(not )?ok \d+ - (.*?)(?: # time=([\d.]+)ms)?(?: \{)?$/.exec(line)
    if (!result) {
      file.push(line)
      return
    }
    const [, not, name, time] = result
    const seconds = time ? ` (${(Number(time) / 1000).toFixed(1)} s)` : ''
    console.log(`${not ? 'FAILED' : 'ok    '}  ${nameOf(name)}${seconds}`)
    const tests = file.join('\n').split(/^(?= {4}# Subtest)/m)
    if (not)
      for (const test of tests.filter(test => /^ *not ok(?!.* # (?:skip|todo)\b)/im.test(test))) console.log(test)
    file = []
  }
}

function run(file, args, env = process.env, told = null) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: ['inherit', told ? 'pipe' : 'inherit', 'inherit'] })
    if (told) createInterface(child.stdout).on('line', told)
    children.add(child)
    child.on('error', reject)
    // A process that a test has left behind may hold the output open, which is not waited for.
    child.on('exit', async code => {
      children.delete(child)
      if (told && !child.stdout.readableEnded) await Promise.race([once(child.stdout, 'end'), delay(1_000)])
      resolve(code)
    })
  })
}
