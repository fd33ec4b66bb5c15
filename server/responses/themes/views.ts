import type { FastifyRequest } from 'fastify'
import { reportPath } from '../../reports/index.js'
import { MARKS, markOf } from './marks.js'
import type { CountedTheme, HistoryRow, ThemeRow } from './store.js'

/** A theme in a list, for chairs and for everybody. */
export function themeItem(t: FastifyRequest['t'], slug: string, theme: CountedTheme) {
  return {
    id: theme.id,
    name: theme.name,
    description: theme.description,
    summary: theme.summary,
    mark: markOf(theme.mark),
    counted: t('comments.comments', { count: theme.comments }),
    url: publicPath(slug, theme),
    manageUrl: managePath(slug, theme),
  }
}

export const publicPath = (slug: string, theme?: Pick<ThemeRow, 'id'>) =>
  `${reportPath(slug)}/themes${theme ? `/${theme.id}` : ''}`

export const managePath = (slug: string, theme?: Pick<ThemeRow, 'id'>) => `/manage${publicPath(slug, theme)}`

export const markChoices = (t: FastifyRequest['t']) =>
  MARKS.map((_, at) => ({ ...markOf(at + 1), key: String(at + 1), label: t(`themes.marks.${at + 1}`) }))

/** An entry of a theme's history: what was done, by whom, and what stood there before. */
export function historyLine(t: FastifyRequest['t'], entry: HistoryRow, of: number) {
  return {
    what: whatOf(t, entry),
    // Of a theme that was merged into this one.
    of: entry.theme_id === of || entry.change === 'merged' ? null : t('themes.history.of', { theme: entry.theme }),
    before: entry.change === 'marked' ? markOf(Number(entry.before)).shape : entry.before,
    who: entry.who ?? t('comments.anonymous'),
    time: entry.at,
  }
}

function whatOf(t: FastifyRequest['t'], { change, other, theme, is_new }: HistoryRow): string {
  if (change === 'merged') return t('themes.history.merged', { theme, other })
  if (change === 'split')
    return is_new ? t('themes.history.split-from', { other }) : t('themes.history.split', { other })
  return t(`themes.history.${change}`)
}
