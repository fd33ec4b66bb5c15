import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../database/pool.js'
import { GENESIS, seal } from './canonical.js'
import { addLinks, entriesBetween, haveEnded, lastIdGiven, lastLink, nextTransaction, takeChain } from './store.js'

const BATCH = 5_000
/** How long to wait for transactions that may still bring an entry with a lower id; then the next run goes on. */
const PATIENCE_MS = 20_000
const LOOK_AGAIN_MS = 20

/**
 * Gives the entries that have none their place in the chain, in the order of their ids; answers how many. Several
 * processes may try at once: one does it, the others answer 0. An entry never waits for this, nor this for long:
 * while a transaction that may bring a lower id is under way, the entries after it wait for a later run.
 */
export async function extendChain(db: Database, patience = PATIENCE_MS): Promise<number> {
  const upTo = await lastIdGiven(db)
  if (!(await settled(db, patience))) return 0
  let added = 0
  for (;;) {
    const batch = await db.transaction().execute(tx => extendBy(tx, upTo))
    added += batch
    if (batch < BATCH) return added
  }
}

/** Whether all transactions that had begun by now have ended. */
async function settled(db: Database, patience: number): Promise<boolean> {
  const next = await nextTransaction(db)
  const until = Date.now() + patience
  while (!(await haveEnded(db, next))) {
    if (Date.now() >= until) return false
    await pause(LOOK_AGAIN_MS)
  }
  return true
}

async function extendBy(tx: Database, upTo: string): Promise<number> {
  if (!(await takeChain(tx))) return 0
  const last = await lastLink(tx)
  const entries = await entriesBetween(tx, last?.entry_id ?? '0', upTo, BATCH)
  let place = BigInt(last?.place ?? 0)
  let hash = last?.hash ?? GENESIS
  const links = entries.map(entry => {
    place += 1n
    hash = seal(hash, entry)
    return { place: String(place), entry_id: entry.id, hash }
  })
  if (links.length) await addLinks(tx, links)
  return links.length
}

/** The hash of the newest entry in the chain, hex: whoever keeps it can tell later whether the log before it has changed. */
export async function headHash(db: Database): Promise<string | null> {
  return (await lastLink(db))?.hash.toString('hex') ?? null
}
