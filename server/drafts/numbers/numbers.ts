/**
 * Gives every block the number that a person says on the phone, and its form for an address.
 *
 * A heading keeps the number that it prints, or gets one (heading-labels.ts). Within a section, paragraphs, items, quotes and
 * code share one count (`3.2 ¶4`), tables and figures have their own (`3.2 table 1 row 5`), and footnotes are counted
 * through the document.
 */
import type { BlockKind } from '../block.js'
import type { RawBlock } from '../outline/outline.js'
import { headingLabels, ownNumbers } from './heading-labels.js'

export interface BlockNumber {
  number: string
  slug: string
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
  const [own, ...theirs] = ownNumbers([first, ...peers])
  return own === null && theirs.every(number => number !== null) ? first : null
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

/** Whatever the words of a draft may bring together: no number and no address is given twice. */
function uniqueNumbers(): (wanted: BlockNumber) => BlockNumber {
  const numbers = new Map<string, number>()
  const slugs = new Map<string, number>()
  return ({ number, slug }) => ({
    number: unused(number, numbers, n => `${number} (${n})`),
    slug: unused(slug, slugs, n => `${slug}_${n}`),
  })
}

/** @param used with how often each was asked for, so that the next is found at once */
function unused(wanted: string, used: Map<string, number>, another: (n: number) => string): string {
  let given = wanted
  let asked = used.get(wanted) ?? 0
  while (asked > 0 && used.has(given)) given = another(++asked)
  used.set(wanted, Math.max(asked, 1))
  if (given !== wanted) used.set(given, 1)
  return given
}
