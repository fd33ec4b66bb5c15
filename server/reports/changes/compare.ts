import type { FastifyInstance } from 'fastify'
import type { Lineage } from '../../lineage/index.js'
import { invalidField, notFound } from '../../web/faults.js'
import { reader } from '../importing/reader.js'
import { createKept } from '../kept/kept.js'
import { findVersion, type VersionPlace } from '../store.js'
import { type Changes, composeChanges } from './compose.js'
import { paragraphsToCompare, type StoredParagraph, versionBefore } from './store.js'

export interface Comparison {
  from: VersionPlace
  to: VersionPlace
  changes: Changes
}

interface Compared {
  old: readonly StoredParagraph[]
  next: readonly StoredParagraph[]
  lineage: Lineage
}

const MAX_BYTES = 64 * 1024 * 1024
const MAX_AGE_MS = 24 * 3600 * 1000
/** Rough weight of a kept paragraph beside its text. */
const PARAGRAPH_BYTES = 400

/**
 * Compares published versions, any two of a report; published text never changes, so what was compared is kept.
 * Undefined `from`: the version before.
 */
export function createComparer(app: FastifyInstance) {
  const kept = createKept<Compared>({ maxBytes: MAX_BYTES, maxAgeMs: MAX_AGE_MS })
  return async (slug: string, number: number, from: number | undefined): Promise<Comparison> => {
    const to = await findVersion(app.db, slug, number)
    const earlier = from ?? (await versionBefore(app.db, to.report.id, number))
    if (earlier === undefined) throw notFound('no-version-before')
    if (earlier === number) throw invalidField('from', 'same-version')
    const before = await findVersion(app.db, slug, earlier)
    const compared = await kept.get(`${before.version.id} ${to.version.id}`, 0, async () => {
      const [old, next] = await Promise.all([
        paragraphsToCompare(app.db, before.version.id),
        paragraphsToCompare(app.db, to.version.id),
      ])
      const { lineage } = await reader.compare(old, next)
      const bytes = [...old, ...next].reduce((sum, { text }) => sum + 2 * text.length + PARAGRAPH_BYTES, 0)
      return { value: { old, next, lineage }, bytes, until: null }
    })
    return { from: before, to, changes: composeChanges(compared.old, compared.next, compared.lineage) }
  }
}
