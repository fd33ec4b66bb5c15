import { type Static, type TSchema, Type } from 'typebox'
import type { Kind, Stance, Status } from '../database/schema.js'
import { type FormFields, field } from '../web/forms.js'

export const kinds = ['general', 'technical', 'editorial', 'question'] as const satisfies readonly Kind[]
export const stances = ['support', 'support-with-changes', 'oppose', 'neutral'] as const satisfies readonly Stance[]
export const statuses = ['pending', 'published', 'withheld', 'withdrawn', 'spam'] as const satisfies readonly Status[]

/** Characters of a comment, and of the wording that it proposes. */
export const BODY_LIMIT = 10_000
export const ALSO_LIMIT = 20

const OneOf = <T extends string>(values: readonly T[]) => Type.Unsafe<T>({ type: 'string', enum: [...values] })
const Optional = <S extends TSchema>(schema: S) => Type.Optional(schema)
export const IdText = Type.String({ pattern: '^[0-9]{1,18}$' })

const Quote = Type.Object(
  {
    exact: Type.String({ minLength: 1, maxLength: BODY_LIMIT }),
    prefix: Optional(Type.String({ maxLength: 500 })),
    suffix: Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false, description: 'W3C TextQuoteSelector: the words, and those before and after them' },
)

const wording = {
  kind: OneOf(kinds),
  stance: Optional(OneOf(stances)),
  body: Type.String({ minLength: 1, maxLength: BODY_LIMIT, description: 'Plain text; paragraphs apart by an empty line' }),
  proposedText: Optional(Type.String({ maxLength: BODY_LIMIT, description: 'The words that the paragraph should have' })),
  onBehalfOf: Optional(Type.String({ maxLength: 200, description: 'The organisation for which the comment speaks' })),
}

/** A new comment, as the form and the API give it. */
export const WriteComment = Type.Object(
  {
    ...wording,
    paragraph: Optional(IdText),
    quote: Optional(Quote),
    alsoParagraphs: Optional(Type.Array(IdText, { maxItems: ALSO_LIMIT, uniqueItems: true })),
    parent: Optional(IdText),
    idempotencyKey: Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  { additionalProperties: false },
)
export type WriteComment = Static<typeof WriteComment>

/** New words for a comment that stands. */
export const EditComment = Type.Object(wording, { additionalProperties: false })
export type EditComment = Static<typeof EditComment>

/** The form's fields → what the API takes; further paragraphs come as numbers and are looked up by the route. */
export function toComment(fields: FormFields): Record<string, unknown> {
  const exact = field(fields, 'quote')
  return {
    ...toWording(fields),
    ...given('paragraph', field(fields, 'paragraph')),
    ...(exact && {
      quote: { exact, ...given('prefix', untrimmed(fields, 'quotePrefix')), ...given('suffix', untrimmed(fields, 'quoteSuffix')) },
    }),
    ...given('parent', field(fields, 'parent')),
    ...given('idempotencyKey', field(fields, 'idempotencyKey')),
  }
}

export function toWording(fields: FormFields): Record<string, unknown> {
  return {
    kind: field(fields, 'kind') ?? 'general',
    ...given('stance', field(fields, 'stance')),
    body: field(fields, 'body') ?? '',
    ...given('proposedText', field(fields, 'proposedText')),
    ...given('onBehalfOf', field(fields, 'onBehalfOf')),
  }
}

const given = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value })

/** The words beside a quote keep their spaces. */
function untrimmed(fields: FormFields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
