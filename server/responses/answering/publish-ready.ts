import type { FastifyInstance } from 'fastify'
import type { Visitor } from '../../accounts/index.js'
import { Fault } from '../../web/faults.js'
import { settingsOf } from '../settings/store.js'
import { publishIn } from './respond.js'
import { publishable } from './store.js'

/** So many in one transaction: each is a row, an entry and a job. */
const BATCH = 200

/**
 * Publishes all responses of a report that are ready: those agreed to, and drafts too where the group wants no second person.
 * Batch by batch, so that readers wait for none; what is withheld or rewritten meanwhile is left out.
 * @returns how many were published
 */
export async function publishReady(
  app: Pick<FastifyInstance, 'db' | 'signals'>,
  person: Visitor,
  reportId: number,
): Promise<number> {
  const { second_person } = await settingsOf(app.db, reportId)
  const states = second_person ? (['agreed'] as const) : (['agreed', 'draft'] as const)
  const versions = new Set<number>()
  let count = 0
  for (const state of states) {
    const ids = await publishable(app.db, reportId, state, 100_000)
    for (let at = 0; at < ids.length; at += BATCH)
      await app.db.transaction().execute(async tx => {
        for (const id of ids.slice(at, at + BATCH)) {
          const done = await publishIn(tx, person, id).catch(leaveOut)
          if (!done) continue
          count += 1
          versions.add(done.versionId)
        }
      })
  }
  for (const version of versions) app.signals.tell('comments', version)
  return count
}

/** Withheld or withdrawn meanwhile, or her own comment: the others go out all the same. */
function leaveOut(error: unknown): null {
  if (error instanceof Fault) return null
  throw error
}
