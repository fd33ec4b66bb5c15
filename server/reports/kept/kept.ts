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
  changed: 'no' | 'at once' | 'rested'
  making: Promise<T> | null
}

export function createKept<T>({ maxBytes, maxAgeMs, now = Date.now }: KeptOptions): Kept<T> {
  /** In the order in which they were last asked for. */
  const entries = new Map<string, Entry<T>>()
  let total = 0

  const remove = (key: string, entry: Entry<T>) => {
    if (entries.get(key) !== entry) return
    entries.delete(key)
    total -= entry.made?.bytes ?? 0
  }

  async function remake(key: string, entry: Entry<T>, make: () => Promise<Made<T>>): Promise<T> {
    // Before anything is read: what is told from here on may be too late for this one.
    entry.changed = 'no'
    entry.readAt = now()
    try {
      const made = await make()
      if (entries.get(key) === entry) total += made.bytes - (entry.made?.bytes ?? 0)
      entry.made = made
      for (const [oldest, other] of entries) {
        if (total <= maxBytes) break
        if (!other.making || other === entry) remove(oldest, other)
      }
      return made.value
    } catch (error) {
      remove(key, entry)
      throw error
    } finally {
      entry.making = null
    }
  }

  return {
    get(key, restMs, make) {
      let entry = entries.get(key)
      if (entry) entries.delete(key)
      else entry = { made: null, readAt: 0, changed: 'no', making: null }
      entries.set(key, entry)
      if (entry.making) return entry.making
      const { made, readAt, changed } = entry
      const at = now()
      const good =
        made &&
        at < readAt + maxAgeMs &&
        (!made.until || at < +made.until) &&
        (changed === 'no' || (changed === 'rested' && at < readAt + restMs))
      if (good) return made.value
      entry.making = remake(key, entry, make)
      return entry.making
    },
    changed(concerns, anew) {
      for (const entry of entries.values())
        if (entry.changed !== 'at once' && (!entry.made || concerns(entry.made.value))) entry.changed = anew
    },
  }
}
