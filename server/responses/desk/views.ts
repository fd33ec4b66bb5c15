import type { FastifyRequest } from 'fastify'
import { stakeholderGroups } from '../../accounts/index.js'
import { kinds, stances, type VisibleComment, wordGaps } from '../../comments/index.js'
import type { Id, Report } from '../../database/schema.js'
import { paragraphPath, reportPath } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { markOf } from '../themes/marks.js'
import { answerStates, answers, type Column, columns, deskAddress, type Filter, groupings, orderOf } from './filter.js'
import type { DeskRow, Work } from './store.js'

/** As much of a comment as stands in a row. */
const FIRST_WORDS = 160
const QUOTED = 120

/** What a page knows of its comments, and what its versions are called. */
interface Known {
  comments: ReadonlyMap<Id, VisibleComment>
  work: ReadonlyMap<Id, Work>
  versions: ReadonlyMap<number, string>
}

/** The page's rows, each group of them under its heading. */
export function rowGroups(
  request: FastifyRequest,
  report: Report,
  filter: Filter,
  rows: readonly DeskRow[],
  { comments, work, versions }: Known,
) {
  const { t } = request
  const groups: { key: string | null; heading: string | null; rows: ReturnType<typeof rowView>[] }[] = []
  for (const [nth, row] of rows.entries()) {
    const comment = comments.get(row.id)
    const made = work.get(row.id)
    // Withheld at this moment.
    if (!comment || !made) continue
    const view = rowView(request, report, filter, row, comment, made, versions, nth)
    const last = groups.at(-1)
    if (last && last.key === row.heading) last.rows.push(view)
    else {
      const name = headingOf(filter, row, comment, versions, t)
      const heading = name === null ? null : t('desk.group', { name, count: row.heading_rows })
      groups.push({ key: row.heading, heading, rows: [view] })
    }
  }
  return groups
}

function headingOf(
  { by }: Filter,
  row: DeskRow,
  comment: VisibleComment,
  versions: ReadonlyMap<number, string>,
  t: Translate,
): string | null {
  if (by === undefined) return null
  if (by === 'paragraph') {
    const place = comment.paragraph_number ?? t('desk.whole')
    return t('desk.place', { place, version: versions.get(comment.version_number) ?? comment.version_number })
  }
  if (by === 'author') return comment.author_name ?? t('comments.anonymous')
  if (by === 'kind') return t(`comments.kinds.${comment.kind}`)
  return row.heading ?? (by === 'theme' ? t('desk.no-theme') : t('desk.no-organisation'))
}

function rowView(
  { t }: FastifyRequest,
  report: Report,
  filter: Filter,
  row: DeskRow,
  comment: VisibleComment,
  work: Work,
  versions: ReadonlyMap<number, string>,
  nth: number,
) {
  const { version_number: version, paragraph_slug: slug } = comment
  const gap = t('comments.gap')
  return {
    id: row.id,
    // A comment of several themes stands in several rows.
    anchor: filter.by === 'theme' ? `c-${row.id}-${nth}` : `c-${row.id}`,
    url: `/comments/${row.id}/response`,
    place: comment.paragraph_number ?? t('desk.whole'),
    placeUrl: slug === null ? `${reportPath(report.slug)}/v/${version}` : paragraphPath(report.slug, version, slug),
    version: versions.get(version) ?? String(version),
    quote: comment.quote_exact === null ? null : shorten(comment.quote_exact, QUOTED),
    gist: work.gist,
    words: shorten(wordGaps(comment.body ?? '', gap), FIRST_WORDS),
    language: comment.language,
    proposes: comment.proposed_text !== null,
    editing: filter.gist === row.id,
    editUrl: `${deskAddress(report.slug, { ...filter, gist: row.id })}#gist`,
    kind: t(`comments.kinds.${comment.kind}`),
    stance: comment.stance && t(`comments.stances.${comment.stance}`),
    group: comment.author_group && t(`accounts.groups.${comment.author_group}`),
    endorsements: comment.endorsements,
    themes: work.themes.map(({ name, mark }) => ({ name, mark: markOf(mark) })),
    disposition: work.disposition && t(`responses.dispositions.${work.disposition}`),
    state: work.state && t(`responses.states.${work.state}`),
    acknowledged: work.acknowledged,
    owner: work.owner,
    same: row.cluster === null || row.same < 2 ? null : t('desk.same-words', { count: row.same }),
    answerAll: row.cluster === null ? null : `/manage${reportPath(report.slug)}/respond?cluster=${row.cluster}`,
  }
}

/** The beginning of a text, in one line, cut between words. */
export function shorten(text: string, most: number): string {
  const line = text.replace(/\s+/gu, ' ').trim()
  if (line.length <= most) return line
  const cut = line.slice(0, most)
  const end = cut.lastIndexOf(' ')
  // Not in the middle of a character that takes two units.
  return `${(end > most / 2 ? cut.slice(0, end) : cut).replace(/[\uD800-\uDBFF]$/u, '')}…`
}

const LABELS: Readonly<Record<Column, string>> = {
  paragraph: 'desk.columns.paragraph',
  quote: 'desk.columns.quote',
  gist: 'desk.columns.gist',
  kind: 'desk.columns.kind',
  stance: 'desk.columns.stance',
  group: 'desk.columns.group',
  endorsements: 'desk.columns.endorsements',
  theme: 'desk.columns.theme',
  answer: 'desk.columns.answer',
  owner: 'desk.columns.owner',
}

/** The heads of the columns: each orders the rows by it, and again the other way round. */
export function columnHeads(slug: string, filter: Filter, t: Translate) {
  const { column: sorted, down } = orderOf(filter)
  return columns.map(column => ({
    label: t(LABELS[column]),
    href: deskAddress(slug, {
      ...filter,
      page: undefined,
      gist: undefined,
      sort: column === sorted && !down ? `-${column}` : column,
    }),
    sort: column !== sorted ? null : down ? 'descending' : 'ascending',
    arrow: column !== sorted ? '' : down ? '▼' : '▲',
  }))
}

/** What can be chosen from in the form of the filter. */
export function choicesOf(t: Translate) {
  return {
    kinds: kinds.map(value => ({ value, label: t(`comments.kinds.${value}`) })),
    stances: stances.map(value => ({ value, label: t(`comments.stances.${value}`) })),
    groups: stakeholderGroups.map(value => ({ value, label: t(`accounts.groups.${value}`) })),
    answers: answers.map(value => ({ value, label: answerLabel(value, t) })),
    groupings: groupings.map(value => ({ value, label: t(`desk.by.${value}`) })),
  }
}

function answerLabel(value: (typeof answers)[number], t: Translate): string {
  if (value === 'unanswered') return t('desk.unanswered')
  return (answerStates as readonly string[]).includes(value)
    ? t(`responses.states.${value}`)
    : t(`responses.dispositions.${value}`)
}
