import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { AnchorState, Id, LineageChange } from '../../database/schema.js'
import type { Signals } from '../../database/signals.js'
import { findQuote, type Quote, quoteAt } from '../../lineage/index.js'
import { conflict, invalidField, notFound } from '../../web/faults.js'
import { followInLater } from '../carrying/follow.js'
import { takeCarrying, versionsAfter, versionToCarryTo } from '../carrying/store.js'
import {
  changeBetween,
  type LastPlace,
  type Place,
  placesIn,
  quoteOf,
  type Settled,
  settleAnchor,
  unsettledIn,
} from './store.js'

/** What a person decides about a comment in a version. */
export interface Settling {
  version: number
  comment: Id
  /** The paragraph on which it stands, or that its own is gone. */
  choice: Id | 'removed'
  /** `seen` of what she was shown. */
  seen: string
  by: Id
}

/**
 * Settles where a comment stands in a version, also where it was put by itself, or settles it once more; in later versions it follows, except where a
 * person has settled it there. The same choice once more changes nothing.
 * @throws notFound where it was not carried to; conflict where another has settled it meanwhile; invalid for a paragraph
 * of another version
 */
export async function settle(
  app: { db: Database; signals?: Pick<Signals, 'tell'> | undefined },
  { version, comment, choice, seen, by }: Settling,
): Promise<void> {
  const changed = await app.db.transaction().execute(async tx => {
    await takeCarrying(tx, [version, ...(await versionsAfter(tx, version))])
    if (!(await versionToCarryTo(tx, version))) throw notFound('no-such-version')
    const [anchor] = await unsettledIn(tx, version, { comment })
    if (!anchor) throw notFound('nothing-to-settle')
    const isSo = anchor.settled_by !== null && (anchor.paragraph ?? 'removed') === choice
    // The second click of a double click; or she leaves it as it is.
    if (isSo && (anchor.settled_by === by || anchor.seen === seen)) return []
    if (anchor.seen !== seen) throw conflict('settled-meanwhile')
    const settled = choice === 'removed' ? GONE : await placeAt(tx, version, choice, anchor.last, comment)
    await settleAnchor(tx, { comment, version }, settled, by)
    const later = await followInLater(tx, comment, version, await versionsAfter(tx, version))
    await record(tx, {
      actor: by,
      action: 'comment.settled',
      subject: 'comment',
      subjectId: comment,
      details: {
        version,
        state: [anchor.state, settled.state],
        paragraph: [anchor.paragraph, settled.paragraph],
        later,
      },
    })
    return [version, ...later]
  })
  for (const id of changed) {
    app.signals?.tell('version', id)
    app.signals?.tell('comments', id)
  }
}

const GONE: Settled = { state: 'removed', paragraph: null, quote_start: null, quote_end: null }

async function placeAt(
  tx: Database,
  version: number,
  choice: Id,
  last: LastPlace | null,
  comment: Id,
): Promise<Settled> {
  const place = (await placesIn(tx, version, [choice])).get(choice)
  if (!place) throw invalidField('choice', 'no-such-paragraph')
  const quote = quoteThen(last, await quoteOf(tx, comment))
  const range = quote && findQuote(place.text, quote)
  const change = last ? await changeBetween(tx, last.paragraph, choice) : undefined
  return {
    state: quote && !range ? 'quote-changed' : stateOf(change, last, place),
    paragraph: choice,
    quote_start: range?.start ?? null,
    quote_end: range?.end ?? null,
  }
}

/** The quote as it stood last, or where no place of it is known, as its author chose it; null: the comment has none. */
export function quoteThen(last: LastPlace | null, chosen: Quote | null): Quote | null {
  if (chosen === null || last === null || last.start === null || last.end === null) return chosen
  return quoteAt(last.text, { start: last.start, end: last.end })
}

const STATES: Readonly<Record<LineageChange, AnchorState>> = {
  unchanged: 'same',
  edited: 'edited',
  moved: 'moved',
  'moved-and-edited': 'moved',
  split: 'split',
  merged: 'merged',
  offered: 'edited',
}

/** A place of which lineage knows nothing is where she says that the words have gone. */
function stateOf(change: LineageChange | undefined, last: LastPlace | null, place: Place): AnchorState {
  if (change !== undefined) return STATES[change]
  return last?.text === place.text ? 'same' : 'moved'
}
