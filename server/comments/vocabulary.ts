import { Type } from 'typebox'
import type { Disposition, Kind, Stance, Status } from '../database/schema.js'

/** The words of a comment's contract (design: kinds, stances, states), for every schema that names them. */
export const kinds = ['general', 'technical', 'editorial', 'question'] as const satisfies readonly Kind[]
export const stances = ['support', 'support-with-changes', 'oppose', 'neutral'] as const satisfies readonly Stance[]
export const statuses = ['pending', 'published', 'withheld', 'withdrawn', 'spam'] as const satisfies readonly Status[]
export const dispositions = [
  'accepted',
  'partly-accepted',
  'not-accepted',
  'noted',
  'out-of-scope',
  'duplicate',
] as const satisfies readonly Disposition[]

/** An id as it stands in addresses and calls: digits, few enough for the database. */
export const IdText = Type.String({ pattern: '^[0-9]{1,18}$' })

export const OneOf = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })

/** A version's number as it stands in addresses; no larger than the database can hold. */
export const VersionNumber = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
