import { Type } from 'typebox'
import { OneOf } from '../../comments/index.js'
import { type FormFields, field } from '../../web/forms.js'
import { EXPLANATION_LIMIT, type Reason, reasons } from '../decisions/reasons.js'
import { Decide, groupReason } from '../decisions/schema.js'
import { toGiven } from '../group-reasons/choose.js'
import { MOST_PASSAGES, PASSAGE_LIMIT } from './redact.js'

const explanation = Type.Optional(
  Type.String({ maxLength: EXPLANATION_LIMIT, description: 'Public, in the moderation log' }),
)

/** What is to be withheld of a comment, as the form and the API give it; redact() asks for the reason. */
export const Redact = Type.Object(
  {
    passages: Type.Array(Type.String({ maxLength: PASSAGE_LIMIT }), {
      minItems: 1,
      maxItems: MOST_PASSAGES,
      description: 'Words to be taken out, wherever they stand in the comment and in the wording that it proposes',
    }),
    reason: Type.Optional(OneOf<Reason>(reasons)),
    groupReason,
    explanation,
    seen: Decide.properties.seen,
  },
  { additionalProperties: false },
)

export const Lift = Type.Object({ explanation }, { additionalProperties: false })

/** The form names one passage a line. */
export function toRedaction(fields: FormFields): Record<string, unknown> {
  const passages = (field(fields, 'passages') ?? '').split(/\r?\n/).filter(line => line.trim() !== '')
  return { passages, ...given(fields, ['explanation', 'seen']), ...toGiven(field(fields, 'reason')) }
}

export const toLifting = (fields: FormFields): Record<string, unknown> => given(fields, ['explanation'])

function given(fields: FormFields, names: readonly string[]): Record<string, string> {
  const values = names.map(name => [name, field(fields, name)?.replaceAll('\r\n', '\n')])
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}
