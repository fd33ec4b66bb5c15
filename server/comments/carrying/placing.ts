import type { AnchorState, Id } from '../../database/schema.js'
import { type Anchor, type Carried, type Lineage, type Quote, quoteAt } from '../../lineage/index.js'
import { type NewAnchor, type PlacedBlock, positionsOf, type Standing } from './store.js'

/** What lineage is asked to carry; nothing for a comment on the report as a whole, or without a place. */
export function anchorOf(standing: Standing, old: readonly PlacedBlock[]): { comment: Id; anchor: Anchor }[] {
  const paragraph = standing.paragraph === null ? -1 : positionsOf(old).get(standing.paragraph)!
  if (paragraph < 0) return []
  const { quote_start: start, quote_end: end } = standing
  const { text } = old[paragraph]!
  const quote = start === null || end === null ? null : withBeside(quoteAt(text, { start, end }), standing)
  return [{ comment: standing.comment, anchor: { paragraph, quote } }]
}

/** What its author saw beside the words, where that is known. */
function withBeside(quote: Quote, { quote_prefix, quote_suffix }: Standing): Quote {
  return { ...quote, prefix: quote_prefix ?? quote.prefix, suffix: quote_suffix ?? quote.suffix }
}

const STATES: Readonly<Record<Carried['state'], AnchorState>> = {
  same: 'same',
  edited: 'edited',
  moved: 'moved',
  split: 'split',
  merged: 'merged',
  'quote changed': 'quote-changed',
  removed: 'removed',
  'needs a person': 'needs-a-person',
}

/** What lineage says by positions → what is kept, by ids. */
export class Placing {
  /** Old position → new position of what it became, or −1. */
  private readonly became: readonly number[]

  constructor(
    private readonly old: readonly PlacedBlock[],
    private readonly next: readonly PlacedBlock[],
    private readonly lineage: Lineage,
  ) {
    const became = old.map(() => -1)
    const sure = old.map(() => 0)
    for (const link of lineage.links)
      if (link.confidence > sure[link.old]!) {
        became[link.old] = link.new
        sure[link.old] = link.confidence
      }
    this.became = became
  }

  links() {
    const named = (link: { old: number; new: number; confidence: number }) => ({
      old: this.old[link.old]!.id,
      next: this.next[link.new]!.id,
      confidence: link.confidence,
    })
    return [
      ...this.lineage.links.map(link => ({ ...named(link), change: link.change })),
      ...this.lineage.offers.map(offer => ({ ...named(offer), change: 'offered' as const })),
    ]
  }

  anchor(standing: Standing, carried: Carried | undefined): NewAnchor {
    const { comment } = standing
    const nowhere = { comment, paragraph: null, quote_start: null, quote_end: null, beside: null, candidates: [] }
    if (!carried) return { ...nowhere, ...this.unplaced(standing) }
    // As sure as each step of the way was.
    const confidence = (standing.confidence ?? 1) * carried.confidence
    const state = STATES[carried.state]
    if (carried.state === 'removed') return { ...nowhere, state, confidence, beside: this.beside(standing.paragraph!) }
    if (carried.state === 'needs a person') {
      const candidates = carried.candidates.map(candidate => ({
        paragraph: this.next[candidate.paragraph]!.id,
        start: candidate.range?.start ?? null,
        end: candidate.range?.end ?? null,
        confidence: candidate.confidence,
      }))
      return { ...nowhere, state, confidence, candidates, beside: this.beside(standing.paragraph!) }
    }
    return {
      ...nowhere,
      state,
      confidence,
      paragraph: this.next[carried.paragraph]!.id,
      quote_start: carried.range?.start ?? null,
      quote_end: carried.range?.end ?? null,
    }
  }

  /** On the report as a whole, or gone, or undecided, in the version before: so it is in this one. */
  private unplaced(standing: Standing): Pick<NewAnchor, 'state' | 'confidence' | 'beside' | 'candidates'> {
    if (standing.state !== 'removed' && standing.state !== 'needs-a-person')
      return { state: 'same', confidence: 1, beside: null, candidates: [] }
    const beside = standing.beside === null ? null : this.atOrBefore(positionsOf(this.old).get(standing.beside)!)
    const candidates = (standing.candidates ?? []).flatMap(candidate => {
      const became = this.became[positionsOf(this.old).get(candidate.paragraph)!]!
      return became < 0 ? [] : [{ ...candidate, paragraph: this.next[became]!.id, start: null, end: null }]
    })
    return { state: standing.state, confidence: candidates[0]?.confidence ?? 0, beside, candidates }
  }

  /** The paragraph of this version after which one that is gone stood. */
  private beside(paragraph: Id): Id | null {
    return this.atOrBefore(positionsOf(this.old).get(paragraph)! - 1)
  }

  private atOrBefore(position: number): Id | null {
    for (let k = position; k >= 0; k -= 1) if (this.became[k]! >= 0) return this.next[this.became[k]!]!.id
    return null
  }
}
