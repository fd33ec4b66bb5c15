import { createHash } from 'node:crypto'
import type { Kind, Paragraph, Stance } from '../../database/schema.js'
import { findQuote, quoteAt } from '../../lineage/index.js'
import type { FieldFault } from '../../web/faults.js'
import { cleanLine, cleanText, wellFormed } from './clean.js'
import { BODY_LIMIT, type EditComment, type WriteComment } from './schema.js'

/** The words of a comment as they are kept. */
export interface Wording {
  kind: Kind
  stance: Stance | null
  body: string
  proposedText: string | null
  onBehalfOf: string | null
}

/** The words quoted, as they stand in the paragraph, with what stands around them; UTF-16 code units. */
export interface PlacedQuote {
  exact: string
  prefix: string
  suffix: string
  start: number
  end: number
}

/** What is given → what is kept, adding to `faults` what cannot be. */
export function checkWording(
  input: EditComment,
  paragraph: Pick<Paragraph, 'text'> | undefined,
  faults: FieldFault[],
): Wording {
  const body = kept('body', input.body, faults)
  if (body === '') faults.push({ field: 'body', key: 'required' })
  const proposed = kept('proposedText', input.proposedText ?? '', faults)
  // The form offers a copy of the paragraph to change; one that was left as it is proposes nothing.
  const changed = proposed !== '' && (paragraph === undefined || proposed !== cleanText(paragraph.text))
  if (changed && !paragraph) faults.push({ field: 'proposedText', key: 'proposal-without-paragraph' })
  return {
    kind: input.kind,
    stance: input.stance ?? null,
    body,
    proposedText: changed ? proposed : null,
    onBehalfOf: (input.onBehalfOf && cleanLine(input.onBehalfOf)) || null,
  }
}

/** NFC makes a few texts longer, so that what the schema let pass is counted once more. */
function kept(field: string, text: string, faults: FieldFault[]): string {
  const clean = cleanText(text)
  if (clean.length > BODY_LIMIT && [...clean].length > BODY_LIMIT)
    faults.push({ field, key: 'too-long', values: { limit: BODY_LIMIT } })
  return clean
}

/** Where the quote stands in the paragraph; null where there is none, or where it cannot stand (then `faults` says why). */
export function placeQuote(
  quote: WriteComment['quote'],
  paragraph: Pick<Paragraph, 'text'> | undefined,
  faults: FieldFault[],
): PlacedQuote | null {
  if (!quote) return null
  if (!paragraph) {
    faults.push({ field: 'quote', key: 'quote-without-paragraph' })
    return null
  }
  const { text } = paragraph
  const sought = { exact: wellFormed(quote.exact), prefix: quote.prefix ?? '', suffix: quote.suffix ?? '' }
  const range = findQuote(text, sought)
  if (!range) {
    faults.push({ field: 'quote', key: 'quote-not-found' })
    return null
  }
  return { ...quoteAt(text, range), ...range }
}

/** SHA-256 of the words, for the audit log: who has them can show that they are these. */
export function hashOfWords({ body, proposedText }: Pick<Wording, 'body' | 'proposedText'>): string {
  return createHash('sha256')
    .update(JSON.stringify([body, proposedText]))
    .digest('hex')
}

/** SHA-256 of all that a call asks to be kept, by which a retry is told from another comment under the same key. */
export function hashOfCall(input: WriteComment): Buffer {
  const { idempotencyKey: _key, ...content } = input
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest()
}
