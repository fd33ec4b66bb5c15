/** An equation of a web page as a line of text: as its writer has put it (TeX, a description), or in the way of UnicodeMath. */
import { attribute, childrenOf, type Element, find, isElement, isText, type Node, wordsOf } from '../tree/tree.js'

/** Signs that stand for a placement, by the elements whose parts they join. */
const JOINED = new Map([
  ['mfrac', ['/']],
  ['msup', ['^']],
  ['msub', ['_']],
  ['msubsup', ['_', '^']],
  ['munder', ['_']],
  ['mover', ['^']],
  ['munderover', ['_', '^']],
])

export function equationText(math: Element): string {
  const [tex] = find(
    math,
    ({ tagName, attrs }) => tagName === 'annotation' && attrs.some(({ value }) => /tex/i.test(value)),
  )
  const described = tex ? wordsOf(tex) : attribute(math, 'alttext')
  return (described ?? linear(math)).replace(/\s+/g, ' ').trim()
}

function linear(node: Node): string {
  if (isText(node)) return node.value.trim()
  if (!isElement(node) || node.tagName.startsWith('annotation')) return ''
  const parts = childrenOf(node)
    .map(linear)
    .filter(part => part !== '')
  const signs = JOINED.get(node.tagName)
  if (signs) return parts.map((part, i) => (i === 0 ? '' : (signs[i - 1] ?? ' ')) + grouped(part)).join('')
  if (node.tagName === 'msqrt') return `√${grouped(parts.join(''))}`
  if (node.tagName === 'mroot') return `√(${parts[1] ?? ''}&${parts[0] ?? ''})`
  if (node.tagName === 'mtr') return parts.join(', ')
  if (node.tagName === 'mtable') return `[${parts.join('; ')}]`
  return parts.join('')
}

function grouped(text: string): string {
  return /^[\p{L}\p{M}]$|^[\p{N}.,]+$|^.?$|^\([^()]*\)$/u.test(text) ? text : `(${text})`
}
