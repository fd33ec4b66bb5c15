import type { Database } from '../database/pool.js'
import type { Id } from '../database/schema.js'
import { GENESIS, type SealedEntry, seal } from './canonical.js'
import { publishedHeads } from './heads.js'
import { countAfter, entriesBetween, type Link, lastLink, linksAfter } from './store.js'

/**
 * - `changed`: the entry, or the hash kept for it, is not what it was
 * - `deleted`: the chain knows an entry that the log does not have, or a place of the chain is missing
 * - `inserted`: the log has an entry among the chained ones that the chain does not know
 * - `out-of-time`: the entry says that it was written long before those that were there first
 * - `unknown-head`: a hash that was kept elsewhere, or published, is not in the chain: its end was cut off, or all was rewritten
 */
export type Breach = 'changed' | 'deleted' | 'inserted' | 'out-of-time' | 'unknown-head'

export type Verdict =
  | {
      ok: true
      /** Entries whose place in the chain has been checked. */
      entries: number
      /** Entries so new that they have no place yet. */
      waiting: number
      /** Hash of the newest, hex; null: the log is empty. */
      head: string | null
    }
  | { ok: false; entries: number; entry: Id | null; place: number | null; breach: Breach }

const BATCH = 5_000
/** Published hashes, one a day: those of a hundred years. */
const MOST_HEADS = 36_500
/** Clocks are set right by small steps; an entry that is older than this for its place was not written in its turn. */
const OUT_OF_TIME_MS = 3_600_000

/**
 * Walks the log and its chain from the first entry and stops at the first that is not as it was written, by whomever
 * it was changed. Reads in batches: memory does not grow with the log. `knownHead` is a hash (hex) that an export, the
 * feed or the moderation log has shown before; the hashes that the feed has published are asked for in any case.
 */
export async function verifyLog(db: Database, knownHead: string | null = null): Promise<Verdict> {
  const published = (await publishedHeads(db, MOST_HEADS)).map(head => head.hash)
  const walk = new Walk(knownHead === null ? published : [...published, knownHead])
  const end = await lastLink(db)
  let place = '0'
  // Ids begin at 1; an entry below was put there.
  let after = '-9223372036854775808'
  while (end && BigInt(place) < BigInt(end.place)) {
    const links = await linksAfter(db, place, BATCH)
    const last = links.at(-1)
    if (!last) break
    // One more than there are links: an entry too many shows.
    const entries = await entriesBetween(db, after, last.entry_id, BATCH + 1)
    const breach = walk.through(links, entries)
    if (breach) return breach
    place = last.place
    after = last.entry_id
  }
  return walk.end(await countAfter(db, after))
}

/** Where the walk stands. */
class Walk {
  private hash: Buffer = GENESIS
  private place = 0
  private newest = 0
  private readonly unseen: Set<string>

  constructor(knownHeads: readonly string[]) {
    this.unseen = new Set(knownHeads)
  }

  /** The next links and the entries that belong to them. */
  through(links: readonly Link[], entries: readonly SealedEntry[]): Verdict | null {
    let at = 0
    for (const link of links) {
      const entry = entries[at]
      if (Number(link.place) !== this.place + 1) return this.breach('deleted', null, this.place + 1)
      if (!entry || BigInt(entry.id) > BigInt(link.entry_id))
        return this.breach('deleted', link.entry_id, this.place + 1)
      if (BigInt(entry.id) < BigInt(link.entry_id)) return this.breach('inserted', entry.id, null)
      const hash = seal(this.hash, entry)
      if (!hash.equals(link.hash)) return this.breach('changed', entry.id, this.place + 1)
      const time = Date.parse(entry.at)
      if (time < this.newest - OUT_OF_TIME_MS) return this.breach('out-of-time', entry.id, this.place + 1)
      this.newest = Math.max(this.newest, time)
      this.hash = hash
      this.place += 1
      at += 1
      this.unseen.delete(hash.toString('hex'))
    }
    const surplus = entries[at]
    return surplus ? this.breach('inserted', surplus.id, null) : null
  }

  end(waiting: number): Verdict {
    if (this.unseen.size) return this.breach('unknown-head', null, null)
    return { ok: true, entries: this.place, waiting, head: this.place ? this.hash.toString('hex') : null }
  }

  private breach(breach: Breach, entry: Id | null, place: number | null): Verdict {
    return { ok: false, entries: this.place, entry, place, breach }
  }
}
