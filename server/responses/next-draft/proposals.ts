import { createHash } from 'node:crypto'
import { type StandingComment, wordGaps } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { editsOf, replacedBy, type Suggestion, wordingFor } from '../../lineage/index.js'
import { type AcceptedChange, acceptedChanges, type DraftParagraph, paragraphsOf, proposingIn } from './store.js'

/** Why a proposed wording cannot be shown as a change to the version's text. */
export type Apart =
  | 'removed'
  | 'needs-a-person'
  | 'quote-changed'
  | 'split'
  | 'merged'
  | 'whole-report'
  | 'part-withheld'
  | 'same-words'
  | 'other-version'

/** A published comment's proposed wording, with where it stands in the version. */
export interface PlacedProposal {
  comment: StandingComment
  paragraph: DraftParagraph
  /** What it changes in the paragraph's text: as accepted, or as it was proposed. */
  suggestion: Suggestion
  /** As it was proposed; null: the author has since taken it back, or it fits nowhere any more. */
  proposed: Suggestion | null
  accepted: AcceptedChange | null
}

export interface ApartProposal {
  comment: StandingComment
  apart: Apart
  /** Set where it has been accepted for another version. */
  accepted: AcceptedChange | null
}

export interface Proposals {
  /** In document order. */
  placed: readonly PlacedProposal[]
  apart: readonly ApartProposal[]
  /** Accepted for this version, but the comment, or a part of its proposal, is not public any more. */
  hidden: readonly AcceptedChange[]
}

/** What published comments propose for a version; or what one of them does. */
export async function proposalsIn(db: Database, versionId: number, commentId: Id | null = null): Promise<Proposals> {
  const comments = await proposingIn(db, versionId, commentId)
  const changes = await acceptedChanges(db, { comments: comments.map(comment => comment.id), versionId })
  const ids = [...comments.map(comment => placeOf(comment, versionId).paragraph), ...changes.map(one => one.paragraph)]
  const paragraphs = await paragraphsOf(db, versionId, [...new Set(ids.filter(id => id !== null))])
  const placed: PlacedProposal[] = []
  const apart: ApartProposal[] = []
  for (const comment of comments) {
    const accepted = changes.find(change => change.comment === comment.id) ?? null
    if (accepted && accepted.version.id !== versionId) {
      apart.push({ comment, apart: 'other-version', accepted })
      continue
    }
    const found = propose(comment, versionId, paragraphs)
    if (accepted && found !== 'part-withheld') {
      const paragraph = paragraphs.find(one => one.id === accepted.paragraph)!
      const proposed = typeof found !== 'string' && found.paragraph.id === paragraph.id ? found.suggestion : null
      placed.push({ comment, paragraph, suggestion: accepted, proposed, accepted })
    } else if (typeof found === 'string') apart.push({ comment, apart: found, accepted: null })
    else placed.push({ comment, ...found, proposed: found.suggestion, accepted: null })
  }
  const shown = new Set(placed.map(({ comment }) => comment.id))
  return {
    placed: placed.sort(
      (a, b) => a.paragraph.position - b.paragraph.position || Number(a.comment.id) - Number(b.comment.id),
    ),
    apart,
    hidden: changes.filter(change => change.version.id === versionId && !shown.has(change.comment)),
  }
}

/** The change that a comment proposes to the version's text, or why there is none. */
function propose(
  comment: StandingComment,
  versionId: number,
  paragraphs: readonly DraftParagraph[],
): { paragraph: DraftParagraph; suggestion: Suggestion } | Apart {
  const words = comment.proposed_text ?? ''
  if (words === '') return 'same-words'
  if (wordGaps(words, '') !== words) return 'part-withheld'
  const { paragraph: id, quote, state } = placeOf(comment, versionId)
  if (state === 'removed' || state === 'needs-a-person') return state
  const paragraph = paragraphs.find(one => one.id === id)
  if (!paragraph) return 'whole-report'
  if (comment.quote_exact !== null && quote === null) return 'quote-changed'
  const suggestion = replacedBy(paragraph.text, quote, wordingFor(words))
  // Of a paragraph that was split or joined with another, nobody can say how it should read as a whole.
  const whole = suggestion.start === 0 && suggestion.end === paragraph.text.length
  if (whole && (state === 'split' || state === 'merged')) return state
  return editsOf(paragraph.text, suggestion).length ? { paragraph, suggestion } : 'same-words'
}

function placeOf(comment: StandingComment, versionId: number) {
  if (comment.version_id === versionId) {
    const { paragraph_id: paragraph, quote_start: start, quote_end: end } = comment
    return { paragraph, quote: start === null || end === null ? null : { start, end }, state: null }
  }
  const { anchor_paragraph_id: paragraph, anchor_start: start, anchor_end: end, anchor_state: state } = comment
  return { paragraph, quote: start === null || end === null ? null : { start, end }, state }
}

/** Whether a wording was changed by the editor who accepted it. */
export function isReworded({ accepted, proposed }: PlacedProposal): boolean {
  return accepted !== null && proposed !== null && accepted.wording !== proposed.wording
}

/** What somebody has seen of a proposal, by which a form tells whether it is still so. */
export function seenOf({ comment, paragraph, suggestion, accepted }: PlacedProposal): string {
  const seen = [
    comment.proposed_text,
    paragraph.id,
    suggestion.start,
    suggestion.end,
    suggestion.wording,
    accepted !== null,
  ]
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 32)
}
