import type { VisibleComment } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { conflict, conflictGroups, type Suggestion, suggestedText } from '../../lineage/index.js'
import { paragraphPath } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { type Apart, type ApartProposal, isReworded, type PlacedProposal, seenOf } from './proposals.js'
import type { DraftParagraph } from './store.js'

/** What was typed for one proposal's wording and could not be taken. */
export interface Typed {
  comment: Id
  wording: string
  error: string | null
}

interface Showing {
  t: Translate
  slug: string
  number: number
  typed: Typed | null
}

/** A paragraph with all that is proposed for it; what wants the same words stands together. */
export function paragraphView(paragraph: DraftParagraph, proposals: readonly PlacedProposal[], showing: Showing) {
  const suggestions = proposals.map(({ suggestion }) => suggestion)
  return {
    number: paragraph.number,
    slug: paragraph.slug,
    url: paragraphPath(showing.slug, showing.number, paragraph.slug),
    groups: conflictGroups(paragraph.text, suggestions).map(group => ({
      conflict: group.length > 1,
      cards: group.map(k => cardOf(proposals[k]!, proposals, showing)),
    })),
  }
}

function cardOf(proposal: PlacedProposal, all: readonly PlacedProposal[], showing: Showing) {
  const { comment, paragraph, suggestion, proposed, accepted } = proposal
  const { t, number, typed } = showing
  const first = accepted
    ? undefined
    : all.find(other => other.accepted && conflict(paragraph.text, other.suggestion, suggestion))
  const mine = typed?.comment === comment.id ? typed : null
  return {
    id: comment.id,
    url: `/comments/${comment.id}`,
    by: authorOf(comment, t),
    written: comment.edited_at ?? comment.created_at,
    from: comment.version_number === number ? null : t('next-draft.from-version', { number: comment.version_number }),
    edited: comment.anchor_state === 'edited',
    accepted: accepted && { by: accepted.by ?? t('next-draft.somebody'), at: accepted.at },
    reworded: isReworded(proposal),
    changedSince: accepted !== null && comment.edited_at !== null && comment.edited_at > accepted.at,
    words: differenceOf(paragraph.text, suggestion),
    original: proposed && isReworded(proposal) ? differenceOf(paragraph.text, proposed) : null,
    blocked: first ? { id: first.comment.id, url: `#c-${first.comment.id}` } : null,
    whole: suggestion.start === 0 && suggestion.end === paragraph.text.length,
    seen: seenOf(proposal),
    wording: mine ? mine.wording : suggestion.wording.replaceAll('\n', '\n\n'),
    error: mine?.error ?? null,
    open: mine !== null,
  }
}

const differenceOf = (text: string, suggestion: Suggestion) =>
  suggestedText(text, [suggestion]).map(({ op, text: words }) => ({ op, text: words }))

export function authorOf(comment: Pick<VisibleComment, 'author_name'>, t: Translate): string {
  return comment.author_name ?? t('comments.anonymous')
}

/** A proposal that has no place in the text, in its own words, with the reason. */
export function apartView(
  { comment, apart, accepted }: ApartProposal,
  { t }: Pick<Showing, 't'>,
  gapped: (text: string) => string,
) {
  return {
    id: comment.id,
    url: `/comments/${comment.id}`,
    by: authorOf(comment, t),
    why: whyApart(apart, accepted?.version.number ?? null, t),
    quote: comment.quote_exact,
    words: gapped(comment.proposed_text ?? '').split(/\n{2,}/),
    place: comment.paragraph_number,
    from: t('next-draft.from-version', { number: comment.version_number }),
  }
}

function whyApart(apart: Apart, number: number | null, t: Translate): string {
  switch (apart) {
    case 'removed':
      return t('next-draft.apart.removed')
    case 'needs-a-person':
      return t('next-draft.apart.needs-a-person')
    case 'quote-changed':
      return t('next-draft.apart.quote-changed')
    case 'split':
      return t('next-draft.apart.split')
    case 'merged':
      return t('next-draft.apart.merged')
    case 'whole-report':
      return t('next-draft.apart.whole-report')
    case 'part-withheld':
      return t('next-draft.apart.part-withheld')
    case 'same-words':
      return t('next-draft.apart.same-words')
    case 'other-version':
      return t('next-draft.apart.other-version', { number })
  }
}
