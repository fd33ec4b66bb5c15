import type { Segment } from '../../lineage/index.js'
import type { Translate } from '../../web/messages.js'
import { paragraphPath } from '../paths.js'
import type { ChangeRow, ComparedParagraph, Row } from './compose.js'
import type { Stances } from './store.js'

/** What of the rows is shown: all changes, or those behind which comments stand. */
export type Show = 'all' | 'with-comments'

interface Sides {
  slug: string
  from: number
  to: number
  stances: ReadonlyMap<string, Stances>
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
  return rows.flatMap((row): RowView[] => {
    if (row.change === 'unchanged') {
      if (show !== 'all') return []
      const paragraphs = row.paragraphs.map(({ next }) => ({ ...linkTo(next, sides, 'to'), text: next.text }))
      return [
        { folded: t('reports.changes.unchanged-run', { count: paragraphs.length }), paragraphs, id: '', view: null },
      ]
    }
    const said = row.old && sides.stances.get(row.old.id)
    if (show === 'with-comments' && !said) return []
    place += 1
    return [{ folded: null, paragraphs: [], id: `change-${place}`, view: changeView(row, said ?? null, sides, t) }]
  })
}

function changeView(row: ChangeRow, said: Stances | null, sides: Sides, t: Translate) {
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
      words: t('reports.changes.comments', { count: total(said) }),
      stances: Object.entries(said).map(([stance, count]) => ({
        stance,
        words: t('reports.changes.stance', { count, stance: t(`reports.changes.stances.${stance}`) }),
      })),
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
