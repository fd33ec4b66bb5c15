/**
 * The packages that the server loads when it starts, each with all that it needs, as files of dist/packages: Node finds and
 * reads a hundred files there instead of two thousand in node_modules. They are made anew when package-lock.json changes;
 * the server's own code is built without them, in a fraction of the time, and imports them as `#packages/NAME` (package.json).
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { dist, root } from './sources.mjs'

/** Packages of hundreds of small modules, most of which are never used: these are made part of the server's own code. */
const INSIDE = /^(typebox|kysely|@fastify\/type-provider-typebox)(\/|$)/

/** Large ones that are loaded when there is something for them to do, and what builds: they stay where npm has put them. */
const OUTSIDE =
  /^(docx|exceljs|mammoth|sanitize-html|htmlparser2|parse5|markdown-it|markdown-it-footnote|saxes|fflate|dingbat-to-unicode|esbuild)(\/|$)/

const stamp = join(dist, 'packages/.built')
const fileOf = name => name.replaceAll('/', '-').replace('@', '')

/** For the build of the server: where packages come from. Puts the names of those that are to be bundled into `used`. */
export const fromPackages = used => ({
  name: 'from-packages',
  setup: ({ onResolve }) =>
    void onResolve({ filter: /^[^./]/ }, ({ kind, path }) => {
      if (kind === 'entry-point' || INSIDE.test(path)) return null
      if (path.startsWith('node:') || OUTSIDE.test(path)) return { path, external: true }
      used.add(path)
      return { path: `#packages/${fileOf(path)}`, external: true }
    }),
})

/** For a build of tests: packages as the server has them, all others as npm has put them. */
export const fromBuiltPackages = {
  name: 'from-built-packages',
  setup: ({ onResolve }) =>
    void onResolve({ filter: /^[^./]/ }, ({ kind, path }) => {
      if (kind === 'entry-point' || INSIDE.test(path)) return null
      const isBuilt = existsSync(join(dist, 'packages', `${fileOf(path)}.js`))
      return { path: isBuilt ? `#packages/${fileOf(path)}` : path, external: true }
    }),
}

/** The bundled packages, as `[path in dist, bytes]`; none, where those in dist are the ones that are wanted. */
export async function bundlePackages(used) {
  const names = [...used].sort()
  const own = await readFile(fileURLToPath(import.meta.url))
  const lock = await readFile(join(root, 'package-lock.json'))
  const key = createHash('sha256').update(own).update(lock).update(process.version).update(names.join()).digest('hex')
  const isThere = names.every(name => existsSync(join(dist, 'packages', `${fileOf(name)}.js`)))
  if (isThere && (await readFile(stamp, 'utf8').catch(() => '')) === key) return []
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: names.map(name => ({ in: `package:${name}`, out: fileOf(name) })),
    outdir: join(dist, 'packages'),
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'inline',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Asked for by some where it is there.
    external: ['pg-native', 'cosmiconfig'],
    banner: { js: COMMONJS },
    plugins: [wrappers],
    write: false,
    logLevel: 'error',
  })
  const files = outputFiles.map(({ path, contents }) => [relative(dist, path), Buffer.from(contents)])
  // The parts before those that need them, the stamp when all are there.
  files.sort(([a], [b]) => Number(b.includes('part-')) - Number(a.includes('part-')))
  return [...files, [relative(dist, stamp), Buffer.from(key)]]
}

/** What CommonJS modules find in each of their files. */
const COMMONJS = [
  `import { createRequire as requireOf } from 'node:module'`,
  `import { dirname as folderOf } from 'node:path'`,
  `import { fileURLToPath as pathOf } from 'node:url'`,
  `const require = requireOf(import.meta.url), __filename = pathOf(import.meta.url), __dirname = folderOf(__filename)`,
].join(';')

/** `package:NAME` is a module that exports what NAME exports; of CommonJS only Node itself can tell the names. */
const wrappers = {
  name: 'wrappers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^package:/ }, ({ path }) => ({ path: path.slice('package:'.length), namespace: 'package' }))
    onLoad({ filter: /./, namespace: 'package' }, async ({ path: name }) => {
      const names = Object.keys(await import(name)).filter(exported => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(exported))
      return { contents: `export { ${names.join(', ')} } from ${JSON.stringify(name)}`, resolveDir: root }
    })
  },
}
