/**
 * Everything that can go wrong for a reason that the person at the other end can understand. Made here, mapped to
 * HTTP in errors.ts, worded in messages/{language}/faults.json under `key`.
 */
export type FaultKind =
  | 'malformed'
  | 'not-signed-in'
  | 'not-allowed'
  | 'not-found'
  | 'conflict'
  | 'closed'
  | 'too-large'
  | 'invalid'
  | 'too-many'

/** What is wrong with one field of a form or of an API call; `key` is worded under `faults.fields`. */
export interface FieldFault {
  /** The field's name in the form; nested ones with dots: `quote.exact`. Empty: the whole. */
  field: string
  key: string
  values?: Record<string, unknown>
}

export class Fault extends Error {
  constructor(
    readonly kind: FaultKind,
    readonly key: string,
    readonly values: Record<string, unknown> = {},
    readonly fields: readonly FieldFault[] = [],
  ) {
    super(`${kind}: ${key}`)
    this.name = 'Fault'
  }
}

export const notSignedIn = () => new Fault('not-signed-in', 'not-signed-in')
export const notAllowed = (key = 'not-allowed', values?: Record<string, unknown>) =>
  new Fault('not-allowed', key, values)
export const notFound = (key = 'not-found', values?: Record<string, unknown>) => new Fault('not-found', key, values)
/** Somebody else was first, or the page is stale; the message says what has happened meanwhile. */
export const conflict = (key: string, values?: Record<string, unknown>) => new Fault('conflict', key, values)
/** The comment period is not open. */
export const closed = (key: string, values?: Record<string, unknown>) => new Fault('closed', key, values)
export const tooLarge = (key: string, values?: Record<string, unknown>) => new Fault('too-large', key, values)
export const tooMany = (key: string, values?: Record<string, unknown>) => new Fault('too-many', key, values)
export const invalid = (fields: readonly FieldFault[]) => new Fault('invalid', 'invalid', {}, fields)
/** One field is wrong. */
export const invalidField = (field: string, key: string, values?: Record<string, unknown>) =>
  invalid([{ field, key, ...(values && { values }) }])
