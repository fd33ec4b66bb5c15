/**
 * Builds everything that runs: `node scripts/build.mjs [--if-stale]`.
 *
 *   server/main.ts, cli.ts, …   → dist/main.js, cli.js, … and dist/chunks/ for what they share
 *   packages they start with   → dist/packages/ (packages.mjs)
 *   public/scripts/*.ts         → dist/public/NAME-HASH.js
 *   public/styles/*.css         → dist/public/NAME-HASH.css   (parts to @import lie in folders below)
 *   other files of public/      → dist/public/NAME-HASH.EXT
 *   dist/public/manifest.json     what the pages call a file (`main.css`) → what it is named now
 *
 * Every file takes its place complete and at one stroke, and what a build no longer makes stays for a day: a server
 * that runs on the last build may still ask for it.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'esbuild'
import { bundlePackages, fromPackages } from './packages.mjs'
import { dist, hashOfSources, isStale, root, stamp } from './sources.mjs'

const DAY_MS = 24 * 3600 * 1000

const SERVER_ENTRIES = {
  main: 'server/main.ts',
  cli: 'server/cli.ts',
  'draft-worker': 'server/reports/importing/worker.ts',
  'similarity-worker': 'server/responses/clusters/worker.ts',
  // Started by scripts/test.mjs.
  'embedded-database': 'server/database/embedded/index.ts',
}
const BROWSERS = ['chrome94', 'edge94', 'firefox93', 'safari15.4']
const COMPRESSIBLE = new Set(['.js', '.css', '.svg', '.json', '.txt', '.ico'])

if (!process.argv.includes('--if-stale') || isStale())
  await buildAll().catch(error => {
    // esbuild has printed its own errors.
    if (!error.errors) console.error(error)
    process.exitCode = 1
  })

async function buildAll() {
  // Before anything is read: what changes while it is being built is then built again.
  const sources = hashOfSources()
  const parts = await Promise.allSettled([server(), browser()])
  const outputs = new Map(parts.flatMap(({ value = [] }) => value))
  const write = ([path, bytes]) => put(join(dist, path), bytes)
  const isPackage = ([path]) => path.startsWith('packages')
  // Those that import others come after them.
  for (const output of [...outputs].filter(isPackage)) await write(output)
  await Promise.all([...outputs].filter(output => !isPackage(output)).map(write))
  for (const { reason } of parts) if (reason) throw reason
  await put(stamp, Buffer.from(sources))
  await removeLeftovers(outputs)
}

/** The programs, as `[path in dist, bytes]`. Shared code is split off, so that a command loads only what it needs. */
async function server() {
  const entries = Object.entries(SERVER_ENTRIES).filter(([, file]) => existsSync(join(root, file)))
  const used = new Set()
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entries.map(([out, file]) => ({ in: file, out })),
    outdir: dist,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    plugins: [fromPackages(used)],
    platform: 'node',
    format: 'esm',
    splitting: true,
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    write: false,
    logLevel: 'warning',
  })
  const own = outputFiles.map(({ path, contents }) => [relative(dist, path), Buffer.from(contents)])
  return [...(await bundlePackages(used)), ...own]
}

/** What browsers load, each file also compressed, and the manifest of their names. */
async function browser() {
  const entries = [...(await filesIn('public/scripts', '.ts')), ...(await filesIn('public/styles', '.css'))]
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: join(dist, 'public'),
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'file', '.png': 'file' },
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    target: BROWSERS,
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
  const files = outputFiles.map(({ path, contents }) => [relative(dist, path), Buffer.from(contents)])
  const manifest = {}
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs))
    if (entryPoint) manifest[basename(entryPoint).replace(/\.ts$/, '.js')] = basename(path)
  for (const file of await otherFiles(join(root, 'public'))) {
    const bytes = await readFile(file)
    const extension = extname(file)
    const hash = createHash('sha256').update(bytes).digest('base64url').replace(/[-_]/g, '').slice(0, 8)
    const name = `${basename(file, extension)}-${hash}${extension}`
    manifest[basename(file)] = name
    files.push([join('public', name), bytes])
  }
  const compressed = await Promise.all(files.map(compress))
  return [...files, ...compressed.flat(), ['public/manifest.json', Buffer.from(JSON.stringify(manifest, null, 2))]]
}

async function compress([path, bytes]) {
  if (!COMPRESSIBLE.has(extname(path))) return []
  // Names hold a hash of the content: what is there is the same.
  const there = [`${path}.br`, `${path}.gz`]
  if (there.every(name => existsSync(join(dist, name)))) return there.map(name => [name, null])
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return [
    [`${path}.br`, await promisify(brotliCompress)(bytes, { params })],
    [`${path}.gz`, await promisify(gzip)(bytes, { level: 9 })],
  ]
}

async function filesIn(folder, extension) {
  const names = await readdir(join(root, folder)).catch(() => [])
  return names
    .filter(name => name.endsWith(extension) && !name.endsWith(`.d${extension}`))
    .map(name => join(folder, name))
}

/** Pictures and the like: all but scripts, styles and what is there for those who work on them. */
async function otherFiles(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries
    .filter(entry => entry.isFile() && !/\.(ts|css|md|json)$/.test(entry.name))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
}

/** Writes what has changed; null: nothing has. */
async function put(path, bytes) {
  if (bytes === null) return
  const existing = await readFile(path).catch(() => null)
  if (existing?.equals(bytes)) return
  await mkdir(dirname(path), { recursive: true })
  const unfinished = `${path}.${process.pid}.new`
  await writeFile(unfinished, bytes)
  await rename(unfinished, path)
}

async function removeLeftovers(outputs) {
  const entries = await readdir(dist, { withFileTypes: true, recursive: true })
  for (const entry of entries) {
    const path = join(entry.parentPath ?? entry.path, entry.name)
    // Packages are made anew more seldom than the rest.
    if (path === stamp || outputs.has(relative(dist, path)) || path.startsWith(join(dist, 'packages'))) continue
    // A folder is removed once it is empty.
    if (entry.isDirectory()) await rmdir(path).catch(() => {})
    else if ((await stat(path)).ctimeMs < Date.now() - DAY_MS) await rm(path, { force: true })
  }
}
