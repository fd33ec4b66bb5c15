import type { AnchorCandidate } from '../../database/schema.js'
import { findQuote, type Quote, type Range } from '../../lineage/index.js'
import { paragraphPath, versionName } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { type CommentView, commentView, type Showing } from '../reading/views.js'
import type { VisibleComment } from '../reading/visible.js'
import { quoteThen } from './settle.js'
import type { LastPlace, Place, Unsettled } from './store.js'

/** A paragraph's words, in three pieces; `marked` is the quote, empty where it is not there. */
interface Marked {
  before: string
  marked: string
  after: string
}

export interface PlaceView extends Marked {
  id: string
  number: string
  url: string
  /** How much speaks for it, in words; null: nobody has asked. */
  sure: string | null
}

export interface SettleView {
  comment: CommentView
  url: string
  seen: string
  /** Where it stood last; null where it was on the report as a whole. */
  old: (Marked & { heading: string; url: string }) | null
  candidates: PlaceView[]
  /** Whether it stands where it was put by itself: no person has been asked. */
  put: boolean
  /** What has been settled, by whom and when; null: nothing yet. */
  settled: { words: string; place: { number: string; url: string } | null; time: Date } | null
}

/** What of a version stays the same for all comments on a page. */
export interface VersionPlaces {
  slug: string
  number: number
  /** Address of the list. */
  path: string
  places: ReadonlyMap<string, Place>
}

export function settleView(row: Unsettled, comment: VisibleComment, showing: Showing, at: VersionPlaces): SettleView {
  const { t } = showing
  const quote = quoteThen(row.last, chosenQuote(comment))
  const place = row.paragraph === null ? undefined : at.places.get(row.paragraph)
  return {
    comment: commentView(comment, showing, row.last?.text ?? null),
    url: `${at.path}/${row.comment}`,
    seen: row.seen,
    old: row.last && oldView(row.last, comment, at, t),
    candidates: candidatesOf(row).flatMap(({ paragraph, confidence }) => {
      const found = at.places.get(paragraph)
      return found ? [placeView(found, quote, at, t('comments.settling.sure', { percent: percent(confidence) }))] : []
    }),
    put: row.settled_by === null && row.state !== 'needs-a-person',
    settled: row.settled_at && {
      words: t(`comments.settling.${place ? 'settled-at' : 'settled-removed'}`, {
        name: row.settler ?? t('comments.settling.somebody'),
      }),
      place: place ? { number: place.number, url: paragraphPath(at.slug, at.number, place.slug) } : null,
      time: row.settled_at,
    },
  }
}

/** Where it was put by itself is what speaks most for itself. */
function candidatesOf({ candidates, paragraph, confidence, settled_by }: Unsettled): readonly AnchorCandidate[] {
  if (paragraph === null || settled_by !== null || candidates.some(one => one.paragraph === paragraph))
    return candidates
  return [{ paragraph, confidence, start: null, end: null }, ...candidates]
}

export function placeView(place: Place, quote: Quote | null, at: VersionPlaces, sure: string | null): PlaceView {
  return {
    id: place.id,
    number: place.number,
    url: paragraphPath(at.slug, at.number, place.slug),
    ...mark(place.text, quote && findQuote(place.text, quote)),
    sure,
  }
}

/** The quote, where this reader may read it. */
export function chosenQuote({ quote_exact: exact, quote_prefix, quote_suffix }: VisibleComment): Quote | null {
  return exact === null ? null : { exact, prefix: quote_prefix ?? '', suffix: quote_suffix ?? '' }
}

function oldView(last: LastPlace, comment: VisibleComment, at: VersionPlaces, t: Translate) {
  const { version_number: number, label, start, end } = last
  const isQuoted = comment.quote_exact !== null && start !== null && end !== null
  return {
    heading: t('comments.settling.old', {
      place: last.paragraph_number,
      version: versionName({ number, label }, t),
    }),
    url: paragraphPath(at.slug, number, last.slug),
    ...mark(last.text, isQuoted ? { start, end } : null),
  }
}

function mark(text: string, range: Range | null): Marked {
  if (range === null) return { before: text, marked: '', after: '' }
  return {
    before: text.slice(0, range.start),
    marked: text.slice(range.start, range.end),
    after: text.slice(range.end),
  }
}

const percent = (share: number) => Math.round(share * 100)
