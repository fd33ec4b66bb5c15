import { parseFragment, type DefaultTreeAdapterTypes as Tree, defaultTreeAdapter as tree } from 'parse5'

/** How words of a draft look, as its inline HTML says. */
export interface InlineLook {
  bold?: true
  italics?: true
  code?: true
  script?: 'super' | 'sub'
  /** An address of the web, or `#` and the slug of a block of the draft. */
  href?: string
}

/** A run of a block's text; joined they are the text. `shown`: what stands on paper, with line ends where there are some. */
export interface Span {
  text: string
  shown: string
  look: InlineLook
}

/** A cell of a table's row with its place in the row's text; an empty one has no length. */
export interface Cell {
  from: number
  to: number
  head: boolean
  columns: number
  rows: number
}

const LOOKS: Record<string, InlineLook> = {
  strong: { bold: true },
  b: { bold: true },
  em: { italics: true },
  i: { italics: true },
  code: { code: true },
  sup: { script: 'super' },
  sub: { script: 'sub' },
}

/** A block's HTML → runs of its text. Where the two do not say the same, the text counts, as plain words. */
export function spansOf(text: string, html: string): Span[] {
  const spans = folded(piecesIn(parseFragment(html).childNodes, {}))
  return joined(spans) === text ? spans : plain(text)
}

/** A row's HTML → its cells, and the runs of its text, with plain ` | ` between them. */
export function cellsOf(text: string, html: string): { cells: Cell[]; spans: Span[] } {
  const cells: Cell[] = []
  const spans: Span[] = []
  let at = 0
  for (const element of elementsNamed(parseFragment(`<table><tr>${html}</tr></table>`).childNodes, ['td', 'th'])) {
    const own = folded(piecesIn(element.childNodes, {}))
    const length = joined(own).length
    if (length > 0 && at > 0) {
      spans.push({ text: SEPARATOR, shown: SEPARATOR, look: {} })
      at += SEPARATOR.length
    }
    const span = (name: string) => Number(element.attrs.find(attribute => attribute.name === name)?.value ?? 1)
    const place = { from: at, to: at + length, head: element.tagName === 'th' }
    cells.push({ ...place, columns: span('colspan'), rows: span('rowspan') })
    spans.push(...own)
    at += length
  }
  if (cells.length && joined(spans) === text) return { cells, spans }
  return { cells: [{ from: 0, to: text.length, head: false, columns: 1, rows: 1 }], spans: plain(text) }
}

const SEPARATOR = ' | '

/** The runs between two places of the text. */
export function between(spans: readonly Span[], from: number, to: number): Span[] {
  const found: Span[] = []
  let at = 0
  for (const { text, shown, look } of spans) {
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, text.length)]
    // Where more is shown than the text has, the run is one sign: it cannot be cut.
    if (start < end) {
      const whole = text.length !== shown.length
      found.push({ text: text.slice(start, end), shown: whole ? shown : shown.slice(start, end), look })
    }
    at += text.length
  }
  return found
}

const plain = (text: string): Span[] => (text === '' ? [] : [{ text, shown: text, look: {} }])
const joined = (spans: readonly Span[]) => spans.map(({ text }) => text).join('')

/** White space becomes one space, none at the ends, as in a block's text; line ends that are meant are shown. */
function folded(pieces: readonly Omit<Span, 'shown'>[]): Span[] {
  const spans: Span[] = []
  let space: { shown: string; look: InlineLook } = { shown: '', look: {} }
  for (const { text, look } of pieces) {
    for (const part of text.normalize('NFC').split(/(\s+)/)) {
      if (part === '') continue
      if (part.trim() === '') {
        const shown = look.code || part === BREAK ? part : ' '
        space = { shown: space.shown.replace(/^ $/, '') + shown, look }
        continue
      }
      if (space.shown && spans.length) add(spans, ' ', space.shown.includes('\n') ? space.shown : ' ', space.look)
      space = { shown: '', look }
      add(spans, part, part, look)
    }
  }
  return spans
}

/** Goes on with the run before where that looks the same, and neither is a sign of which more is shown. */
function add(spans: Span[], text: string, shown: string, look: InlineLook): void {
  const last = spans.at(-1)
  if (last?.look === look && text.length === shown.length && last.text.length === last.shown.length) {
    last.text += text
    last.shown += shown
  } else spans.push({ text, shown, look })
}

/** Stands for a <br> until white space is folded. */
const BREAK = '\n'

function piecesIn(nodes: readonly Tree.ChildNode[], look: InlineLook): Omit<Span, 'shown'>[] {
  return nodes.flatMap(node => {
    // A line end in the file is a space; one in code, or a <br>, is meant.
    if (tree.isTextNode(node)) return [{ text: look.code ? node.value : node.value.replaceAll('\n', ' '), look }]
    if (!tree.isElementNode(node)) return []
    if (node.tagName === 'br') return [{ text: BREAK, look }]
    const href = node.tagName === 'a' ? node.attrs.find(({ name }) => name === 'href')?.value : undefined
    return piecesIn(node.childNodes, { ...look, ...LOOKS[node.tagName], ...(href && { href }) })
  })
}

function elementsNamed(nodes: readonly Tree.ChildNode[], names: readonly string[]): Tree.Element[] {
  return nodes.flatMap(node => {
    if (!tree.isElementNode(node)) return []
    return names.includes(node.tagName) ? [node] : elementsNamed(node.childNodes, names)
  })
}
