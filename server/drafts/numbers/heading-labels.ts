/**
 * What headings are called: by the number that they print, which they keep, or by one that no other has. One without is
 * counted within the section that holds it; where its neighbours do print numbers, it takes one that none of them has: `3.1a`
 * after 3.1, `0a` before the first, the next in line after the last.
 */

import type { RawBlock } from '../outline/outline.js'
import { numeral } from './numerals.js'
import { printedNumber, printedNumbers } from './printed-number.js'

export interface HeadingLabel {
  label: string
  slug: string
}

interface Heading {
  block: RawBlock
  own: string | null
  parent: Heading | null
  label: string
  /** Those that stand in the same section. */
  family: Family
}

/** What is known of headings that stand in one section, as they are called one after the other. */
interface Family {
  size: number
  met: number
  /** How many of those still to come print a number. */
  ownLeft: number
  hasOwn: boolean
  /** Called so, of those that print a number: the last one. */
  lastOwn: string | null
  /** The last label that ends in digits, in two parts. */
  lastCount: { stem: string; count: number } | null
  /** How they are counted where none prints a number; decided when the first is called. */
  count: ((place: number) => string) | null
}

/** A number that is longer is none that anybody says. */
const LONGEST_OWN = 40

/** The numbers that headings of one level print, in their order; a number that the file counts is sure. */
export function ownNumbers(peers: readonly RawBlock[]): (string | null)[] {
  const printed = printedNumbers(peers.map(({ text }) => text))
  return peers.map(({ counted }, i) => {
    const own = counted === null ? printed[i]! : (printedNumber(`${counted} –`)?.label ?? counted.trim())
    return own === null || own === '' || own.length > LONGEST_OWN ? null : own
  })
}

/** In time that grows with the number of headings, whatever they print: a draft may be made to be slow. */
export function headingLabels(headings: readonly RawBlock[]): Map<RawBlock, HeadingLabel> {
  const tree = headingTree(headings)
  const labels = createLabels(tree)
  const result = new Map<RawBlock, HeadingLabel>()
  for (const heading of tree) {
    const { own, family, parent } = heading
    let slug: string | null = null
    if (own === null) {
      heading.label = labelWithout(heading, labels)
    } else {
      const within = parent && withinLabel(parent.label, own)
      family.ownLeft--
      if (!labels.given.has(own)) {
        heading.label = own
      } else if (within && labels.isFree(within)) {
        heading.label = within
      } else {
        const repeats = labels.firstFree(own, n => `${own} (${n + 1})`)
        heading.label = `${own} (${repeats + 1})`
        slug = `${slugOf(own)}_${repeats + 1}`
      }
    }
    labels.given.add(heading.label)
    const [, stem, digits] = /^(.*?)(\d+)$/.exec(heading.label) ?? []
    if (digits !== undefined && digits.length < 16) family.lastCount = { stem: stem!, count: Number(digits) }
    if (own !== null) family.lastOwn = heading.label
    family.met++
    result.set(heading.block, { label: heading.label, slug: slug ?? slugOf(heading.label) })
  }
  return result
}

function headingTree(headings: readonly RawBlock[]): Heading[] {
  const own = new Map<RawBlock, string | null>()
  for (const level of new Set(headings.map(heading => heading.level))) {
    const peers = headings.filter(heading => heading.level === level)
    ownNumbers(peers).forEach((number, i) => {
      own.set(peers[i]!, number)
    })
  }
  const families = new Map<Heading | null, Family>()
  const open: Heading[] = []
  return headings.map(block => {
    while (open.length > 0 && open.at(-1)!.block.level >= block.level) open.pop()
    const parent = open.at(-1) ?? null
    const family = families.get(parent) ?? newFamily()
    families.set(parent, family)
    const heading = { block, own: own.get(block)!, parent, label: '', family }
    family.size++
    if (heading.own !== null) {
      family.ownLeft++
      family.hasOwn = true
    }
    open.push(heading)
    return heading
  })
}

function newFamily(): Family {
  return { size: 0, met: 0, ownLeft: 0, hasOwn: false, lastOwn: null, lastCount: null, count: null }
}

interface Labels {
  given: Set<string>
  /** Neither given nor printed by any. */
  isFree(label: string): boolean
  /** The least n, from 1, for which the label is free; series of the same name are asked for in the same way. */
  firstFree(series: string, label: (n: number) => string): number
}

function createLabels(tree: readonly Heading[]): Labels {
  const printed = new Set(tree.flatMap(({ own }) => (own === null ? [] : [own])))
  const given = new Set<string>()
  /** What was not free never will be. */
  const reached = new Map<string, number>()
  const isFree = (label: string) => !printed.has(label) && !given.has(label)
  return {
    given,
    isFree,
    firstFree(series, label) {
      let n = reached.get(series) ?? 1
      while (!isFree(label(n))) n++
      reached.set(series, n)
      return n
    },
  }
}

/** A number for a heading that prints none, which no other has or prints. */
function labelWithout({ parent, family }: Heading, labels: Labels): string {
  const prefix = parent ? `${parent.label}.` : ''
  if (!family.hasOwn) {
    family.count ??= countOf(family, prefix, labels)
    const label = family.count(family.met)
    if (labels.isFree(label)) return label
  } else if (family.ownLeft > 0) {
    const base = family.lastOwn ?? `${prefix}0`
    const after = (n: number) => base + (/\d$/.test(base) ? numeral(n, 'lower-alpha') : `-${n}`)
    return after(labels.firstFree(`${base} after`, after))
  } else if (family.lastCount) {
    const { stem, count } = family.lastCount
    const next = (n: number) => `${stem}${count + n}`
    return next(labels.firstFree(`${stem}${count} next`, next))
  }
  const within = (n: number) => `${prefix}${n}`
  return within(labels.firstFree(`${prefix} within`, within))
}

/** Arabic; or Roman, for a “Part one” above sections that count from 1 through all parts. */
function countOf({ size }: Family, prefix: string, { isFree }: Labels): (place: number) => string {
  const arabic = (place: number) => `${prefix}${place + 1}`
  const roman = (place: number) => `${prefix}${numeral(place + 1, 'upper-roman')}`
  const places = Array.from({ length: size }, (_, place) => place)
  return !places.every(place => isFree(arabic(place))) && places.every(place => isFree(roman(place))) ? roman : arabic
}

/** A number that another part has too, told apart by its own: `Part II 1`, `2.1`. */
function withinLabel(parent: string, own: string): string {
  return /^[\d.]+$/.test(parent) && /^\d+$/.test(own) ? `${parent}.${own}` : `${parent} ${own}`
}

function slugOf(label: string): string {
  const slug = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return slug === '' ? 'section' : slug
}
