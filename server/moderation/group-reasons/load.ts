import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../../config.js'
import { type GroupReason, readGroupReasons } from './read.js'

/** Slug of a working group → the reasons that it has worded for itself. */
export type GroupReasons = ReadonlyMap<string, readonly GroupReason[]>

/**
 * Reads `{slug of the working group}.json` of each group that has one. No folder: no group has.
 * @throws ConfigError naming every file that cannot be used, and what is wrong with it
 */
export async function loadGroupReasons(folder: string): Promise<GroupReasons> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new ConfigError([`The folder of reasons ${folder} cannot be read (${error.code}). Check REASONS_DIR.`])
  })
  const faults: string[] = []
  const found = new Map<string, readonly GroupReason[]>()
  for (const name of names.filter(name => name.endsWith('.json')).sort()) {
    const path = join(folder, name)
    const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      faults.push(`${path} cannot be read (${error.code}).`)
      return null
    })
    if (content === null) continue
    const read = readGroupReasons(content)
    faults.push(...read.faults.map(fault => `${path}: ${fault}.`))
    found.set(name.slice(0, -'.json'.length), read.reasons)
  }
  if (faults.length) throw new ConfigError(faults)
  return found
}

declare module 'fastify' {
  interface FastifyInstance {
    groupReasons: GroupReasons
  }
}
