import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Signals } from '../../database/signals.js'
import { addJob } from '../../jobs/jobs.js'
import { type Reader, reader } from '../../reports/index.js'
import { anchorOf, Placing } from './placing.js'
import { addAnchors, addLinks, blocksOf, standingsIn, statesIn, takeCarrying, versionToCarryTo } from './store.js'

/** Comments carried in one transaction: a crash loses at most so much work, and the next run goes on from there. */
const BATCH = 5_000

export interface Carrier {
  db: Database
  signals?: Pick<Signals, 'tell'> | undefined
  reader?: Reader | undefined
}

/**
 * Carries every comment of the version before to this one, where it has no anchor yet; answers how many. Anchors are
 * only added, so that it can be run again after a crash, for comments that came late, and beside what a person has
 * settled. Lineage is computed in a process of its own.
 */
export async function carryComments(app: Carrier, versionId: number): Promise<number> {
  const version = await versionToCarryTo(app.db, versionId)
  if (!version || version.from === null) return 0
  const [old, next] = await Promise.all([blocksOf(app.db, version.from), blocksOf(app.db, versionId)])
  const way = { from: version.from, to: versionId }
  let carried = 0
  for (let isDone = false; !isDone; ) {
    const standings = await standingsIn(app.db, way, BATCH)
    const onBlocks = standings.flatMap(standing => anchorOf(standing, old))
    const found = await (app.reader ?? reader).compare(
      old,
      next,
      onBlocks.map(({ anchor }) => anchor),
    )
    const answers = new Map(onBlocks.map(({ comment }, k) => [comment, found.carried[k]!]))
    const place = new Placing(old, next, found.lineage)
    const added = await app.db.transaction().execute(async tx => {
      await takeCarrying(tx, [way.from, versionId])
      // Taken back meanwhile: then there is nothing to carry to, and publishing it again adds a job of its own.
      if ((await versionToCarryTo(tx, versionId))?.published_at.getTime() !== version.published_at.getTime())
        return null
      // A chair may have settled where a comment stands in the version before, since it was read.
      const now = new Map((await standingsIn(tx, way, BATCH)).map(one => [one.comment, JSON.stringify(one)]))
      const still = standings.filter(one => now.get(one.comment) === JSON.stringify(one))
      isDone = still.length === now.size && now.size < BATCH
      await addLinks(tx, versionId, place.links())
      await addAnchors(
        tx,
        versionId,
        still.map(standing => place.anchor(standing, answers.get(standing.comment))),
      )
      if (isDone) {
        await addJob(tx, {
          task: 'tell-of-draft',
          payload: { version: String(versionId) },
          key: `tell-of-draft:${versionId}`,
        })
        await record(tx, {
          actor: null,
          action: 'version.comments-carried',
          subject: 'version',
          subjectId: versionId,
          details: { from: way.from, ...(await statesIn(tx, versionId)) },
        })
      }
      return still.length
    })
    if (added === null) return carried
    carried += added
  }
  app.signals?.tell('version', versionId)
  app.signals?.tell('comments', versionId)
  return carried
}
