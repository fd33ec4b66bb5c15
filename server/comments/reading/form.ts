import type { Fault } from '../../web/faults.js'
import type { FormFields } from '../../web/forms.js'
import type { Translate } from '../../web/messages.js'

const FIELDS = [
  'kind',
  'stance',
  'body',
  'proposedText',
  'quote',
  'quotePrefix',
  'quoteSuffix',
  'onBehalfOf',
  'alsoParagraphs',
] as const

/** The form as it was typed, or empty, with the message beside each field. */
export interface CommentForm {
  values: Record<(typeof FIELDS)[number], string>
  errors: Record<string, string | undefined>
  summary: { field: string; message: string }[]
}

export function commentForm(
  typed: FormFields,
  defaults: { proposedText: string },
  messages: { field: string; message: string }[] = [],
): CommentForm {
  const values = Object.fromEntries(
    FIELDS.map(name => [name, String([typed[name] ?? ''].flat().join(' '))]),
  ) as CommentForm['values']
  return {
    values: { ...values, kind: values.kind || 'general', proposedText: values.proposedText || defaults.proposedText },
    errors: Object.fromEntries(
      [...FIELDS, 'paragraph', 'parent'].map(name => [
        name,
        messages.find(message => fieldOf(message.field) === name)?.message,
      ]),
    ),
    summary: messages.map(({ field, message }) => ({ field: fieldOf(field) || 'body', message })),
  }
}

/** `quote.exact` of the API is the form's field `quote`. */
const fieldOf = (field: string) => (field.startsWith('quote') ? 'quote' : field.split('.')[0]!)

export function choices(values: readonly string[], key: string, t: Translate) {
  return values.map(value => ({ value, label: t(`${key}.${value}`) }))
}

/** What is wrong as a whole, in words; what is wrong with single fields stands beside them. */
export function faultWords(fault: Fault | undefined, t: Translate): { title: string; detail: string } | null {
  if (!fault || fault.fields.length) return null
  return { title: t(`faults.${fault.key}.title`, fault.values), detail: t(`faults.${fault.key}.detail`, fault.values) }
}
