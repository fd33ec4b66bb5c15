import type { Id, Role } from '../database/schema.js'

/** Who is asking, as a session or an API token says; null stands for a visitor who is not signed in. */
export interface Visitor {
  id: Id
  name: string
  email: string
  locale: string
  /** The first sign-in's questions have been answered. */
  complete: boolean
  blocked: boolean
  roles: readonly { role: Role; workingGroupId: number | null }[]
  /** The session that this request belongs to; null for an API token, which needs no form token. */
  sessionId: string | null
}

/**
 * What a route asks of its visitor before it runs. Every route names one in `config.may`.
 * - `anyone`: no question asked
 * - `sign-in`: signed in, even with questions unanswered or blocked
 * - `comment`: signed in, questions answered, not blocked
 * - `moderate`: chair of at least one working group, or coordinator; the handler then asks about *this* group
 * - `coordinate`: coordinator
 */
export type May = 'anyone' | 'sign-in' | 'comment' | 'moderate' | 'coordinate'

export function isCoordinator(person: Visitor | null): boolean {
  return person?.roles.some(({ role }) => role === 'coordinator') ?? false
}

/** Chairs moderate their own group's reports, coordinators all. */
export function mayModerate(person: Visitor | null, workingGroupId: number): boolean {
  return (
    isCoordinator(person) ||
    (person?.roles.some(r => r.role === 'chair' && r.workingGroupId === workingGroupId) ?? false)
  )
}

/** The groups whose reports this person moderates: `all`, or their ids. */
export function moderatedGroups(person: Visitor): 'all' | readonly number[] {
  if (isCoordinator(person)) return 'all'
  return person.roles.flatMap(({ role, workingGroupId }) =>
    role === 'chair' && workingGroupId !== null ? [workingGroupId] : [],
  )
}
