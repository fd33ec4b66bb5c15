/**
 * Gives every block the number that a person says on the phone, and its form for an address.
 *
 * A heading keeps the number that it prints. One without is counted within the section that holds it, and where its
 * neighbours do print numbers, it takes one that none of them has: `3.1a` after 3.1, `0a` before the first, the next in
 * line after the last. Within a section, paragraphs, items, quotes and code share one count (`3.2 ¶4`), tables and figures
 * have their own (`3.2 table 1 row 5`), and footnotes are counted through the document.
 */
import type { BlockKind } from './block.js'
import { numeral } from './numerals.js'
import type { RawBlock } from './outline.js'
import { printedNumbers } from './printed-number.js'

export interface BlockNumber {
  number: string
  slug: string
}

interface Heading {
  block: RawBlock
  own: string | null
  parent: Heading | null
  label: string
}

/** What is said of the title, which is no section: text between it and the first section is `¶1`. */
const TITLE = 'title'

export function numberBlocks(blocks: readonly RawBlock[], title: RawBlock | null): Map<RawBlock, BlockNumber> {
  const labels = headingLabels(blocks.filter(block => block.kind === 'heading' && block !== title))
  const numbers = new Map<RawBlock, BlockNumber>()
  const unique = uniqueNumbers()
  let section = newSection({ number: '', slug: '' })
  let footnotes = 0
  for (const block of blocks) {
    let given: BlockNumber
    if (block === title) {
      given = unique({ number: TITLE, slug: TITLE })
    } else if (block.kind === 'heading') {
      const { label, slug } = labels.get(block)!
      given = unique({ number: label, slug })
      section = newSection(given)
    } else if (block.kind === 'footnote') {
      footnotes++
      given = unique({ number: `footnote ${footnotes}`, slug: `footnote-${footnotes}` })
    } else {
      given = unique(section.next(block, numbers.get(block.parent ?? block)))
    }
    numbers.set(block, given)
  }
  return numbers
}

/** A first heading that stands alone on its level and prints no number is the name of the whole, not of a section. */
export function titleHeading(blocks: readonly RawBlock[]): RawBlock | null {
  const headings = blocks.filter(({ kind }) => kind === 'heading')
  const [first, ...others] = headings
  if (first?.level !== 1) return null
  const peers = others.filter(({ level }) => level === 1)
  const [own, ...theirs] = printedNumbers([first, ...peers].map(({ text }) => text))
  return own === null && theirs.every(number => number !== null) ? first : null
}

function headingLabels(headings: readonly RawBlock[]): Map<RawBlock, { label: string; slug: string }> {
  const tree = headingTree(headings)
  const printed = new Set(tree.flatMap(({ own }) => (own === null ? [] : [own])))
  const given = new Set<string>()
  const result = new Map<RawBlock, { label: string; slug: string }>()
  const isFree = (label: string) => !printed.has(label) && !given.has(label)
  const families = Map.groupBy ? Map.groupBy(tree, ({ parent }) => parent) : groupByParent(tree)
  for (const heading of tree) {
    let repeats = 1
    if (heading.own === null) {
      heading.label = freeLabel(heading, families.get(heading.parent)!, isFree)
    } else if (!given.has(heading.own)) {
      heading.label = heading.own
    } else {
      const within = heading.parent && withinLabel(heading.parent.label, heading.own)
      if (within && isFree(within)) heading.label = within
      else for (heading.label = heading.own; given.has(heading.label); ) heading.label = `${heading.own} (${++repeats})`
    }
    given.add(heading.label)
    const slug = repeats > 1 ? `${slugOf(heading.own!)}_${repeats}` : slugOf(heading.label)
    result.set(heading.block, { label: heading.label, slug })
  }
  return result
}

function headingTree(headings: readonly RawBlock[]): Heading[] {
  const own = new Map<RawBlock, string | null>()
  for (const level of new Set(headings.map(heading => heading.level))) {
    const peers = headings.filter(heading => heading.level === level)
    printedNumbers(peers.map(({ text }) => text)).forEach((number, i) => {
      own.set(peers[i]!, number)
    })
  }
  const open: Heading[] = []
  return headings.map(block => {
    while (open.length > 0 && open.at(-1)!.block.level >= block.level) open.pop()
    const heading = { block, own: own.get(block)!, parent: open.at(-1) ?? null, label: '' }
    open.push(heading)
    return heading
  })
}

/** A number for a heading that prints none, which no other has or prints. */
function freeLabel(heading: Heading, family: readonly Heading[], isFree: (label: string) => boolean): string {
  const at = family.indexOf(heading)
  const prefix = heading.parent ? `${heading.parent.label}.` : ''
  const before = family.slice(0, at)
  if (family.every(({ own }) => own === null)) {
    const arabic = family.map((_, i) => `${prefix}${i + 1}`)
    // “Part one” above sections that count from 1 through all parts.
    const roman = family.map((_, i) => `${prefix}${numeral(i + 1, 'upper-roman')}`)
    // Those before it were given theirs by the same choice, so that it is asked from this one on.
    if (arabic.slice(at).every(isFree)) return arabic[at]!
    if (roman.slice(at).every(isFree)) return roman[at]!
  } else if (family.slice(at).some(({ own }) => own !== null)) {
    const last = before.findLast(({ own }) => own !== null)
    const base = last?.label ?? `${prefix}0`
    const suffix = /\d$/.test(base) ? (n: number) => numeral(n, 'lower-alpha') : (n: number) => `-${n}`
    return firstFree(n => base + suffix(n), isFree)
  } else {
    const last = before.map(({ label }) => /^(.*?)(\d+)$/.exec(label)).findLast(match => match !== null)
    if (last) return firstFree(n => `${last[1]}${Number(last[2]) + n}`, isFree)
  }
  return firstFree(n => `${prefix}${n}`, isFree)
}

function firstFree(label: (n: number) => string, isFree: (label: string) => boolean): string {
  let n = 1
  while (!isFree(label(n))) n++
  return label(n)
}

/** A number that another part has too, told apart by its own: `Part II 1`, `2.1`. */
function withinLabel(parent: string, own: string): string {
  return /^[\d.]+$/.test(parent) && /^\d+$/.test(own) ? `${parent}.${own}` : `${parent} ${own}`
}

function groupByParent(tree: readonly Heading[]): Map<Heading | null, Heading[]> {
  const families = new Map<Heading | null, Heading[]>()
  for (const heading of tree) families.set(heading.parent, [...(families.get(heading.parent) ?? []), heading])
  return families
}

type Counted = 'paragraph' | 'table' | 'figure'

const COUNTED_AS: Partial<Record<BlockKind, Counted>> = { table: 'table', figure: 'figure' }

function newSection({ number: label, slug: at }: BlockNumber) {
  const counts: Record<Counted, number> = { paragraph: 0, table: 0, figure: 0 }
  const rows = new Map<RawBlock | null, number>()
  const space = label === '' ? '' : ' '
  const hyphen = at === '' ? '' : '-'
  return {
    next(block: RawBlock, table: BlockNumber | undefined): BlockNumber {
      if (block.kind === 'table-row' && table) {
        const row = (rows.get(block.parent) ?? 0) + 1
        rows.set(block.parent, row)
        return { number: `${table.number} row ${row}`, slug: `${table.slug}-row-${row}` }
      }
      const kind = COUNTED_AS[block.kind] ?? 'paragraph'
      const count = ++counts[kind]
      if (kind !== 'paragraph') {
        return { number: `${label}${space}${kind} ${count}`, slug: `${at}${hyphen}${kind}-${count}` }
      }
      return { number: `${label}${space}¶${count}`, slug: at === '' ? `p${count}` : `${at}-${count}` }
    },
  }
}

function slugOf(label: string): string {
  const slug = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return slug === '' ? 'section' : slug
}

/** Whatever the words of a draft may bring together: no number and no address is given twice. */
function uniqueNumbers(): (wanted: BlockNumber) => BlockNumber {
  const numbers = new Set<string>()
  const slugs = new Set<string>()
  return ({ number, slug }) => {
    const given = { number, slug }
    for (let n = 2; numbers.has(given.number); n++) given.number = `${number} (${n})`
    for (let n = 2; slugs.has(given.slug); n++) given.slug = `${slug}_${n}`
    numbers.add(given.number)
    slugs.add(given.slug)
    return given
  }
}
