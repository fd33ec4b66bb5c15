import type { ExportHeader, ExportRow } from '../row.js'
import { paragraphsOf } from '../text.js'
import { dateWords, type Translate } from '../words.js'
import { type Proposal, proposalOf } from './proposal.js'

/** A comment in the words that a document shows; the documents only lay them out. */
export interface CommentParts {
  number: string
  url: string
  depth: number
  /** Name or “Anonymous”, organisation, on whose behalf, group, country. */
  who: readonly string[]
  date: string
  /** Kind, stance, moderation status. */
  labels: readonly string[]
  /** What else there is to know, each a short sentence. */
  notes: readonly string[]
  /** Why there is no text, where there is none. */
  tombstone: string | null
  quote: string | null
  body: readonly string[][]
  proposal: Proposal | null
  response: { outcome: string; reason: readonly string[][]; details: string } | null
  language: string | null
}

export function commentParts(row: ExportRow, header: ExportHeader, translate: Translate): CommentParts {
  return {
    number: row.number,
    url: row.url,
    depth: row.depth,
    who: whoWrote(row, translate),
    date: dateWords(row.receivedAt, header.language),
    labels: labels(row, translate),
    notes: notes(row, header, translate),
    tombstone: row.body === null ? tombstone(row, header, translate) : null,
    quote: row.body === null ? null : (row.quote?.exact ?? null),
    body: paragraphsOf(row.body ?? ''),
    proposal: proposalOf(row),
    response: response(row, header, translate),
    language: row.language,
  }
}

function whoWrote({ author, body }: ExportRow, translate: Translate): string[] {
  // A tombstone does not say of its author that she is anonymous: nobody says anything of her.
  const nameless = body === null ? [] : [translate('author.anonymous')]
  return [
    ...(author.name === null ? nameless : [author.name]),
    ...(author.organisation ? [author.organisation] : []),
    ...(author.onBehalfOf ? [translate('author.onBehalfOf', { name: author.onBehalfOf })] : []),
    ...(author.group ? [author.group.name] : []),
    ...(author.country ? [author.country.name] : []),
  ]
}

function labels(row: ExportRow, translate: Translate): string[] {
  return [
    translate(`kinds.${row.kind}`),
    ...(row.stance ? [translate(`stances.${row.stance}`)] : []),
    translate(`statuses.${row.status}`),
  ]
}

function notes(row: ExportRow, header: ExportHeader, translate: Translate): string[] {
  const all: string[] = []
  const add = (key: string, values?: Record<string, unknown>) => all.push(translate(`notes.${key}`, values))
  if (row.parent) add('replyTo', { number: row.parent.number })
  if (row.alsoParagraphs.length)
    add('also', {
      count: row.alsoParagraphs.length,
      numbers: row.alsoParagraphs.map(({ number }) => number).join(', '),
    })
  if (row.anchor && row.anchor.state !== 'same') all.push(translate(`carried.${row.anchor.state}`))
  if (row.updatedAt) add('updated', { date: dateWords(row.updatedAt, header.language) })
  if (row.endorsements) add('endorsements', { count: row.endorsements })
  if (row.campaign && row.campaign.size > 1) add('campaign', { count: row.campaign.size })
  if (row.themes.length) add('themes', { count: row.themes.length, themes: row.themes.join(', ') })
  if (row.moderation && row.body !== null) {
    add('moderation', { reason: translate(`reasons.${row.moderation.reason}`) })
    if (row.moderation.explanation) all.push(row.moderation.explanation)
  }
  return all
}

function tombstone(row: ExportRow, header: ExportHeader, translate: Translate): string {
  if (row.status === 'withdrawn' && row.withdrawnAt)
    return translate('tombstones.withdrawn', { date: dateWords(row.withdrawnAt, header.language) })
  if (row.status === 'withheld') {
    if (!row.moderation) return translate('tombstones.withheldWithout')
    const reason = translate('tombstones.withheld', { reason: translate(`reasons.${row.moderation.reason}`) })
    return `${reason} ${row.moderation.explanation}`.trim()
  }
  return translate('tombstones.notShown', { status: translate(`statuses.${row.status}`) })
}

function response({ response }: ExportRow, header: ExportHeader, translate: Translate): CommentParts['response'] {
  if (!response) return null
  const outcome = translate(`dispositions.${response.disposition}`)
  const { version, paragraph } = response
  return {
    outcome: response.duplicateOf ? translate('response.duplicate', { outcome, of: response.duplicateOf }) : outcome,
    reason: paragraphsOf(response.reason),
    details: [
      ...(version && paragraph
        ? [translate('response.shownAt', { version, paragraph })]
        : version
          ? [translate('response.shown', { version })]
          : []),
      translate('response.decided', { date: dateWords(response.decidedAt, header.language) }),
    ].join(' '),
  }
}
