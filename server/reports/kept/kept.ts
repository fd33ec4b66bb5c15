/** What is made once and given to everybody who asks, until it is no longer true; no more of it than memory allows. */

/** Something just made. */
export interface Made<T> {
  value: T
  /** What it takes in memory, about. */
  bytes: number
  /** The moment from which it is no longer true, whatever is told until then. */
  until?: Date | null
}

export interface KeptOptions {
  /** All of it together takes no more than so many bytes; what was asked for longest ago goes first. */
  maxBytes: number
  /** Made anew even if nothing was told to have changed. */
  maxAgeMs: number
  /** Milliseconds since 1970, for tests. */
  now?: () => number
}

export interface Kept<T> {
  /**
   * What stands under this key, made if need be: once, however many ask meanwhile. What was told to have changed may
   * still be given for `restMs` after it was made: so it is made at most so often, and is never older than that.
   */
  get(key: string, restMs: number, make: () => Promise<Made<T>>): T | Promise<T>
  /** What stands under this key if it may be given, by the rest that it was asked for with; it is not made. */
  peek(key: string): T | undefined
  /**
   * Tells that something has changed, and asks of each whether it tells of that: it is then made anew when it is next
   * asked for, or where that would be too often, once it has rested.
   */
  changed(concerns: (value: T) => boolean, anew: 'at once' | 'rested'): void
}

interface Entry<T> {
  made: Made<T> | null
  /** When what it tells was read. */
  readAt: number
  restMs: number
  /** When it was last asked for, among all the times that anything was. */
  used: number
  changed: 'no' | 'at once' | 'rested'
  making: Promise<T> | null
}

export function createKept<T>({ maxBytes, maxAgeMs, now = Date.now }: KeptOptions): Kept<T> {
  const entries = new Map<string, Entry<T>>()
  let total = 0
  let uses = 0

  const remove = (key: string, entry: Entry<T>) => {
    if (entries.get(key) !== entry) return
    entries.delete(key)
    total -= entry.made?.bytes ?? 0
  }

  /** Takes away what was asked for longest ago, last of all what was just made. */
  function makeRoom(latest: Entry<T>): void {
    const age = (entry: Entry<T>) => (entry === latest ? Number.POSITIVE_INFINITY : entry.used)
    for (const [key, entry] of [...entries].sort(([, a], [, b]) => age(a) - age(b))) {
      if (total <= maxBytes) return
      if (entry.made) remove(key, entry)
    }
  }

  async function remake(key: string, entry: Entry<T>, make: () => Promise<Made<T>>): Promise<T> {
    // Before anything is read: what is told from here on may be too late for this one.
    entry.changed = 'no'
    entry.readAt = now()
    try {
      const made = await make()
      if (entries.get(key) === entry) total += made.bytes - (entry.made?.bytes ?? 0)
      entry.made = made
      if (total > maxBytes) makeRoom(entry)
      return made.value
    } catch (error) {
      remove(key, entry)
      throw error
    } finally {
      entry.making = null
    }
  }

  /** What may be given, or undefined where it has to be made. */
  function good(entry: Entry<T> | undefined): Made<T> | undefined {
    if (!entry?.made || entry.making) return undefined
    const { made, readAt, restMs, changed } = entry
    const at = now()
    if (at >= readAt + maxAgeMs || (made.until && at >= made.until.getTime())) return undefined
    if (changed === 'at once' || (changed === 'rested' && at >= readAt + restMs)) return undefined
    entry.used = ++uses
    return made
  }

  return {
    get(key, restMs, make) {
      let entry = entries.get(key)
      const made = good(entry)
      if (made) return made.value
      if (entry?.making) return entry.making
      if (!entry) {
        entry = { made: null, readAt: 0, restMs, used: ++uses, changed: 'no', making: null }
        entries.set(key, entry)
      }
      entry.making = remake(key, entry, make)
      return entry.making
    },
    peek: key => good(entries.get(key))?.value,
    changed(concerns, anew) {
      for (const entry of entries.values())
        if (entry.changed !== 'at once' && (!entry.made || concerns(entry.made.value))) entry.changed = anew
    },
  }
}
