import { type Segment, wordDifferences } from './differences.js'

/**
 * Suggested changes to one text: what each replaces word by word, which of them want the same words, and what becomes
 * of the text. Places are UTF-16 code units of the text; `end` is the first one after it.
 */

/** Other words for a part of a text; `start` = `end`: words that are put in. */
export interface Suggestion {
  start: number
  end: number
  wording: string
}

/** What a suggestion does, no wider than it has to be. */
export type Edit = Suggestion

/** A run of the text with all suggestions in it; `by`: the index of the suggestion that does it, -1 for words that stay. */
export interface SuggestedSegment extends Segment {
  by: number
}

/** Between the cells of a table's row, which each stay where they are. */
const CELL = ' | '

/**
 * The words that a suggestion changes, in their order; none where it says what stands there already.
 * @example editsOf('A red dog', { start: 0, end: 9, wording: 'A blue dog' }) // [{ start: 2, end: 5, wording: 'blue' }]
 */
export function editsOf(text: string, { start, end, wording }: Suggestion): Edit[] {
  const before = text.slice(start, end).split(CELL)
  const after = wording.split(CELL)
  // With another number of cells, or without any, it is one text.
  const parts = before.length === after.length ? before : [before.join(CELL)]
  const edits: Edit[] = []
  let at = start
  for (const [k, part] of parts.entries()) {
    edits.push(...editsWithin(part, parts === before ? after[k]! : wording, at))
    at += part.length + CELL.length
  }
  return edits
}

function editsWithin(before: string, after: string, from: number): Edit[] {
  const edits: Edit[] = []
  let at = from
  let last: Edit | null = null
  for (const { op, text } of wordDifferences(before, after)) {
    if (op === 'same') {
      at += text.length
      last = null
      continue
    }
    if (!last) {
      last = { start: at, end: at, wording: '' }
      edits.push(last)
    }
    if (op === 'inserted') last.wording += text
    else {
      at += text.length
      last.end = at
    }
  }
  return edits
}

/** Whether two suggestions for one text change the same words, or put words in at one point, so that only one can hold. */
export function conflict(text: string, a: Suggestion, b: Suggestion): boolean {
  const others = editsOf(text, b)
  return editsOf(text, a).some(one => others.some(other => meet(one, other)))
}

function meet(a: Edit, b: Edit): boolean {
  if (a.start < b.end && b.start < a.end) return true
  // Words put in at the edge of others' change: nobody can say which come first.
  const putIn = a.start === a.end || b.start === b.end
  return putIn && a.start <= b.end && b.start <= a.end
}

/** Suggestions → groups of indices: those that conflict, with each other or by way of a third. In the order of the first. */
export function conflictGroups(text: string, suggestions: readonly Suggestion[]): number[][] {
  const edits = suggestions.map(suggestion => editsOf(text, suggestion))
  const groupOf = suggestions.map((_, k) => k)
  for (let a = 0; a < edits.length; a++)
    for (let b = a + 1; b < edits.length; b++) {
      if (groupOf[a] === groupOf[b]) continue
      if (!edits[a]!.some(one => edits[b]!.some(other => meet(one, other)))) continue
      const gone = groupOf[b]!
      for (const [k, group] of groupOf.entries()) if (group === gone) groupOf[k] = groupOf[a]!
    }
  const groups = new Map<number, number[]>()
  for (const [k, group] of groupOf.entries()) groups.set(group, [...(groups.get(group) ?? []), k])
  return [...groups.values()]
}

/**
 * The text with suggestions of which no two conflict: `same` and `deleted` joined are the text, `same` and `inserted`
 * joined are what it becomes. What is deleted stands before what replaces it.
 * @throws if two conflict
 */
export function suggestedText(text: string, suggestions: readonly Suggestion[]): SuggestedSegment[] {
  const edits = suggestions
    .flatMap((suggestion, by) => editsOf(text, suggestion).map(edit => ({ ...edit, by })))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  const segments: SuggestedSegment[] = []
  const add = (op: Segment['op'], words: string, by: number) => {
    if (words !== '') segments.push({ op, text: words, by })
  }
  let at = 0
  let last: (Edit & { by: number }) | null = null
  for (const edit of edits) {
    if (last && last.by !== edit.by && meet(last, edit)) throw new Error('suggestions for the same words')
    add('same', text.slice(at, edit.start), -1)
    add('deleted', text.slice(edit.start, edit.end), edit.by)
    add('inserted', edit.wording, edit.by)
    at = edit.end
    last = edit
  }
  add('same', text.slice(at), -1)
  return segments
}

/** What a text becomes. @throws if two conflict */
export function applySuggestions(text: string, suggestions: readonly Suggestion[]): string {
  return suggestedText(text, suggestions).reduce(
    (all, { op, text: words }) => (op === 'deleted' ? all : all + words),
    '',
  )
}

/**
 * What a proposed wording replaces in a paragraph's text: the words that it quotes, or all of them where it keeps more
 * of these: the form gives the whole paragraph as it should read, also to who has quoted.
 */
export function replacedBy(text: string, quote: { start: number; end: number } | null, wording: string): Suggestion {
  const whole = { start: 0, end: text.length, wording }
  if (!quote) return whole
  const part = { ...quote, wording }
  return shareThatStays(text, whole) > shareThatStays(text, part) ? whole : part
}

function shareThatStays(text: string, { start, end, wording }: Suggestion): number {
  const before = text.slice(start, end)
  const kept = wordDifferences(before, wording).reduce(
    (sum, { op, text }) => (op === 'same' ? sum + text.length : sum),
    0,
  )
  return kept / Math.max(before.length, wording.length, 1)
}

/** A wording as it can stand in a paragraph's text: one space between words, a line end for an empty line. */
export function wordingFor(typed: string): string {
  return typed
    .normalize('NFC')
    .trim()
    .split(/\s*\n\s*\n\s*/)
    .map(paragraph => paragraph.replace(/\s+/g, ' '))
    .join('\n')
}
