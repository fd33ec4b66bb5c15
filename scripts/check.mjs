/** Checks what can be checked without running it: `node scripts/check.mjs`. One line a check; exit code 1 on any failure. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { languageFaults, RULES } from './check/languages.mjs'
import { checkMessages } from './check/messages.mjs'
import { wordsInTemplates } from './check/templates.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

/** Boundaries are guarded only as long as the checker sees the files; there are many more. */
const LEAST_MODULES = 150

const checks = {
  'types of server and tests': () => tool('typescript', 'tsc', ['--noEmit', '-p', '.']),
  'types of browser scripts': () => tool('typescript', 'tsc', ['--noEmit', '-p', 'public']),
  'format and lint': () => tool('@biomejs/biome', 'biome', ['check', '--error-on-warnings', '.']),
  boundaries,
  'dead code': () => tool('knip', 'knip', ['--no-progress', '--exclude', 'types']),
  messages: async () => {
    const { complaints, counted } = await checkMessages(root)
    const planted = await languageFaults('test/planted/messages')
    const blind = RULES.filter(rule => !planted.some(fault => fault.rule === rule))
    const all = [...complaints, ...blind.map(rule => `“${rule}” does not find its planted violation`)]
    return {
      ok: all.length === 0,
      output: all.join('\n'),
      counted: `${counted}, ${planted.length} planted violations found`,
    }
  },
  'words in templates': async () => {
    const { complaints, files } = await wordsInTemplates('templates')
    const planted = await wordsInTemplates('test/planted/templates')
    const blind = ['text', 'alt', 'aria-label', 'placeholder'].filter(place => !planted.places.has(place))
    const all = [...complaints, ...blind.map(place => `the planted words (${place}) are not found`)]
    const counted = `${files} templates, ${planted.complaints.length} planted violations found`
    return { ok: all.length === 0, output: all.join('\n'), counted }
  },
}

/** Two at a time, as small machines have two processors; told in the order above. */
const LANES = 2
const waiting = Object.entries(checks)
const results = waiting.map(deferred)
const started = performance.now()
for (let lane = 0; lane < LANES; lane++) void runLane()

let failed = 0
for (const [index, name] of Object.keys(checks).entries()) {
  const { ok, output, counted, seconds } = await results[index].promise
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}${counted ? `: ${counted}` : ''}  (${seconds} s)`)
  if (ok) continue
  failed += 1
  console.log(output.trim().replace(/^/gm, '        '))
}
const seconds = ((performance.now() - started) / 1000).toFixed(0)
console.log(failed ? `${failed} of ${results.length} checks failed` : `all checks passed in ${seconds} s`)
process.exit(failed ? 1 : 0)

async function runLane() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [, check] = next
    const index = results.length - waiting.length - 1
    const began = performance.now()
    const result = await check().catch(error => ({ ok: false, output: String(error.stack ?? error) }))
    results[index].resolve({ ...result, seconds: ((performance.now() - began) / 1000).toFixed(1) })
  }
}

function deferred() {
  let resolve
  const promise = new Promise(done => {
    resolve = done
  })
  return { promise, resolve }
}

/** The project keeps to .dependency-cruiser.cjs, and each of its rules finds the violation that is planted for it. */
async function boundaries() {
  const own = await cruise(['server', 'migrations'])
  const planted = await cruise(['test/planted'])
  const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs')
  const found = new Set(planted.summary.violations.map(violation => violation.rule.name))
  const blind = forbidden
    .filter(rule => !found.has(rule.name))
    .map(rule => `${rule.name} does not find its planted violation`)
  const modules = own.modules.filter(({ source }) => /^(?:server|migrations)\//.test(source)).length
  if (modules < LEAST_MODULES) blind.push(`only ${modules} modules were seen`)
  const violations = own.summary.violations.map(
    ({ rule, from, to, cycle }) => `${rule.name}: ${from} → ${cycle ? cycle.map(step => step.name).join(' → ') : to}`,
  )
  const complaints = [...violations, ...blind]
  const counted = `${modules} modules, ${forbidden.length} rules, ${planted.summary.violations.length} planted violations found`
  return { ok: complaints.length === 0, output: complaints.join('\n'), counted }
}

async function cruise(folders) {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders]
  const { output } = await tool('dependency-cruiser', 'depcruise', args)
  return JSON.parse(output.slice(output.indexOf('{')))
}

/** Runs a package's program; without npx, which would fetch a missing one from elsewhere. */
async function tool(name, program, args) {
  const folder = join('node_modules', name)
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = join(folder, typeof bin === 'string' ? bin : bin[program])
  if (!existsSync(file)) throw new Error(`${dirname(file)} is not installed: run npm ci.`)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const parts = []
    child.stdout.on('data', part => parts.push(part))
    child.stderr.on('data', part => parts.push(part))
    child.on('error', reject)
    child.on('close', code => resolve({ ok: code === 0, output: Buffer.concat(parts).toString('utf8') }))
  })
}
