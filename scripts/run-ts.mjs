/**
 * Runs a TypeScript file with its arguments: `node scripts/run-ts.mjs bench/eval-lineage.ts DIR`. It is bundled into
 * dist/bench/ first; packages stay outside the bundle. `--expose-gc` is passed on to Node.
 */
import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const [entry, ...args] = process.argv.slice(2)
if (!entry) {
  console.error('usage: node scripts/run-ts.mjs FILE.ts [ARGUMENT …]')
  process.exit(2)
}
const root = fileURLToPath(new URL('..', import.meta.url))
const outfile = join(root, 'dist/bench', basename(entry).replace(/\.ts$/, '.js'))
await build({
  entryPoints: [join(root, entry)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
})
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--expose-gc', outfile, ...args], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
