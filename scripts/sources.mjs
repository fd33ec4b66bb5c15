/** What a build is made of, and whether it is still the one of these sources. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const dist = join(root, 'dist')
/** Holds the hash of the sources of the last build that succeeded. */
export const stamp = join(dist, '.built')

/** What a build depends on. */
const SOURCES = [
  'server',
  'migrations',
  'public',
  'scripts/build.mjs',
  'scripts/packages.mjs',
  'package.json',
  'package-lock.json',
]

/** By content: times say nothing of files that were copied, checked out or put back. */
export async function isStale() {
  const [built, now] = await Promise.all([readFile(stamp, 'utf8').catch(() => null), hashOfSources()])
  return built !== now
}

/** SHA-256 of the names and contents, hex. */
export async function hashOfSources() {
  const files = (await Promise.all(SOURCES.map(source => filesBelow(source)))).flat().sort()
  const contents = await Promise.all(files.map(file => readFile(join(root, file))))
  const hash = createHash('sha256')
  for (const [n, file] of files.entries()) hash.update(`${file}\0${contents[n].length}\0`).update(contents[n])
  return hash.digest('hex')
}

async function filesBelow(path) {
  const entries = await readdir(join(root, path), { withFileTypes: true, recursive: true }).catch(() => null)
  if (!entries) return [path]
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
}
