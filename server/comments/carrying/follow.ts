import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { carry } from '../../lineage/index.js'
import { anchorOf, Placing } from './placing.js'
import { blocksOf, lineageOf, replaceAnchor, standingOf } from './store.js'

/**
 * Where a comment stands in one version has changed: it follows in these later ones, in their order, up to one in which a
 * person has settled it, or to which it has not been carried yet. Answers the versions in which it was placed anew.
 * The lineage is the kept one, so that nothing has to be compared; the caller holds all these versions (takeCarrying).
 */
export async function followInLater(
  tx: Database,
  commentId: Id,
  versionId: number,
  later: readonly number[],
): Promise<number[]> {
  const done: number[] = []
  let old = later.length > 0 ? await blocksOf(tx, versionId) : []
  let from = versionId
  for (const to of later) {
    const standing = await standingOf(tx, commentId, from)
    if (!standing) break
    const next = await blocksOf(tx, to)
    const lineage = await lineageOf(tx, to, old, next)
    const [found] = anchorOf(standing, old)
    const carried = found && carry(found.anchor, lineage, old, next)
    if (!(await replaceAnchor(tx, to, new Placing(old, next, lineage).anchor(standing, carried)))) break
    done.push(to)
    old = next
    from = to
  }
  return done
}
