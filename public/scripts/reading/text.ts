/** A quote as the form sends it (W3C TextQuoteSelector). */
export interface Quote {
  exact: string
  prefix: string
  suffix: string
}

/** The words of a block as the server keeps them (server/drafts/block.ts), each sign with its place in the page. */
interface BlockText {
  text: string
  places: { node: Text; offset: number }[]
}

/** What stands in a block and is none of its words; a block within it is one of its own. */
const OTHER = '.number, .comments, .list-marker, .back, .on-selection, .block'
/** How many signs before and after a quote go with it, as many as the server keeps. */
const BESIDE = 32
/** White space, and the sign between the cells of a row. */
const SPACE = /[\s|]/

export function textOf(block: Element): BlockText {
  const places: BlockText['places'] = []
  let text = ''
  let gap = ''
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, node =>
    node instanceof Element && node.matches(OTHER) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  )
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (node instanceof Element) {
      if (node.matches('td, th') && text) gap = ' | '
      else if (node.matches('br, li, p')) gap ||= ' '
      continue
    }
    const { data } = node as Text
    for (let offset = 0; offset < data.length; offset++) {
      const sign = data[offset]!
      if (/\s/.test(sign)) {
        gap ||= ' '
        continue
      }
      for (const between of text ? gap : '') {
        text += between
        places.push({ node: node as Text, offset })
      }
      gap = ''
      text += sign
      places.push({ node: node as Text, offset })
    }
  }
  return { text, places }
}

/** The selected words of a block with what stands beside them, or null where none are. */
export function quoteIn(block: Element, range: Range): Quote | null {
  const { text, places } = textOf(block)
  const inside = ({ node, offset }: BlockText['places'][number]) =>
    range.comparePoint(node, offset) === 0 && range.comparePoint(node, offset + 1) === 0
  const first = places.findIndex(inside)
  if (first < 0) return null
  let to = first
  while (to < places.length && inside(places[to]!)) to++
  // A space between words stands where the word after it begins, and is none of the words.
  let from = first
  while (from < to && SPACE.test(text[from]!)) from++
  while (to > from && SPACE.test(text[to - 1]!)) to--
  if (from === to) return null
  return {
    exact: text.slice(from, to),
    prefix: text.slice(Math.max(0, from - BESIDE), from),
    suffix: text.slice(to, to + BESIDE),
  }
}

/** Where a quote stands in the page. `at` is where the server found it in the block's text. */
export function rangeOf(block: Element, exact: string, at: number): Range | null {
  const { text, places } = textOf(block)
  const plain = exact.replace(/\s+/g, ' ').trim()
  const from = text.startsWith(plain, at) ? at : text.indexOf(plain)
  if (from < 0 || plain === '') return null
  const first = places[from]!
  const last = places[from + plain.length - 1]!
  const range = document.createRange()
  range.setStart(first.node, first.offset)
  range.setEnd(last.node, last.offset + 1)
  return range
}
