/**
 * `node scripts/run.mjs PROGRAM …`: builds if the sources have changed since the last build, then runs a program of
 * dist/ in this process, as if it had been called by itself.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { dist, isStale, root } from './sources.mjs'

const program = join(dist, `${process.argv[2]}.js`)
if (isStale()) {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
}
process.argv.splice(1, 2, program)
await import(pathToFileURL(program).href)
