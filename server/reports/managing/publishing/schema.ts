import { type Static, Type } from 'typebox'
import type { Policy } from '../../../database/schema.js'
import { invalidField } from '../../../web/faults.js'
import { type FormFields, field } from '../../../web/forms.js'

export const policies = ['post', 'pre', 'first'] as const satisfies readonly Policy[]

const PolicyName = Type.Unsafe<Policy>({ type: 'string', enum: [...policies] })
/** In UTC; `momentOf` looks whether there is such a day. */
const Moment = Type.String({ minLength: 1, maxLength: 40 })
const Note = Type.String({ maxLength: 1_000 })

const invitation = {
  label: Type.String({ maxLength: 100 }),
  guidance: Type.String({ maxLength: 5_000 }),
  questions: Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 }),
}

export const Publish = Type.Object(
  {
    ...invitation,
    opens: Type.Optional(Moment),
    closes: Type.Optional(Moment),
    moderation: PolicyName,
    final: Type.Boolean(),
    unansweredNote: Note,
  },
  { additionalProperties: false },
)
export type Publish = Static<typeof Publish>

export const ChangeInvitation = Type.Object(invitation, { additionalProperties: false })

export const ChangePeriod = Type.Object(
  {
    opens: Type.Optional(Moment),
    closes: Type.Optional(Moment),
    close: Type.Optional(Type.Literal('at-once')),
    note: Note,
  },
  { additionalProperties: false },
)

export const ChangeModeration = Type.Object({ moderation: PolicyName, note: Note }, { additionalProperties: false })

export const TakeBack = Type.Object({ note: Note }, { additionalProperties: false })

export const toTakeBack = (fields: FormFields): Record<string, unknown> => ({ note: field(fields, 'note') ?? '' })

export function toPublish(fields: FormFields): Record<string, unknown> {
  return {
    ...toInvitation(fields),
    ...times(fields),
    ...given('moderation', field(fields, 'moderation')),
    final: fields.final !== undefined,
    unansweredNote: (field(fields, 'unansweredNote') ?? '').replace(/\r\n?/g, '\n'),
  }
}

export function toInvitation(fields: FormFields): Record<string, unknown> {
  const lines = (field(fields, 'questions') ?? '').split(/\r\n|\r|\n/).map(line => line.trim())
  return {
    label: field(fields, 'label') ?? '',
    guidance: (field(fields, 'guidance') ?? '').replace(/\r\n?/g, '\n'),
    questions: lines.filter(Boolean),
  }
}

export function toPeriod(fields: FormFields): Record<string, unknown> {
  return { ...times(fields), ...given('close', field(fields, 'close')), note: field(fields, 'note') ?? '' }
}

export function toModeration(fields: FormFields): Record<string, unknown> {
  return { ...given('moderation', field(fields, 'moderation')), note: field(fields, 'note') ?? '' }
}

/** A day alone stands for its beginning where the period opens, and for its last minute where it closes. */
function times(fields: FormFields): Record<string, unknown> {
  const opens = joined(field(fields, 'opensDate'), field(fields, 'opensTime') ?? '00:00')
  const closes = joined(field(fields, 'closesDate'), field(fields, 'closesTime') ?? '23:59')
  return { ...given('opens', opens), ...given('closes', closes) }
}

const joined = (date: string | undefined, time: string) => (date === undefined ? undefined : `${date}T${time}Z`)
const given = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value })

/**
 * A moment of a form, `2026-12-31T23:59Z`.
 * @throws invalid where there is no such day or time
 */
export function momentOf(name: 'opens' | 'closes', text: string): Date {
  const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(text) ? new Date(text) : null
  if (!moment || Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== text.slice(0, 10))
    throw invalidField(name, 'date')
  return moment
}

/** The date and time fields of a form, in UTC. */
export function timeFields(name: 'opens' | 'closes', moment: Date | null): Record<string, string> {
  const text = moment?.toISOString() ?? ''
  return { [`${name}Date`]: text.slice(0, 10), [`${name}Time`]: text.slice(11, 16), [name]: '' }
}
