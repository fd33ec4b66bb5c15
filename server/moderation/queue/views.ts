import { isCoordinator, type Visitor } from '../../accounts/index.js'
import { type Difference, isSealed, partsWords, proposalOf, wordGaps } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { directionOf, formatNumber } from '../../web/locale.js'
import type { Telling, Translate } from '../../web/messages.js'
import { seenOf } from '../decisions/decide.js'
import { actionsFor } from '../decisions/reasons.js'
import { deciderOf } from '../decisions/statement.js'
import { wordReason } from '../decisions/words.js'
import type { OpenFlag } from '../flags/store.js'
import { choicesIn } from '../group-reasons/choose.js'
import type { GroupReasons } from '../group-reasons/load.js'
import { COUNT_CAP, type History, type QueueRow } from './store.js'

/** A comment as the queue shows it, with the form that decides about it. */
export interface QueueItem {
  id: Id
  url: string
  /** The comment that it answers. */
  parentUrl: string | null
  report: string
  place: string | null
  placeUrl: string
  /** The paragraph's words: before the quote, the quote, after it; without a quote all is `before`. */
  paragraph: { before: string; marked: string; after: string } | null
  lang: string
  dir: string
  author: string
  authorId: Id
  history: string
  about: string
  time: Date
  edited: Date | null
  status: string
  /** Which rule made it wait, in words; null: the policy alone. */
  held: string | null
  /** What readers hold against it, without who they are: reason and how often, and their words. */
  flags: { reason: string; words: string[] }[]
  /** The comment's paragraphs; empty where only a coordinator may read them. */
  body: string[]
  sealed: boolean
  proposed: Difference[] | null
  /** Parts that the public does not see, each a sentence. */
  parts: string[]
  last: { words: string; reason: string | null; explanation: string; time: Date } | null
  /** What can be decided; `main` are the buttons that let it stand. */
  actions: { value: string; label: string; main: boolean }[]
  needsReason: boolean
  /** The reasons from which the form lets choose. */
  reasons: { value: string; label: string }[]
  /** Where a part can be taken out of it; null: not by this moderator, or not now. */
  redactUrl: string | null
  /** Where a published comment is answered. */
  answerUrl: string | null
  /** Where a coordinator erases what is kept apart of it. */
  eraseUrl: string | null
  erased: boolean
  seen: string
  mine: boolean
  /** Who has it open, in words. */
  claimed: string | null
}

export function queueItem(
  row: QueueRow,
  { history, flags }: { history: readonly History[]; flags: readonly OpenFlag[] },
  viewer: Visitor,
  groups: GroupReasons,
  { t, locale }: Telling,
): QueueItem {
  const sealed = row.body === null
  // Nobody decides about words that she may not read, and nothing brings back what is erased.
  const decidable = row.person_id !== viewer.id && !sealed && row.erased_at === null
  const actions = decidable ? actionsFor(row.status, row.flags) : []
  return {
    id: row.id,
    url: `/comments/${row.id}`,
    parentUrl: row.parent_id && `/comments/${row.parent_id}`,
    report: row.report_title,
    place: row.paragraph_number,
    placeUrl: `/reports/${row.report_slug}/v/${row.version_number}/p/${row.paragraph_slug ?? 'report'}`,
    paragraph: row.paragraph_text === null ? null : marked(row.paragraph_text, row.quote_start, row.quote_end),
    lang: row.language,
    dir: directionOf(row.language),
    author: row.author_name ?? t('moderation.unnamed'),
    authorId: row.person_id,
    history: historyWords(row.person_id, history, { t, locale }),
    about: [t(`moderation.kinds.${row.kind}`), row.stance && t(`moderation.stances.${row.stance}`), row.on_behalf_of]
      .filter(Boolean)
      .join(' · '),
    time: row.created_at,
    edited: row.edited_at,
    status: t(`moderation.states.${row.status}`),
    held: row.status === 'pending' && row.held_for ? t(`moderation.item.held-${row.held_for}`) : null,
    flags: flagsWords(
      flags.filter(flag => flag.comment_id === row.id),
      t,
    ),
    body: row.body === null ? [] : wordGaps(row.body, t('comments.gap')).split(/\n{2,}/),
    sealed,
    proposed: proposalOf(row, row.paragraph_text, t),
    parts: partsWords(row, t),
    last: lastOf(row, t),
    actions: actions.map(action => ({
      value: action,
      label: t(`moderation.actions.${action}`),
      main: action === 'publish' || action === 'restore' || action === 'keep',
    })),
    answerUrl: row.status === 'published' && !row.mine ? `/comments/${row.id}/response` : null,
    redactUrl: decidable && row.status !== 'spam' && row.status !== 'withdrawn' ? `/comments/${row.id}/redact` : null,
    eraseUrl:
      isCoordinator(viewer) && row.person_id !== viewer.id && keptApart(row) ? `/comments/${row.id}/erase` : null,
    erased: row.erased_at !== null,
    reasons: choicesIn(row.working_group_slug, groups, t),
    needsReason: actions.includes('withhold'),
    seen: seenOf(row, row.decision_id),
    mine: row.person_id === viewer.id,
    claimed: row.claimed_by && t('moderation.item.claimed', { name: row.claimed_by }),
  }
}

/** Whether there is something that only coordinators can read. */
function keptApart({ status, reason, parts, erased_at }: QueueRow): boolean {
  const whole = (status === 'withheld' || status === 'spam') && isSealed(reason)
  return erased_at === null && (whole || parts.some(part => part.words !== null && isSealed(part.reason)))
}

function marked(text: string, start: number | null, end: number | null) {
  if (start === null || end === null) return { before: text, marked: '', after: '' }
  return { before: text.slice(0, start), marked: text.slice(start, end), after: text.slice(end) }
}

/** Of many readers' words, the first are shown. */
const FLAG_WORDS = 5

function flagsWords(flags: readonly OpenFlag[], t: Translate): QueueItem['flags'] {
  const named = [...new Set(flags.map(flag => flag.reason))]
  return named.map(name => {
    const same = flags.filter(flag => flag.reason === name)
    return {
      reason: t('moderation.item.flagged-for', { reason: wordReason(name, t), count: same.length }),
      words: same
        .map(flag => flag.explanation)
        .filter(Boolean)
        .slice(0, FLAG_WORDS),
    }
  })
}

function historyWords(author: Id, history: readonly History[], { t, locale }: Telling): string {
  const count = (status: string) =>
    capped(history.find(h => h.person_id === author && h.status === status)?.n ?? 0, locale)
  return t('moderation.history', { published: count('published'), withheld: count('withheld'), spam: count('spam') })
}

function lastOf(row: QueueRow, t: Translate): QueueItem['last'] {
  if (row.decision_action === null || row.decision_at === null) return null
  const decider = deciderOf({ moderator_id: row.decision_by, moderator_role: row.decision_role }, row.working_group, t)
  return {
    words: t('moderation.last', { decider, did: t(`moderation.did.${row.decision_action}`) }),
    reason: row.decision_reason && wordReason(row.decision_reason, t),
    explanation: row.decision_explanation ?? '',
    time: row.decision_at,
  }
}

/** A count in words: 12, or 1,000+. */
export const capped = (n: number, locale: string): string =>
  formatNumber(Math.min(n, COUNT_CAP), locale) + (n > COUNT_CAP ? '+' : '')
