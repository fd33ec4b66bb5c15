import { type Static, Type } from 'typebox'
import { cleanText, IdText } from '../../comments/index.js'
import { type FormFields, field } from '../../web/forms.js'
import { MARKS } from './marks.js'

const MOST_AT_ONCE = 200
const Name = Type.String({ minLength: 1, maxLength: 100 })
const ThemeNumber = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
/** Id of the last entry of a theme's history that the form showed: another's change is not written over unseen. */
const Seen = Type.String({ pattern: '^[0-9]{1,18}$' })

export const ReportParams = Type.Object({ slug: Type.String() })
export const ThemeParams = Type.Object({ slug: Type.String(), theme: ThemeNumber })
export const CommentParams = Type.Object({ id: IdText })
export const PageQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) })

export const NewTheme = Type.Object(
  {
    name: Name,
    description: Type.String({ maxLength: 2_000 }),
    mark: Type.Integer({ minimum: 1, maximum: MARKS.length }),
  },
  { additionalProperties: false },
)
export type NewTheme = Static<typeof NewTheme>

export const ThemeChange = Type.Object(
  { ...NewTheme.properties, summary: Type.String({ maxLength: 10_000 }), seen: Seen },
  { additionalProperties: false },
)
export type ThemeChange = Static<typeof ThemeChange>

export const Merge = Type.Object({ into: ThemeNumber, seen: Seen }, { additionalProperties: false })
export const Split = Type.Object(
  { newName: Name, comments: Type.Array(IdText, { maxItems: MOST_AT_ONCE }), seen: Seen },
  { additionalProperties: false },
)
export const Membership = Type.Object(
  { theme: ThemeNumber, step: Type.Union([Type.Literal('add'), Type.Literal('remove')]) },
  { additionalProperties: false },
)
export const Apply = Type.Object(
  { picks: Type.Array(Type.String({ pattern: '^[0-9]{1,18}:[0-9]{1,9}$' }), { maxItems: MOST_AT_ONCE }) },
  { additionalProperties: false },
)

export const toTheme = (fields: FormFields) => ({
  name: cleanText(field(fields, 'name') ?? ''),
  description: cleanText(field(fields, 'description') ?? ''),
  mark: numberIn(field(fields, 'mark')),
})

export const toChange = (fields: FormFields) => ({
  ...toTheme(fields),
  summary: cleanText(field(fields, 'summary') ?? ''),
  seen: field(fields, 'seen'),
})

export const toMerge = (fields: FormFields) => ({
  into: numberIn(field(fields, 'into')),
  seen: field(fields, 'seen'),
})

export const toSplit = (fields: FormFields) => ({
  newName: cleanText(field(fields, 'newName') ?? ''),
  comments: [fields.comment ?? []].flat(),
  seen: field(fields, 'seen'),
})

export const toMembership = (fields: FormFields) => ({
  theme: numberIn(field(fields, 'theme')),
  step: field(fields, 'step'),
})

export const toApply = (fields: FormFields) => ({ picks: [fields.pick ?? []].flat() })

/** Left as it is where it is no number, for the schema to say so. */
const numberIn = (text: string | undefined) => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : text)
