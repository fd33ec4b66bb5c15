import { isCoordinator, moderatedGroups, type Visitor } from '../../accounts/index.js'
import type { Id } from '../../database/schema.js'

/** Who reads; made from the visitor, or for a file that is meant for certain readers. */
export interface Reader {
  personId: Id | null
  /** Working groups whose reports she moderates; `all`: she is a coordinator. */
  groups: 'all' | readonly number[]
}

export const everybody: Reader = { personId: null, groups: [] }

export function readerOf(person: Visitor | null): Reader {
  if (!person) return everybody
  return { personId: person.id, groups: isCoordinator(person) ? 'all' : moderatedGroups(person) }
}
