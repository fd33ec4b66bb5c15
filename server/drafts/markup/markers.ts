/** What stands before the items of a list, as a browser would print it. */
import { type NumeralStyle, numeral } from '../numbers/numerals.js'
import { attribute, type Element } from './tree/tree.js'

const BY_TYPE = new Map<string, NumeralStyle>(
  Object.entries({
    '1': 'decimal',
    a: 'lower-alpha',
    A: 'upper-alpha',
    i: 'lower-roman',
    I: 'upper-roman',
  }),
)

const BY_STYLE = new Map<string, NumeralStyle>(
  Object.entries({
    decimal: 'decimal',
    'decimal-leading-zero': 'decimal-leading-zero',
    'lower-alpha': 'lower-alpha',
    'lower-latin': 'lower-alpha',
    'upper-alpha': 'upper-alpha',
    'upper-latin': 'upper-alpha',
    'lower-roman': 'lower-roman',
    'upper-roman': 'upper-roman',
    'cjk-decimal': 'cjk',
    'simp-chinese-informal': 'cjk',
    'trad-chinese-informal': 'cjk',
  }),
)

/** `•`, `◦`, `▪` by depth, and over again. */
export function bulletOf(depth: number): string {
  return '•◦▪'[(depth - 1) % 3]!
}

export function markersOf(list: Element, depth: number): { next(item: Element): string | null } {
  const style = /list-style(?:-type)?\s*:[^;]*?([a-z-]+)/i.exec(attribute(list, 'style') ?? '')?.[1]?.toLowerCase()
  if (style === 'none') return { next: () => null }
  const numbered = list.tagName === 'ol'
  const numerals = BY_STYLE.get(style ?? '') ?? BY_TYPE.get(attribute(list, 'type') ?? '') ?? 'decimal'
  const delimiter = attribute(list, 'data-delimiter') === ')' ? ')' : '.'
  const step = attribute(list, 'reversed') === undefined ? 1 : -1
  const items = list.childNodes.filter(node => node.nodeName === 'li').length
  let count = wholeNumber(attribute(list, 'start')) ?? (step === 1 ? 1 : items)
  return {
    next(item) {
      if (!numbered) return bulletOf(depth)
      count = wholeNumber(attribute(item, 'value')) ?? count
      const printed = `${numeral(count, numerals)}${delimiter}`
      count += step
      return printed
    },
  }
}

function wholeNumber(value: string | undefined): number | null {
  return value !== undefined && /^\s*-?\d{1,9}\s*$/.test(value) ? Number(value) : null
}
