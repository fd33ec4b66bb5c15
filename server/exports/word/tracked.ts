import {
  AlignmentType,
  Bookmark,
  Document,
  HeadingLevel,
  type ICommentOptions,
  type ILevelsOptions,
  type IParagraphOptions,
  LevelFormat,
  Packer,
  Paragraph,
  type ParagraphChild,
  Tab,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { suggestedText } from '../../lineage/index.js'
import { directionOf, printable } from '../text.js'
import type { Translate } from '../words.js'
import { PAGE, pageFooter } from './frame.js'
import { cellsOf, spansOf } from './inline.js'
import { STYLES } from './styles.js'
import { type NumberedChange, type Numbering, runsBetween, type TrackedChange } from './tracked-runs.js'

/** A block of a draft, as drafts/block.ts describes it, with what is to be changed in its text. */
export interface TrackedBlock {
  position: number
  /** Position of the block that holds it. */
  parent: number | null
  kind: string
  level: number
  slug: string
  marker: string | null
  text: string
  html: string
  /** Of its page. */
  url: string
  /** No two in conflict. */
  changes: readonly TrackedChange[]
}

export interface TrackedDraft {
  title: string
  version: string
  url: string
  /** BCP 47. */
  language: string
  creator: string
  /** In the order of the document. */
  blocks: readonly TrackedBlock[]
}

/** The draft's text as a Word document in which the changes are tracked, each with a note that leads to its comment. */
export async function trackedDocument(draft: TrackedDraft, translate: Translate): Promise<Uint8Array> {
  const comments: ICommentOptions[] = []
  const writer = new Writer(draft, translate, comments)
  const children = writer.blocks(null)
  const document = new Document({
    title: printable(draft.title),
    subject: printable(draft.version),
    creator: printable(draft.creator),
    lastModifiedBy: '',
    description: draft.url,
    styles: STYLES(draft.language),
    numbering: { config: writer.lists.map(({ reference, start }) => ({ reference, levels: levels(start) })) },
    comments: { children: comments },
    // What the editors change in the file is tracked as well.
    features: { updateFields: false, trackRevisions: true },
    sections: [
      {
        properties: {
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: { top: 1300, bottom: 1200, left: PAGE.margin, right: PAGE.margin, footer: 600 },
          },
        },
        footers: { default: pageFooter(translate) },
        children,
      },
    ],
  })
  return new Uint8Array(await Packer.toArrayBuffer(document))
}

const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
]
/** What a list without counting shows; any other marker is printed as it stands. */
const BULLET = /^[•◦▪▫‣⁃∙·●○■□–—*o-]$/
const COUNTED = /^(\d{1,9})\.$/
const STEP = 360
const TEXT_WIDTH = PAGE.width - 2 * PAGE.margin

/** `start` 0: bullets. */
function levels(start: number): ILevelsOptions[] {
  return [0, 1, 2, 3, 4, 5, 6, 7, 8].map(level => ({
    level,
    start: start || 1,
    format: start ? LevelFormat.DECIMAL : LevelFormat.BULLET,
    text: start ? `%${level + 1}.` : '•◦▪'.charAt(level % 3),
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: STEP * (level + 1), hanging: STEP } } },
  }))
}

class Writer implements Numbering {
  /** Those that are counted, each with its first number, and the one of all bullets. */
  readonly lists = [{ reference: 'bullets', start: 0 }]
  #ids = 0
  #linked: ReadonlySet<string>
  #positions: ReadonlyMap<string, number>
  #children = new Map<number | null, TrackedBlock[]>()
  /** By their parent: the last counted item, its list and its number. */
  #counting = new Map<string, { reference: string; last: number }>()

  constructor(
    draft: TrackedDraft,
    private readonly translate: Translate,
    private readonly comments: ICommentOptions[],
  ) {
    this.#positions = new Map(draft.blocks.map(({ slug, position }) => [slug, position]))
    const targets = draft.blocks.flatMap(({ html }) =>
      [...html.matchAll(/<a href="#([^"]*)"/g)].map(([, slug]) => slug!),
    )
    this.#linked = new Set(targets)
    for (const block of draft.blocks)
      this.#children.set(block.parent, [...(this.#children.get(block.parent) ?? []), block])
  }

  nextId(): number {
    return ++this.#ids
  }

  bookmarkOf(slug: string): string | undefined {
    const position = this.#positions.get(slug)
    return position === undefined ? undefined : `block_${position}`
  }

  blocks(parent: number | null): (Paragraph | Table)[] {
    return (this.#children.get(parent) ?? []).flatMap((block, k, all) => [
      ...(block.kind === 'footnote' && all[k - 1]?.kind !== 'footnote' ? [this.notesHeading()] : []),
      ...this.block(block),
    ])
  }

  private notesHeading(): Paragraph {
    return new Paragraph({ heading: HeadingLevel.HEADING_2, children: [new TextRun(this.translate('notes'))] })
  }

  private block(block: TrackedBlock): (Paragraph | Table)[] {
    const nested = block.kind === 'table' ? [] : this.blocks(block.position)
    switch (block.kind) {
      case 'heading':
        return [this.paragraph(block, this.headingOf(block)), ...nested]
      case 'list-item':
        return [this.item(block), ...nested]
      case 'table':
        return this.table(block)
      case 'quote':
        return [this.paragraph(block, { style: 'Quoted' }), ...nested]
      case 'code':
        return [this.paragraph(block, { style: 'DraftWords', keepNext: false }), ...nested]
      case 'figure':
        return [...this.figure(block), ...nested]
      case 'footnote':
        return [this.paragraph(block, { style: 'Small' }, `[${/\d+$/.exec(block.slug)?.[0] ?? block.slug}]`), ...nested]
      default:
        return [this.paragraph(block, {}), ...nested]
    }
  }

  private headingOf({ slug, level }: TrackedBlock): IParagraphOptions {
    return { heading: slug === 'title' ? HeadingLevel.TITLE : HEADINGS[Math.min(Math.max(level, 1), 6) - 1]! }
  }

  private item(block: TrackedBlock): Paragraph {
    const level = Math.min(Math.max(block.level, 1), 9) - 1
    const { marker } = block
    if (marker === null || BULLET.test(marker))
      return this.paragraph(block, { numbering: { reference: 'bullets', level } })
    const counted = COUNTED.exec(marker)
    if (counted)
      return this.paragraph(block, { numbering: { reference: this.listOf(block, Number(counted[1])), level } })
    const left = STEP * (level + 2)
    return this.paragraph(
      block,
      { indent: { left, hanging: 2 * STEP }, tabStops: [{ type: 'left', position: left }] },
      marker,
    )
  }

  private listOf({ parent, level }: TrackedBlock, number: number): string {
    const key = `${parent} ${level}`
    const known = this.#counting.get(key)
    const reference = known?.last === number - 1 ? known.reference : `list-${this.lists.length}`
    if (reference !== known?.reference) this.lists.push({ reference, start: number })
    this.#counting.set(key, { reference, last: number })
    return reference
  }

  private figure(block: TrackedBlock): Paragraph[] {
    const note = new TextRun({ text: printable(this.translate('figure', { url: block.url })), italics: true })
    return [
      new Paragraph({ children: [note] }),
      ...(block.text === '' ? [] : [this.paragraph({ ...block, html: '' }, {})]),
    ]
  }

  private table(block: TrackedBlock): (Paragraph | Table)[] {
    const rows = (this.#children.get(block.position) ?? []).map(row => this.row(row))
    const caption = block.text === '' ? [] : [this.paragraph(block, { keepNext: true })]
    const table = new Table({ width: { size: TEXT_WIDTH, type: WidthType.DXA }, rows })
    return rows.length ? [...caption, table, new Paragraph('')] : caption
  }

  private row(block: TrackedBlock): TableRow {
    const { cells, spans } = cellsOf(block.text, block.html)
    const tracked = this.tracked(block, spans)
    let after = -1
    const last = cells.findLastIndex(({ from, to }) => from < to)
    const written = cells.map(({ from, to, head, columns, rows }, k) => {
      // An empty cell stands where the one before ends, and that is where words are put in.
      const window = { from, to: from === to && last >= 0 ? after : to, after }
      const runs = runsBetween(tracked, { ...window, ...(k === last && { to: Math.max(to, block.text.length) }) }, this)
      after = Math.max(after, window.to)
      return new TableCell({
        columnSpan: columns,
        rowSpan: rows,
        margins: { top: 50, bottom: 50, left: 90, right: 90 },
        children: [
          this.laidOut({ style: head ? 'TableLabel' : 'TableText' }, block.text, this.marked(block, k === 0, runs)),
        ],
      })
    })
    return new TableRow({ cantSplit: true, tableHeader: cells.every(({ head }) => head), children: written })
  }

  private paragraph(block: TrackedBlock, options: IParagraphOptions, before = ''): Paragraph {
    const tracked = this.tracked(block, spansOf(block.text, block.html))
    const runs = runsBetween(tracked, { from: 0, to: block.text.length, after: -1 }, this)
    return this.laidOut(options, block.text, [
      ...(before === '' ? [] : [new TextRun({ children: [printable(before), new Tab()] })]),
      ...this.marked(block, true, runs),
    ])
  }

  private laidOut(options: IParagraphOptions, text: string, children: ParagraphChild[]): Paragraph {
    return new Paragraph({ ...options, ...(directionOf(text) === 'rtl' && { bidirectional: true }), children })
  }

  /** With the bookmark to which others refer. */
  private marked({ slug }: TrackedBlock, isFirst: boolean, runs: ParagraphChild[]): ParagraphChild[] {
    const id = this.bookmarkOf(slug)
    return isFirst && id && this.#linked.has(slug) ? [new Bookmark({ id, children: [] }), ...runs] : runs
  }

  private tracked({ text, changes }: TrackedBlock, spans: ReturnType<typeof spansOf>) {
    return { spans, segments: suggestedText(text, changes), changes: changes.map(change => this.note(change)) }
  }

  private note(change: TrackedChange): NumberedChange {
    const { author, at, url, reworded } = change
    const comment = this.comments.length
    const words = reworded ? this.translate('reworded', { url }) : this.translate('note', { url })
    const children = [new Paragraph(printable(words))]
    this.comments.push({ id: comment, author: printable(author), initials: initialsOf(author), date: at, children })
    return { ...change, comment }
  }
}

const initialsOf = (name: string) =>
  printable(name)
    .split(/\s+/)
    .map(word => [...word][0] ?? '')
    .join('')
    .slice(0, 4)
