import { formatNumber } from '../../web/locale.js'
import type { Telling, Translate } from '../../web/messages.js'
import { wordReason } from '../decisions/words.js'
import type { Shown } from './suppress.js'
import type { Transparency } from './transparency.js'

/** A line of a table: what is counted, and its count. */
export interface Line {
  key: string
  label: string
  shown: Shown
  words: string
}

export interface TableView {
  key: string
  title: string
  lines: Line[]
}

/** The tables of the page and of the CSV file, in words. */
export function tablesOf({ received, states, withheld, appeals }: Transparency, { t, locale }: Telling): TableView[] {
  const line = (key: string, label: string, shown: Shown): Line => ({
    key,
    label,
    shown,
    words: wordShown(shown, { t, locale }),
  })
  const lines = (counts: Record<string, Shown>, label: (key: string) => string) =>
    Object.entries(counts).map(([key, shown]) => line(key, label(key), shown))
  const title = (key: string) => t(`moderation.transparency.${key}`)
  return [
    {
      key: 'comments',
      title: title('comments'),
      lines: [line('received', title('received'), received), ...lines(states, key => t(`moderation.states.${key}`))],
    },
    { key: 'withheld', title: title('withheld'), lines: lines(withheld, key => wordReason(key, t)) },
    { key: 'appeals', title: title('appeals'), lines: lines(appeals, key => title(`appeal.${key}`)) },
  ]
}

function wordShown(shown: Shown, { t, locale }: Telling): string {
  if ('count' in shown) return formatNumber(shown.count, locale)
  if ('fewerThan' in shown) return t('moderation.transparency.fewer-than', { most: shown.fewerThan - 1 })
  return t('moderation.transparency.at-least', { number: shown.atLeast })
}

const HOUR = 3_600
const DAY = 24 * HOUR

/** “40 minutes”, “5 hours”, “3 days”: as exact as it matters. */
export function wordDuration(seconds: number, t: Translate): string {
  const [unit, size] = seconds < HOUR ? ['minutes', 60] : seconds < 2 * DAY ? ['hours', HOUR] : ['days', DAY]
  return t(`moderation.transparency.${unit}`, { count: Math.max(1, Math.round(seconds / Number(size))) })
}

/** The same as a table for programs: one count a row, in the column that says how it is to be read. */
export function csvOf(transparency: Transparency, telling: Telling): string {
  const row = (
    table: string,
    item: string,
    { count = '', fewerThan = '', atLeast = '' }: Record<string, number | string>,
  ) => `${[table, item, count, fewerThan, atLeast].join(',')}\r\n`
  const median = transparency.medianSecondsToDecision
  return [
    row('table', 'item', { count: 'count', fewerThan: 'fewerThan', atLeast: 'atLeast' }),
    ...tablesOf(transparency, telling).flatMap(table =>
      table.lines.map(({ key, shown }) => row(table.key, key, shown)),
    ),
    row('decisions', 'medianSeconds', median === null ? {} : { count: median }),
  ].join('')
}
