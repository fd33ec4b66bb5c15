/** What a build is made of, and whether it is still the one of these sources. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
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
export function isStale() {
  try {
    return readFileSync(stamp, 'utf8') !== hashOfSources()
  } catch (error) {
    if (error.code === 'ENOENT') return true
    throw error
  }
}

/** SHA-256 of the names and contents, hex. Read one by one and at once: a start waits for it, and promises take five times as long. */
export function hashOfSources() {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap(filesBelow).sort()) {
    const content = readFileSync(join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap(entry => {
    const below = `${path}/${entry.name}`
    return entry.isDirectory() ? filesBelow(below) : [below]
  })
}
