import { type Static, Type } from 'typebox'
import { cleanText, dispositions, IdText, OneOf } from '../../comments/index.js'
import type { Disposition } from '../../database/schema.js'
import { type FormFields, field } from '../../web/forms.js'

/** Those that speak for themselves; of all others somebody has to say why. */
export const NEEDS_NO_REASON: readonly Disposition[] = ['accepted', 'noted']

export const REASON_LIMIT = 5_000
export const steps = ['draft', 'publish'] as const
export type Step = (typeof steps)[number]

/** A response, as the form and the API give it. */
export const Respond = Type.Object(
  {
    disposition: OneOf<Disposition>(dispositions),
    reason: Type.Optional(
      Type.String({ maxLength: REASON_LIMIT, description: 'Required but for `accepted` and `noted`' }),
    ),
    duplicateOf: Type.Optional(IdText),
    version: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Number of the version in which it shows' }),
    ),
    paragraph: Type.Optional(
      Type.String({ pattern: '^[0-9]{1,18}$', description: 'Id of the paragraph in which it shows' }),
    ),
    paragraphNumber: Type.Optional(
      Type.String({ maxLength: 100, description: 'The same, by its number as printed or as in addresses' }),
    ),
    minutes: Type.Optional(
      Type.String({ maxLength: 500, description: 'Address of the minutes of the meeting that decided' }),
    ),
    step: Type.Optional(OneOf<Step>(steps)),
    seen: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Revision that the caller has seen (0: none); another is not written over',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Respond = Static<typeof Respond>

/** The form; a reason that is left empty is that of the canned one chosen, which `canned` finds. */
export function toResponse(fields: FormFields): Record<string, unknown> {
  const version = field(fields, 'version')
  const seen = field(fields, 'seen')
  const given = {
    disposition: field(fields, 'disposition'),
    reason: field(fields, 'reason')?.replaceAll('\r\n', '\n'),
    duplicateOf: idIn(field(fields, 'duplicateOf')),
    version: version !== undefined && /^\d{1,9}$/.test(version) ? Number(version) : version,
    paragraphNumber: field(fields, 'paragraphNumber'),
    minutes: field(fields, 'minutes'),
    step: field(fields, 'step'),
    seen: seen !== undefined && /^\d{1,9}$/.test(seen) ? Number(seen) : undefined,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** A comment is named by its number, or by the address of its page. */
const idIn = (text: string | undefined) => text?.replace(/^.*\/comments\/(\d+)$/, '$1').replace(/^#/, '')

/** The same words whatever line ends and invisible signs they came with. */
export const cleanReason = (reason: string | undefined): string => cleanText(reason ?? '')
