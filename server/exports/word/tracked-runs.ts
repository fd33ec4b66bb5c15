import {
  CommentRangeEnd,
  CommentRangeStart,
  CommentReference,
  DeletedTextRun,
  ExternalHyperlink,
  InsertedTextRun,
  InternalHyperlink,
  type IRunOptions,
  type ParagraphChild,
  TextRun,
} from 'docx'
import type { SuggestedSegment, Suggestion } from '../../lineage/index.js'
import { directionOf, printable } from '../text.js'
import { between, type InlineLook, type Span } from './inline.js'

/** A change that Word and LibreOffice show as its author's, to be accepted or rejected. */
export interface TrackedChange extends Suggestion {
  author: string
  /** When it was written. */
  at: Date
  /** Of the comment that proposes it. */
  url: string
  /** Whether an editor has given it other words. */
  reworded: boolean
}

/** A change with the number of its Word comment. */
export interface NumberedChange extends TrackedChange {
  comment: number
}

/** What runs need of the whole document. */
export interface Numbering {
  /** Ids of tracked changes, unique in the document. */
  nextId(): number
  /** Slug → name of the bookmark there; undefined: there is no such block. */
  bookmarkOf(slug: string): string | undefined
}

/** A block's text with its changes, of which a window at a time is written: a cell of a row, or all of it. */
export interface TrackedText {
  spans: readonly Span[]
  segments: readonly SuggestedSegment[]
  changes: readonly NumberedChange[]
}

/** The runs between two places of the text; words are put in at a place after `after` (the window before's end). */
export function runsBetween(
  { spans, segments, changes }: TrackedText,
  window: { from: number; to: number; after: number },
  numbering: Numbering,
): ParagraphChild[] {
  const children: ParagraphChild[] = []
  const noted = firstAndLast(segments)
  let at = 0
  let deleted: { by: number; look: InlineLook } | null = null
  for (const [k, { op, text, by }] of segments.entries()) {
    const start = at
    if (op !== 'inserted') at += text.length
    const [from, to] = [Math.max(start, window.from), Math.min(at, window.to)]
    const isHere = op === 'inserted' ? start > window.after && start <= window.to : from < to
    // Between cells, what is deleted cannot be shown; its note stands with what follows or precedes it.
    if (!isHere) continue
    const change = changes[by]
    if (change && noted.first.get(by) === k) children.push(new CommentRangeStart(change.comment))
    if (op === 'inserted') {
      const look = deleted?.by === by ? deleted.look : lookAt(spans, start)
      children.push(...inserted(text, look, change!, numbering))
    } else {
      const pieces = between(spans, from, to)
      deleted = op === 'deleted' ? { by, look: pieces[0]?.look ?? {} } : null
      for (const piece of pieces) children.push(...linked(piece, op === 'deleted' ? change! : null, numbering))
    }
    if (change && noted.last.get(by) === k) {
      children.push(new CommentRangeEnd(change.comment))
      children.push(new TextRun({ children: [new CommentReference(change.comment)] }))
    }
  }
  return children
}

/** A note stands at the first place that a change changes: what is deleted there and what is put in. */
function firstAndLast(segments: readonly SuggestedSegment[]) {
  const first = new Map<number, number>()
  const last = new Map<number, number>()
  for (const [k, { by }] of segments.entries()) {
    if (by < 0) continue
    if (!first.has(by)) first.set(by, k)
    else if (last.get(by) !== k - 1) continue
    last.set(by, k)
  }
  return { first, last }
}

function lookAt(spans: readonly Span[], at: number): InlineLook {
  const [span] = between(spans, Math.max(0, at - 1), Math.max(1, at))
  const { href: _, script: __, ...look } = span?.look ?? {}
  return look
}

function inserted(text: string, look: InlineLook, change: TrackedChange, numbering: Numbering): ParagraphChild[] {
  return lines(text, look).map(run => new InsertedTextRun({ ...run, ...marks(change, numbering) }))
}

function linked({ shown, look }: Span, change: TrackedChange | null, numbering: Numbering): ParagraphChild[] {
  const target = look.href?.startsWith('#') ? numbering.bookmarkOf(look.href.slice(1)) : undefined
  const web = look.href !== undefined && /^(?:https?|mailto):/i.test(look.href) ? look.href : undefined
  const runs = lines(shown, look, (target ?? web) ? 'Hyperlink' : undefined).map(run =>
    change ? new DeletedTextRun({ ...run, ...marks(change, numbering) }) : new TextRun(run),
  )
  if (web !== undefined) return [new ExternalHyperlink({ link: web, children: runs })]
  return target === undefined ? runs : [new InternalHyperlink({ anchor: target, children: runs })]
}

const marks = ({ author, at }: TrackedChange, numbering: Numbering) => ({
  id: numbering.nextId(),
  author: printable(author),
  // Word reads no parts of a second.
  date: at.toISOString().replace(/\.\d+Z$/, 'Z'),
})

function lines(text: string, look: InlineLook, style?: string): IRunOptions[] {
  return printable(text)
    .split('\n')
    .map((line, k) => ({
      text: line,
      ...(k > 0 && { break: 1 }),
      ...(look.bold && { bold: true }),
      ...(look.italics && { italics: true }),
      ...(look.code && { font: 'Consolas' }),
      ...(look.script === 'super' && { superScript: true }),
      ...(look.script === 'sub' && { subScript: true }),
      ...(style && { style }),
      ...(directionOf(line) === 'rtl' && { rightToLeft: true }),
    }))
}
