import { createHash } from 'node:crypto'

/** An entry as it is hashed: `at` in UTC with microseconds, ids as strings of digits. */
export interface SealedEntry {
  id: string
  at: string
  actor: string | null
  action: string
  subject: string
  subjectId: string
  details: unknown
}

/** The hash before the first entry. */
export const GENESIS = Buffer.alloc(32)

/** SHA-256 of the hash before (32 bytes), followed by the entry's canonical form (UTF-8). */
export function seal(previous: Buffer, entry: SealedEntry): Buffer {
  return createHash('sha256').update(previous).update(canonical(entry), 'utf8').digest()
}

/**
 * JSON in the one form of RFC 8785 (JSON Canonicalization Scheme): no white space, names of an object in the order of
 * their UTF-16 code units, numbers and strings as ECMAScript writes them. Another program comes to the same bytes.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
