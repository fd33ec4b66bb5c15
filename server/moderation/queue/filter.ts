import { type Static, Type } from 'typebox'
import { IdText, kinds, OneOf } from '../../comments/index.js'
import { type FormFields, field } from '../../web/forms.js'
import type { Telling } from '../../web/messages.js'
import type { Counts } from './store.js'
import { capped } from './views.js'

/** What the queue lists: what waits, what readers have flagged, and what has been decided before. */
export const tabs = ['pending', 'flagged', 'published', 'withheld', 'spam'] as const
export type Tab = (typeof tabs)[number]

/** The queue's address. */
export const Filter = Type.Object({
  state: Type.Optional(OneOf(tabs)),
  report: Type.Optional(Type.String({ maxLength: 100 })),
  kind: Type.Optional(OneOf(kinds)),
  author: Type.Optional(IdText),
  /** BCP 47, of the comment where it says so, else of the report. */
  language: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{2,35}$' })),
  /** As it is printed, “3.2 ¶4”, or as it stands in addresses, “3.2-4”; of every report and version, unless one is chosen. */
  paragraph: Type.Optional(Type.String({ maxLength: 100, pattern: '^[^\\u0000]*$' })),
  /** The last comment of the page before; of flagged ones with the number of its flags: `12.3`. */
  after: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}([.][0-9]{1,9})?$' })),
  /** Also what other moderators have open. */
  all: Type.Optional(OneOf(['yes'])),
})
export type Filter = Static<typeof Filter>

export function addressOf(filter: Filter): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length ? `/moderation?${new URLSearchParams(given)}` : '/moderation'
}

/** Where the form came from; only the queue itself, so that nobody can be sent elsewhere. */
export function backTo(typed: FormFields): string {
  const back = field(typed, 'back') ?? ''
  return /^\/moderation(\?[A-Za-z0-9=&%.+_-]*)?$/.test(back) ? back : '/moderation'
}

export function tabLinks(query: Filter, counts: Counts, { t, locale }: Telling) {
  return tabs.map(state => ({
    label: t(`moderation.states.${state}`),
    count: capped(counts[state], locale),
    href: addressOf({ ...query, state, after: undefined }),
    current: state === (query.state ?? 'pending'),
  }))
}
