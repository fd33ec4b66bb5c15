import { type Static, Type } from 'typebox'
import { OneOf } from '../../comments/index.js'
import { type FormFields, field } from '../../web/forms.js'
import { toGiven } from '../group-reasons/choose.js'
import { type Action, actions, EXPLANATION_LIMIT, type Reason, reasons } from './reasons.js'

export const groupReason = Type.Optional(
  Type.String({
    pattern: '^[a-z0-9-]{1,40}$',
    description: 'A reason that the working group has worded for itself, on the ground that `reason` names',
  }),
)

/** A decision, as the form and the API give it; decide() asks for the reason where one is needed. */
export const Decide = Type.Object(
  {
    action: OneOf<Action>(actions),
    reason: Type.Optional(OneOf<Reason>(reasons)),
    groupReason,
    explanation: Type.Optional(
      Type.String({ maxLength: EXPLANATION_LIMIT, description: 'Public, in the moderation log' }),
    ),
    seen: Type.Optional(
      Type.String({
        pattern: '^(pending|published|withheld|withdrawn|spam|[0-9]{1,18})(@[0-9]{1,15})?$',
        description:
          'The status or the id of the last decision that the moderator saw; another meanwhile is a conflict',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Decide = Static<typeof Decide>

export function toDecision(fields: FormFields): Record<string, unknown> {
  const names = ['action', 'explanation', 'seen']
  const given = names.map(name => [name, field(fields, name)]).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), ...toGiven(field(fields, 'reason')) }
}
