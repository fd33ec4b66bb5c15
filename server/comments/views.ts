import type { Paragraph } from '../database/schema.js'
import { wordDifferences } from '../lineage/index.js'
import type { FormFields } from '../web/forms.js'
import { directionOf } from '../web/locale.js'
import type { Translate } from '../web/messages.js'
import { bodyHtml } from './body.js'
import type { VisibleComment } from './visible.js'

/** What a template shows of a comment. */
export interface CommentView {
  id: string
  url: string
  /** The name as she agreed to be shown, or words for a participant without one. */
  author: string
  /** Stakeholder group, country, organisation: what is known and may be shown. */
  about: string[]
  onBehalfOf: string | null
  time: Date
  edited: Date | null
  kind: string
  stance: string | null
  status: string
  /** Set where the words are not to be read: why, in words. */
  tombstone: string | null
  /** For the author and chairs: that others do not see it (yet), in words. */
  hint: string | null
  explanation: string | null
  body: string
  quote: string | null
  proposed: { op: string; text: string }[] | null
  endorsements: number
  endorsed: boolean
  mine: boolean
  canEndorse: boolean
  canReply: boolean
  canChange: boolean
  place: string | null
  placeUrl: string | null
  replies: CommentView[]
}

/** What stays the same for all comments on a page. */
export interface Showing {
  t: Translate
  locale: string
  reportSlug: string
  /** Whether the comment period is open, so that there is something to do. */
  open: boolean
  signedIn: boolean
}

export function commentView(comment: VisibleComment, showing: Showing, paragraphText: string | null, replies: CommentView[] = []): CommentView {
  const { t } = showing
  const published = comment.status === 'published'
  return {
    id: comment.id,
    url: `/comments/${comment.id}`,
    author: comment.author_name ?? t('comments.anonymous'),
    about: aboutAuthor(comment, showing),
    onBehalfOf: comment.on_behalf_of,
    time: comment.created_at,
    edited: comment.edited_at,
    kind: t(`comments.kinds.${comment.kind}`),
    stance: comment.stance && t(`comments.stances.${comment.stance}`),
    status: comment.status,
    tombstone: comment.body === null ? tombstone(comment, t) : null,
    hint: published || comment.body === null ? null : t(`comments.hints.${comment.status}`),
    explanation: comment.explanation || null,
    body: comment.body === null ? '' : bodyHtml(comment.body),
    quote: comment.quote_exact,
    proposed:
      comment.proposed_text === null ? null : [...wordDifferences(paragraphText ?? '', comment.proposed_text)].map(({ op, text }) => ({ op, text })),
    endorsements: comment.endorsements,
    endorsed: comment.endorsed,
    mine: comment.mine,
    canEndorse: published && showing.open && showing.signedIn && !comment.mine,
    canReply: published && showing.open && comment.parent_id === null,
    canChange: comment.mine && showing.open && (published || comment.status === 'pending'),
    place: comment.paragraph_number,
    placeUrl: `/reports/${showing.reportSlug}/v/${comment.version_number}/p/${comment.paragraph_slug ?? WHOLE_REPORT}`,
    replies,
  }
}

/** In addresses: where the comments on the report as a whole stand. */
export const WHOLE_REPORT = 'report'

export function tombstone(comment: Pick<VisibleComment, 'status' | 'reason'>, t: Translate): string {
  if (comment.status === 'withdrawn') return t('comments.tombstones.withdrawn')
  return t('comments.tombstones.withheld', { reason: comment.reason ? t(`moderation.reasons.${comment.reason}`) : t('moderation.reasons.other') })
}

function aboutAuthor(comment: VisibleComment, { t, locale }: Showing): string[] {
  return [
    comment.author_organisation,
    comment.author_group && t(`accounts.groups.${comment.author_group}`),
    comment.author_country && countryName(comment.author_country, locale),
  ].filter((part): part is string => Boolean(part))
}

export function countryName(code: string, locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' }).of(code) ?? code
}

/** The paragraph as it stands, by itself, out of its list or table. */
export function paragraphHtml(paragraph: Pick<Paragraph, 'kind' | 'html' | 'marker'>): string {
  switch (paragraph.kind) {
    case 'table-row':
      return `<div class="table-box"><table><tbody><tr>${paragraph.html}</tr></tbody></table></div>`
    case 'heading':
      return `<p class="heading">${paragraph.html}</p>`
    case 'code':
      return `<pre>${paragraph.html}</pre>`
    case 'quote':
      return `<blockquote><p>${paragraph.html}</p></blockquote>`
    case 'figure':
      return `<figure>${paragraph.html}</figure>`
    case 'list-item':
      return `<p>${paragraph.marker ? `<span class="list-marker">${escapeMarker(paragraph.marker)}</span> ` : ''}${paragraph.html}</p>`
    default:
      return `<p>${paragraph.html}</p>`
  }
}

const escapeMarker = (marker: string) => marker.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)

/** The form as it was typed, or empty, with the message beside each field. */
export interface CommentForm {
  values: Record<'kind' | 'stance' | 'body' | 'proposedText' | 'quote' | 'quotePrefix' | 'quoteSuffix' | 'onBehalfOf' | 'alsoParagraphs', string>
  errors: Record<string, string | undefined>
  summary: { field: string; message: string }[]
}

const FIELDS = ['kind', 'stance', 'body', 'proposedText', 'quote', 'quotePrefix', 'quoteSuffix', 'onBehalfOf', 'alsoParagraphs'] as const

export function commentForm(typed: FormFields, defaults: { proposedText: string }, messages: { field: string; message: string }[] = []): CommentForm {
  const values = Object.fromEntries(FIELDS.map(name => [name, String([typed[name] ?? ''].flat().join(' '))])) as CommentForm['values']
  return {
    values: { ...values, kind: values.kind || 'general', proposedText: values.proposedText || defaults.proposedText },
    errors: Object.fromEntries([...FIELDS, 'paragraph', 'parent'].map(name => [name, messages.find(m => fieldOf(m.field) === name)?.message])),
    summary: messages.map(({ field, message }) => ({ field: fieldOf(field) || 'body', message })),
  }
}

/** `quote.exact` of the API is the form's field `quote`. */
const fieldOf = (field: string) => (field.startsWith('quote') ? 'quote' : field.split('.')[0]!)

export const languageAttributes = (language: string) => ({ lang: language, dir: directionOf(language) })
