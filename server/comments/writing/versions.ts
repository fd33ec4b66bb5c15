import type { FastifyInstance } from 'fastify'
import { findVersion, type VersionPlace } from '../../reports/index.js'

/** Versions kept in memory. */
const MOST_KEPT = 1_000

/**
 * Finds published versions, asking the database once for each until something of them changes. What is decided by the
 * minute, the period and the policy, the statement that keeps a comment asks again.
 */
export function keptVersions(app: FastifyInstance): (slug: string, number: number) => Promise<VersionPlace> {
  const known = new Map<string, VersionPlace>()
  let changes = 0
  const forget = () => {
    known.clear()
    changes++
  }
  app.signals.on('version', forget)
  app.signals.on('report', forget)
  return async (slug, number) => {
    const key = `${slug}/${number}`
    const found = known.get(key)
    if (found) return found
    const before = changes
    const place = await findVersion(app.db, slug, number)
    // What changed while it was read may be older than the change.
    if (changes === before && known.size < MOST_KEPT) known.set(key, place)
    return place
  }
}
