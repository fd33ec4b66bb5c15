import {
  type ExportHeader,
  type ExportParagraph,
  type ExportRow,
  type ExportSection,
  STATUSES,
  totalOf,
} from './row.js'
import { dateWords, type Translate, timeWords } from './words.js'

/** One line of what a file says of itself. */
export interface AboutLine {
  label: string
  value: string
  /** Where the value can be read on the web. */
  url: string | null
}

/** What every export says of itself, in the same words and order. */
export function aboutLines(header: ExportHeader, translate: Translate): AboutLine[] {
  const line = (key: string, value: string | null, url: string | null = null): AboutLine[] =>
    value === null ? [] : [{ label: translate(`about.${key}`), value, url }]
  return [
    ...line('report', header.report.title, header.report.url),
    ...line('workingGroup', header.workingGroup),
    ...header.versions.flatMap(version => [
      ...line('version', versionWords(version, translate), version.url),
      ...line('period', periodWords(version, header.language, translate)),
    ]),
    ...line('generatedAt', timeWords(header.generatedAt, header.language)),
    ...line('audience', translate(`audiences.${header.audience}`)),
    ...line('filter', header.filter ?? translate('about.everything')),
    ...line('counts', countsWords(header, translate)),
    ...line('logHead', header.logHead ?? translate('about.noLog')),
  ]
}

/** The lines as one text, for a format that has one cell for them. */
export function aboutText(header: ExportHeader, translate: Translate): string {
  return aboutLines(header, translate)
    .map(({ label, value }) => translate('about.line', { label, value }))
    .join('\n')
}

export function versionWords(version: { number: number; label: string }, translate: Translate): string {
  return version.label
    ? translate('version.labelled', { number: version.number, label: version.label })
    : translate('version.plain', { number: version.number })
}

function periodWords(version: ExportHeader['versions'][number], language: string, translate: Translate): string {
  const from = version.opensAt && dateWords(version.opensAt, language)
  const to = version.closesAt && timeWords(version.closesAt, language)
  if (from && to) return translate('period.both', { from, to })
  if (from) return translate('period.open', { from })
  if (to) return translate('period.until', { to })
  return translate('period.none')
}

function countsWords(header: ExportHeader, translate: Translate): string {
  const total = translate('counts.total', { count: totalOf(header.counts) })
  const parts = STATUSES.filter(status => header.counts[status] > 0).map(status =>
    translate('counts.one', { status: translate(`statuses.${status}`), number: header.counts[status] }),
  )
  return parts.length ? translate('counts.all', { total, parts: parts.join(translate('counts.between')) }) : total
}

type Section = Pick<ExportSection, 'number' | 'title'>

/** What is on the report as a whole, or stands before its first heading. */
const GENERAL: Section = { number: null, title: '' }

/** The section under which a row's comment stands. */
export function sectionOf(row: ExportRow): Section {
  return row.paragraph?.section ?? GENERAL
}

/** “3.2 Procurement”, or “General”. */
export function sectionWords({ number, title }: Section, translate: Translate): string {
  if (number === null) return title || translate('section.general')
  return title ? translate('section.titled', { number, title }) : number
}

/** “3.2 ¶4”; what is not a paragraph says what it is: “3.2 · Heading”. */
export function placeWords({ number, kind }: ExportParagraph, translate: Translate): string {
  return kind === 'paragraph'
    ? number
    : translate('paragraph.heading', { number, element: translate(`elements.${kind}`) })
}
