import { type Static, Type } from 'typebox'
import { type FormFields, field } from '../../web/forms.js'
import { IdText, kinds, OneOf, stances } from '../vocabulary.js'
import { cleanText } from './clean.js'

/**
 * Characters (Unicode code points, so that every script has as many) of a comment, and of the wording that it proposes.
 * A form's text is counted as it will be kept, without what Word and the browser's line ends added.
 */
export const BODY_LIMIT = 10_000
export const ALSO_LIMIT = 20

const Quote = Type.Object(
  {
    exact: Type.String({ minLength: 1, maxLength: BODY_LIMIT }),
    prefix: Type.Optional(Type.String({ maxLength: 500 })),
    suffix: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false, description: 'W3C TextQuoteSelector: the words, and those before and after them' },
)

const wording = {
  kind: OneOf(kinds),
  stance: Type.Optional(OneOf(stances)),
  body: Type.String({
    minLength: 1,
    maxLength: BODY_LIMIT,
    description: 'Plain text; paragraphs apart by an empty line',
  }),
  proposedText: Type.Optional(
    Type.String({ maxLength: BODY_LIMIT, description: 'The words that the paragraph should have' }),
  ),
  onBehalfOf: Type.Optional(
    Type.String({ maxLength: 200, description: 'The organisation for which the comment speaks' }),
  ),
}

/** A new comment, as the form and the API give it. */
export const WriteComment = Type.Object(
  {
    ...wording,
    paragraph: Type.Optional(IdText),
    quote: Type.Optional(Quote),
    alsoParagraphs: Type.Optional(
      Type.Array(IdText, {
        maxItems: ALSO_LIMIT,
        uniqueItems: true,
        description: 'Further paragraphs that it concerns',
      }),
    ),
    parent: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,18}$',
        description: 'The comment that this one answers; the reply stands where that one stands',
      }),
    ),
    idempotencyKey: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        // The database keeps no NUL.
        pattern: '^[^\\u0000]*$',
        description: 'The same key with the same content is one comment, however often it is sent',
      }),
    ),
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
      quote: {
        exact,
        ...given('prefix', untrimmed(fields, 'quotePrefix')),
        ...given('suffix', untrimmed(fields, 'quoteSuffix')),
      },
    }),
    ...given('parent', field(fields, 'parent')),
    ...given('idempotencyKey', field(fields, 'idempotencyKey')),
  }
}

export function toWording(fields: FormFields): Record<string, unknown> {
  return {
    kind: field(fields, 'kind') ?? 'general',
    ...given('stance', field(fields, 'stance')),
    body: cleaned(field(fields, 'body') ?? ''),
    ...given('proposedText', cleaned(field(fields, 'proposedText') ?? '') || undefined),
    ...given('onBehalfOf', field(fields, 'onBehalfOf')),
  }
}

const given = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value })

/** What is far too long is left to the schema, which refuses it: no work is done on what will not be kept. */
const cleaned = (text: string) => (text.length > 8 * BODY_LIMIT ? text : cleanText(text))

/** The words beside a quote keep their spaces. */
function untrimmed(fields: FormFields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
