import type { Segment } from '../../lineage/index.js'
import type { Translate } from '../../web/messages.js'
import { paragraphPath, reportPath } from '../paths.js'
import type { ChangeRow, ComparedParagraph, Row, SameRow } from './compose.js'
import type { Answers, Stances } from './store.js'

/** What of the rows can be shown: all changes, those behind which comments stand, or commented words that stayed. */
export const SHOWS = ['all', 'with-comments', 'unchanged-with-comments'] as const
export type Show = (typeof SHOWS)[number]

/** A row with a place of its own on the page; of an unchanged paragraph, its words. */
type ShownRow = Omit<ChangeRow, 'change'> & { change: ChangeRow['change'] | 'unchanged' }

interface Sides {
  slug: string
  from: number
  to: number
  stances: ReadonlyMap<string, Stances>
  answers: ReadonlyMap<string, Answers>
}

interface RowView {
  /** How many are folded away here, in words; null: a change, which `view` shows. */
  folded: string | null
  paragraphs: { number: string; url: string; text: string }[]
  id: string
  view: ReturnType<typeof changeView> | null
}

/** Rows → what the template shows; unchanged stretches are folded, and each change has a place to go to. */
export function rowViews(rows: readonly Row[], show: Show, sides: Sides, t: Translate): RowView[] {
  let place = 0
  const placed = (row: ShownRow, said: Stances | null): RowView => {
    place += 1
    return { folded: null, paragraphs: [], id: `change-${place}`, view: changeView(row, said, sides, t) }
  }
  return rows.flatMap((row): RowView[] => {
    if (row.change === 'unchanged') {
      if (show === 'with-comments') return []
      if (show === 'unchanged-with-comments')
        return row.paragraphs.flatMap(pair => {
          const said = sides.stances.get(pair.old.id)
          return said ? [placed(unchangedRow(pair), said)] : []
        })
      const paragraphs = row.paragraphs.map(({ next }) => ({ ...linkTo(next, sides, 'to'), text: next.text }))
      return [
        { folded: t('reports.changes.unchanged-run', { count: paragraphs.length }), paragraphs, id: '', view: null },
      ]
    }
    const said = row.old && sides.stances.get(row.old.id)
    if (show === 'unchanged-with-comments' || (show === 'with-comments' && !said)) return []
    return [placed(row, said ?? null)]
  })
}

function unchangedRow({ old, next }: SameRow['paragraphs'][number]): ShownRow {
  return { change: 'unchanged', old, next, words: [{ op: 'same', text: next.text }], confidence: null }
}

function changeView(row: ShownRow, said: Stances | null, sides: Sides, t: Translate) {
  const renumbered = row.old !== null && row.next !== null && row.old.number !== row.next.number
  return {
    change: row.change,
    heading: t(`reports.changes.did.${row.change}`, { number: (row.next ?? row.old)!.number }),
    kind: (row.next ?? row.old)!.kind,
    old: row.old && linkTo(row.old, sides, 'from'),
    next: row.next && linkTo(row.next, sides, 'to'),
    renumbered,
    words: row.words.map(segment => ({ op: segment.op, text: segment.text })),
    before: sideOf(row.words, 'deleted'),
    after: sideOf(row.words, 'inserted'),
    said: said && {
      url: linkTo(row.old!, sides, 'from').url,
      words: t(row.change === 'unchanged' ? 'reports.changes.comments-same' : 'reports.changes.comments', {
        count: total(said),
      }),
      stances: Object.entries(said).map(([stance, count]) => ({
        stance,
        words: t('reports.changes.stance', { count, stance: t(`reports.changes.stances.${stance}`) }),
      })),
      answers: Object.entries(sides.answers.get(row.old!.id) ?? {}).map(([disposition, count]) =>
        t('reports.changes.stance', { count, stance: t(`responses.dispositions.${disposition}`) }),
      ),
      answersUrl: `${reportPath(sides.slug)}/responses?${new URLSearchParams({
        version: String(sides.from),
        paragraph: row.old!.slug,
      })}`,
    },
  }
}

/** One side of the difference: the words that are the same, and its own. */
function sideOf(words: readonly Segment[], own: 'deleted' | 'inserted') {
  return words.filter(({ op }) => op === 'same' || op === own).map(({ op, text }) => ({ marked: op === own, text }))
}

function linkTo(paragraph: ComparedParagraph, { slug, from, to }: Sides, side: 'from' | 'to') {
  return { number: paragraph.number, url: paragraphPath(slug, side === 'from' ? from : to, paragraph.slug) }
}

const total = (said: Stances) => Object.values(said).reduce((sum, count) => sum + count, 0)
