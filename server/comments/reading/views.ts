import type { Id } from '../../database/schema.js'
import { wordDifferences } from '../../lineage/index.js'
import { paragraphPath, versionPath } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { GAP, piecesOf } from '../gaps/gaps.js'
import { bodyHtml, type Parts } from './body.js'
import { WHOLE_REPORT } from './paragraph-view.js'
import type { Answer, VisibleComment } from './visible.js'

/** `op` as of wordDifferences, or `gap`: words that are withheld stand there. */
export interface Difference {
  op: string
  text: string
}

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
  /** The stance as the database calls it. */
  stanceValue: string | null
  status: string
  /** Set where the words are not to be read: why, in words. */
  tombstone: string | null
  /** For the author and chairs: that others do not see it (yet), in words. */
  hint: string | null
  explanation: string | null
  /** Which parts others do not see, and why; each a sentence. */
  parts: string[]
  /** For the author of what is withheld, whole or in part: where she reads why, and can appeal. */
  decisionsUrl: string | null
  body: string
  /** BCP 47; null: not known. */
  language: string | null
  quote: string | null
  /** Where the quote begins in the paragraph's text, UTF-16. */
  quoteAt: number | null
  proposed: Difference[] | null
  /** Further paragraphs that it concerns. */
  also: { number: string; url: string }[]
  endorsements: number
  /** How many agreed with words that have been changed since, in words; null: none. */
  endorsedBefore: string | null
  endorsed: boolean
  mine: boolean
  canEndorse: boolean
  canReply: boolean
  canChange: boolean
  /** Whether she can report it to the chairs. */
  canFlag: boolean
  place: string | null
  placeUrl: string
  /** Whether it answers another comment. */
  reply: boolean
  replies: CommentView[]
  /** How many public replies there are, shown here or not, and where more of them are; null: all are here. */
  replyCount: number
  moreReplies: string | null
  /** Set where it was written about an earlier draft. */
  carried: CarriedFrom | null
  /** What became of it, once that is published. */
  answer: AnswerView | null
  /** What was typed in reply to it and could not be taken. */
  replying: { body: string; error: string | undefined } | null
}

/** What a comment of an earlier draft was written about. */
export interface CarriedFrom {
  /** The draft's name, and the paragraph of it. */
  version: string
  place: string
  url: string
  /** What has become of the paragraph, in a sentence; null: it is on the report as a whole. */
  state: string | null
  /** The paragraph's words of then, where they are no longer the same. */
  original: string | null
  /** Where a chair puts it elsewhere; null for everybody else. */
  elsewhere: string | null
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

export interface Replies {
  views: CommentView[]
  more: string | null
}

export function commentView(
  comment: VisibleComment,
  showing: Showing,
  paragraphText: string | null,
  replies: Replies = { views: [], more: null },
): CommentView {
  const { t } = showing
  const { body, version_number: number } = comment
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
    stanceValue: comment.stance,
    status: comment.status,
    tombstone: body === null ? tombstone(comment, t) : null,
    hint:
      published || body === null
        ? null
        : comment.erased_at
          ? t('comments.hints.erased')
          : t(`comments.hints.${hintOf(comment)}`),
    explanation: comment.explanation || null,
    parts: partsWords(comment, t),
    decisionsUrl: comment.mine && isRestricted(comment) ? `/comments/${comment.id}/decisions` : null,
    body: body === null ? '' : bodyHtml(body, partsOf(comment, t)),
    language: comment.language,
    quote: comment.quote_exact,
    quoteAt: comment.quote_start,
    proposed: proposalOf(comment, paragraphText, t),
    also: comment.also.map(other => ({
      number: other.number,
      url: paragraphPath(showing.reportSlug, number, other.slug),
    })),
    endorsements: comment.endorsements,
    endorsedBefore: comment.endorsed_before_edit
      ? t('comments.endorsed-before', { count: comment.endorsed_before_edit })
      : null,
    endorsed: comment.endorsed,
    mine: comment.mine,
    canEndorse: published && showing.open && showing.signedIn && !comment.mine,
    canReply: published && showing.open && comment.parent_id === null,
    canChange: comment.mine && showing.open && (published || comment.status === 'pending'),
    canFlag: published && !comment.mine,
    place: comment.paragraph_number,
    placeUrl: paragraphPath(showing.reportSlug, number, comment.paragraph_slug ?? WHOLE_REPORT),
    reply: comment.parent_id !== null,
    replies: replies.views,
    replyCount: comment.replies,
    moreReplies: replies.more,
    carried: null,
    answer: comment.answer && answerView(comment.id, comment.answer, showing),
    replying: null,
  }
}

/** A response as the public reads it. */
export interface AnswerView {
  /** The comment's. */
  id: string
  disposition: string
  /** As the database calls it. */
  value: string
  reason: string[]
  duplicate: { id: string; url: string } | null
  /** Where it shows. */
  shows: { words: string; url: string } | null
  minutes: string
  time: Date
  corrected: Date | null
}

export function answerView(id: Id, answer: Answer, { t, reportSlug }: Pick<Showing, 't' | 'reportSlug'>): AnswerView {
  const { duplicate_of: duplicate, version, slug } = answer
  return {
    id,
    disposition: t(`responses.dispositions.${answer.disposition}`),
    value: answer.disposition,
    reason: answer.reason === '' ? [] : answer.reason.split(/\n{2,}/),
    duplicate: duplicate === null ? null : { id: duplicate, url: `/comments/${duplicate}` },
    shows:
      version === null
        ? null
        : slug === null
          ? { words: t('responses.in-version', { version }), url: versionPath(reportSlug, version) }
          : {
              words: t('responses.in-paragraph', { version, place: answer.paragraph }),
              url: paragraphPath(reportSlug, version, slug),
            },
    minutes: answer.minutes,
    time: new Date(answer.published_at),
    corrected: answer.corrected_at === null ? null : new Date(answer.corrected_at),
  }
}

const isRestricted = ({ status, parts }: VisibleComment) =>
  status === 'withheld' || status === 'spam' || parts.length > 0

/** How a comment's words are shown where parts of them are withheld. */
export function partsOf({ parts }: Pick<VisibleComment, 'parts'>, t: Translate): Parts {
  return { gap: t('comments.gap'), hidden: parts.flatMap(({ words }) => (words === null ? [] : [words])) }
}

/** Which parts of a comment others do not see, and why; each a sentence. */
export function partsWords({ parts }: Pick<VisibleComment, 'parts'>, t: Translate): string[] {
  const hidden = parts.map(({ reason, words }) => {
    const why = t(`moderation.reasons.${reason}`)
    return words === null
      ? t('comments.part-withheld', { reason: why })
      : t('comments.part-hidden', { words, reason: why })
  })
  return [...new Set(hidden)]
}

/** The proposed wording against the paragraph's, word by word. */
export function proposalOf(
  { proposed_text: proposed }: Pick<VisibleComment, 'proposed_text'>,
  paragraphText: string | null,
  t: Translate,
): Difference[] | null {
  if (proposed === null) return null
  return wordDifferences(paragraphText ?? '', proposed).flatMap(({ op, text }): Difference[] =>
    text.includes(GAP)
      ? piecesOf(text).map(piece =>
          piece.gap ? { op: 'gap', text: `[${t('comments.gap')}]` } : { op, text: piece.text },
        )
      : [{ op, text }],
  )
}

const hintOf = ({ status, held_for }: VisibleComment) =>
  status === 'pending' && held_for ? `pending-${held_for}` : status

/** What stands where the words of a comment are not to be read: that there was one, and why it is not there. */
export function tombstone(comment: Pick<VisibleComment, 'status' | 'reason'>, t: Translate): string {
  if (comment.status === 'withdrawn' || comment.status === 'pending' || comment.status === 'spam')
    return t(`comments.tombstones.${comment.status}`)
  return t('comments.tombstones.withheld', { reason: t(`moderation.reasons.${comment.reason ?? 'other'}`) })
}

function aboutAuthor(comment: VisibleComment, { t, locale }: Showing): string[] {
  return [
    comment.author_organisation,
    comment.author_group && t(`accounts.groups.${comment.author_group}`),
    comment.author_country && countryName(comment.author_country, locale),
  ].filter((part): part is string => Boolean(part))
}

const countryNames = new Map<string, Intl.DisplayNames>()

/** ISO 3166-1 code → the country's name in this language. */
export function countryName(code: string, locale: string): string {
  const names = countryNames.get(locale) ?? new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' })
  countryNames.set(locale, names)
  return names.of(code) ?? code
}
