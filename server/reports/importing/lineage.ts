import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import type { LineageBlock } from '../../lineage/index.js'
import type { Reader } from './reader.js'
import { comparableParagraphs, latestPublished } from './store.js'

/** What the paragraphs of a new version were in the version before: position → lineage. Those left out are new. */
export interface Carried {
  /** Id of the version compared with; null: there is none, and everything is new. */
  from: number | null
  lineage: ReadonlyMap<number, Id>
}

/** A link counts if it is more likely right than wrong: its confidence is the share of such links that are. */
const SURE = 0.5

/**
 * Compares with the latest published version of the report. A paragraph keeps its lineage where one became one, moved
 * or edited; those that were split or merged begin new ones.
 */
export async function carryLineage(
  db: Database,
  reader: Reader,
  reportId: number,
  next: readonly LineageBlock[],
): Promise<Carried> {
  const before = await latestPublished(db, reportId)
  if (!before) return { from: null, lineage: new Map() }
  const old = await comparableParagraphs(db, before.id)
  const { links } = (await reader.compare(old, next)).lineage
  const times = (end: 'old' | 'new') => {
    const counts = new Map<number, number>()
    for (const link of links) counts.set(link[end], (counts.get(link[end]) ?? 0) + 1)
    return counts
  }
  const [timesOld, timesNew] = [times('old'), times('new')]
  const lineage = new Map<number, Id>()
  for (const link of links)
    if (link.confidence >= SURE && timesOld.get(link.old) === 1 && timesNew.get(link.new) === 1)
      lineage.set(link.new, old[link.old]!.lineage)
  return { from: before.id, lineage }
}
