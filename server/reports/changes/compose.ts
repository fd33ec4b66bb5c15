/**
 * Two versions and their lineage → the rows of the page that shows what changed, in the order of the newer version; what
 * was removed stands where it stood. Pure.
 */
import type { Lineage, Link } from '../../lineage/index.js'
import { type Segment, wordDifferences } from '../../lineage/index.js'

export interface ComparedParagraph {
  id: string
  kind: string
  number: string
  slug: string
  text: string
}

/** What happened to a paragraph, as the page says it. */
export type RowChange = 'edited' | 'moved' | 'moved-and-edited' | 'split' | 'merged' | 'added' | 'removed'

export interface ChangeRow {
  change: RowChange
  /** Null: added, or removed. */
  old: ComparedParagraph | null
  next: ComparedParagraph | null
  /** From the old words to the new ones; of an added or removed paragraph all of it is inserted or deleted. */
  words: readonly Segment[]
  confidence: number | null
}

/** Paragraphs that stayed as they were, in a row. */
export interface SameRow {
  change: 'unchanged'
  paragraphs: readonly { old: ComparedParagraph; next: ComparedParagraph }[]
}

export type Row = ChangeRow | SameRow

export interface Changes {
  rows: readonly Row[]
  counts: Readonly<Record<RowChange | 'unchanged', number>>
}

/** Composes the rows; a paragraph that was split or merged has a row for each part. */
export function composeChanges(
  old: readonly ComparedParagraph[],
  next: readonly ComparedParagraph[],
  lineage: Pick<Lineage, 'links' | 'removed'>,
): Changes {
  const links = groupBy(lineage.links)
  const removedAfter = placeRemoved(lineage)
  const rows: Row[] = []
  let same: { old: ComparedParagraph; next: ComparedParagraph }[] = []
  const endRun = () => {
    if (same.length) rows.push({ change: 'unchanged', paragraphs: same })
    same = []
  }
  const addRemoved = (position: number) => {
    for (const gone of removedAfter.get(position) ?? []) {
      endRun()
      rows.push(row('removed', old[gone]!, null, null))
    }
  }
  addRemoved(-1)
  for (const [j, paragraph] of next.entries()) {
    const from = links.get(j) ?? []
    const only = from.length === 1 ? from[0]! : undefined
    if (only?.change === 'unchanged') same.push({ old: old[only.old]!, next: paragraph })
    else {
      endRun()
      if (from.length === 0) rows.push(row('added', null, paragraph, null))
      for (const link of from)
        rows.push(row(link.change === 'unchanged' ? 'merged' : link.change, old[link.old]!, paragraph, link.confidence))
    }
    addRemoved(j)
  }
  endRun()
  return { rows, counts: count(rows) }
}

function row(
  change: RowChange,
  old: ComparedParagraph | null,
  next: ComparedParagraph | null,
  confidence: number | null,
): ChangeRow {
  return { change, old, next, words: wordDifferences(old?.text ?? '', next?.text ?? ''), confidence }
}

function groupBy(links: readonly Link[]): Map<number, Link[]> {
  const groups = new Map<number, Link[]>()
  for (const link of links) {
    const known = groups.get(link.new)
    if (known) known.push(link)
    else groups.set(link.new, [link])
  }
  return groups
}

/** New position → the old ones that are gone and stood after what that was; −1: before everything. */
function placeRemoved({ links, removed }: Pick<Lineage, 'links' | 'removed'>): Map<number, number[]> {
  const became = new Map<number, number>()
  for (const link of links)
    if (link.change !== 'moved' && link.change !== 'moved-and-edited') became.set(link.old, link.new)
  const places = new Map<number, number[]>()
  let before = -1
  let at = 0
  for (const gone of removed) {
    for (; at < gone; at += 1) before = became.get(at) ?? before
    places.set(before, [...(places.get(before) ?? []), gone])
  }
  return places
}

function count(rows: readonly Row[]): Changes['counts'] {
  const counts = { unchanged: 0, edited: 0, moved: 0, 'moved-and-edited': 0, split: 0, merged: 0, added: 0, removed: 0 }
  for (const one of rows) counts[one.change] += one.change === 'unchanged' ? one.paragraphs.length : 1
  return counts
}
