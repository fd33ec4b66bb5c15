import { directionOf } from '../web/locale.js'
import type { Translate } from '../web/messages.js'
import { reportPath, versionPath } from './paths.js'
import { periodOf, timeLeft } from './period.js'
import type { VersionPlace } from './store.js'

export interface PeriodView {
  state: 'draft' | 'upcoming' | 'open' | 'closed'
  /** The state in words. */
  name: string
  opens: Date | null
  closes: Date | null
  /** While it is open: “12 days left”. */
  left: string | null
  /** Why it was extended or closed early. */
  note: string
}

export function periodView({ version }: VersionPlace, t: Translate, now: Date): PeriodView {
  const { opens, closes, state: inTime } = periodOf(version, now)
  const state = version.state === 'draft' ? 'draft' : inTime
  return {
    state,
    name: t(`reports.states.${state}`),
    opens,
    closes,
    left: state === 'open' && closes ? leftIn(closes, t, now) : null,
    note: version.period_note,
  }
}

function leftIn(closes: Date, t: Translate, now: Date): string {
  const { unit, count } = timeLeft(closes, now)
  return t(`reports.left.${unit}`, { count })
}

/** A version as one of several, on a page that leads to it. */
export interface VersionView {
  number: number
  /** “Version 2: Second draft” */
  name: string
  url: string
  period: PeriodView
  published: Date | null
  comments: number
  report: { title: string; url: string; summary: string; sample: boolean; lang: string; dir: string }
  group: { name: string; url: string }
}

export function versionView(place: VersionPlace, t: Translate, now: Date, comments: number): VersionView {
  const { report, version, workingGroup } = place
  return {
    number: version.number,
    name: versionName(version, t),
    url: versionPath(report.slug, version.number),
    period: periodView(place, t, now),
    published: version.published_at,
    comments,
    report: {
      title: report.title,
      url: reportPath(report.slug),
      summary: report.summary,
      sample: report.sample,
      lang: report.language,
      dir: directionOf(report.language),
    },
    group: groupView(workingGroup),
  }
}

export function versionName({ number, label }: { number: number; label: string }, t: Translate): string {
  return label === '' ? t('reports.version', { number }) : t('reports.version-labelled', { number, label })
}

export const groupView = ({ slug, name }: { slug: string; name: string }) => ({ name, url: `/working-groups/${slug}` })

/** Text that was typed, as paragraphs: an empty line is between two. */
export function paragraphsIn(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map(part => part.trim())
    .filter(Boolean)
}
