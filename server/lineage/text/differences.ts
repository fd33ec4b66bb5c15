import { alignWords } from './sequence.js'
import { pieces } from './words.js'

/** A run of a text's words, in the order in which a person reads them: what was deleted stands before what replaced it. */
export interface Segment {
  op: 'same' | 'inserted' | 'deleted'
  text: string
}

/** A word or a sign with the white space before it. */
interface Token {
  space: string
  word: string
}

/**
 * Between two changes, so few words that stayed are no relief to the reader but clutter: "the", "of the".
 * They are shown as deleted and inserted again. Never more words than either change beside them has.
 */
const CLUTTER_WORDS = 2

/**
 * What became of a text, word by word: deleted and inserted words, grouped so that a person can read them.
 * `same` and `deleted` joined are `before`, `same` and `inserted` joined are `after`. Case and punctuation count.
 *
 * @example wordDifferences('A red dog', 'An old dog')
 * // [{op: 'deleted', text: 'A red'}, {op: 'inserted', text: 'An old'}, {op: 'same', text: ' dog'}]
 */
export function wordDifferences(before: string, after: string): Segment[] {
  if (before === after) return before === '' ? [] : [{ op: 'same', text: before }]
  const old = tokens(before)
  const next = tokens(after)
  const matches = alignWords(
    old.map(token => token.word),
    next.map(token => token.word),
  )
  return render(runs(matches, old.length, next.length), old, next)
}

/** A run of the alignment: tokens `from … to` of each side, the same words on both or a change. */
interface Run {
  same: number
  deleted: [number, number]
  inserted: [number, number]
}

function tokens(text: string): Token[] {
  const found: Token[] = []
  let space = ''
  for (const piece of pieces(text)) {
    if (piece.trim() === '') space += piece
    else {
      found.push({ space, word: piece })
      space = ''
    }
  }
  if (space) found.push({ space, word: '' })
  return found
}

/** Alternating changes and runs that stayed, with the runs that are mere clutter made part of the change around them. */
function runs(matches: readonly (readonly [number, number])[], oldLength: number, newLength: number): Run[] {
  const list: Run[] = []
  let i = 0
  let j = 0
  for (const [oldIndex, newIndex] of [...matches, [oldLength, newLength] as const]) {
    if (oldIndex > i || newIndex > j) list.push({ same: 0, deleted: [i, oldIndex], inserted: [j, newIndex] })
    i = oldIndex + 1
    j = newIndex + 1
    if (oldIndex === oldLength) break
    const last = list.at(-1)
    if (last && last.same > 0) {
      last.same++
      last.deleted[1] = i
      last.inserted[1] = j
    } else list.push({ same: 1, deleted: [oldIndex, i], inserted: [newIndex, j] })
  }
  const kept: Run[] = []
  for (const run of list) {
    const clutter = kept.at(-1)
    const change = kept.at(-2)
    if (run.same === 0 && clutter && change && isClutter(change, clutter, run)) {
      kept.pop()
      change.deleted[1] = run.deleted[1]
      change.inserted[1] = run.inserted[1]
    } else kept.push(run)
  }
  return kept
}

function isClutter(before: Run, same: Run, after: Run): boolean {
  return same.same <= CLUTTER_WORDS && same.same <= weight(before) && same.same <= weight(after)
}

/** Words replaced: a change that only inserts or only deletes is easily read, and swallows nothing. */
function weight(run: Run): number {
  return Math.min(run.deleted[1] - run.deleted[0], run.inserted[1] - run.inserted[0])
}

function render(list: readonly Run[], old: readonly Token[], next: readonly Token[]): Segment[] {
  const segments: Segment[] = []
  let deleted = ''
  let inserted = ''
  const add = (op: Segment['op'], text: string) => {
    if (text === '') return
    const last = segments.at(-1)
    if (last?.op === op) last.text += text
    else segments.push({ op, text })
  }
  const flush = () => {
    const lead = deleted && inserted ? commonSpace(deleted, inserted) : ''
    add('same', lead)
    add('deleted', deleted.slice(lead.length))
    add('inserted', inserted.slice(lead.length))
    deleted = ''
    inserted = ''
  }
  for (const run of list) {
    if (run.same === 0) {
      deleted += join(old, run.deleted)
      inserted += join(next, run.inserted)
      continue
    }
    for (let k = 0; k < run.same; k++) {
      const before = old[run.deleted[0] + k]!
      const after = next[run.inserted[0] + k]!
      if (before.space === after.space) {
        flush()
        add('same', before.space + before.word)
      } else {
        deleted += before.space
        inserted += after.space
        flush()
        add('same', before.word)
      }
    }
  }
  flush()
  return segments
}

function join(list: readonly Token[], [from, to]: readonly [number, number]): string {
  let text = ''
  for (let k = from; k < to; k++) text += list[k]!.space + list[k]!.word
  return text
}

/** The white space with which both texts begin: it did not change. */
function commonSpace(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length] && /\s/.test(a[length]!)) length++
  return a.slice(0, length)
}
