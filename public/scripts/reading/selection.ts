import { type Quote, quoteIn } from './text.js'
import { announce, element, words } from './words.js'

/** A block's own link to its comments; rows of a table have theirs in a cell. */
export const COMMENTS = ':scope > .comments, :scope > .links > .comments'
/** A selection is looked at when it has come to rest. */
const REST_MS = 250

interface Chosen {
  block: HTMLElement
  quote: Quote
  range: Range
}

/**
 * Words selected in a block, by mouse, touch or keyboard, bring a button that follows them in the order of the tabulator.
 * A selection over several blocks counts in the first.
 */
export function watchSelection(blocks: string, comment: (block: HTMLElement, quote: Quote) => void): void {
  let chosen: Chosen | null = null
  let rest: ReturnType<typeof setTimeout>
  /** The next step of the tabulator goes to the button, wherever the browser thinks that the focus is; once. */
  let next = false
  const button = element('button', { type: 'button', className: 'button on-selection' }, words.select!)
  // A press must not take the selection away before it has become a click, nor the button move away from under it;
  // words may have been added since the selection last came to rest.
  button.addEventListener('pointerdown', event => {
    event.preventDefault()
    chosen = read() ?? chosen
  })
  button.addEventListener('click', () => {
    if (!chosen) return
    const { block, quote } = chosen
    getSelection()?.removeAllRanges()
    hide()
    comment(block, quote)
  })

  function hide() {
    chosen = null
    button.remove()
  }

  function read(): Chosen | null {
    const selection = getSelection()
    const range = selection && selection.rangeCount > 0 && !selection.isCollapsed ? selection.getRangeAt(0) : null
    const block = range && blockAt(range)
    const quote = block && quoteIn(block, range)
    return quote ? { block, quote, range } : null
  }

  function look() {
    clearTimeout(rest)
    if (document.activeElement === button) return
    const found = read()
    if (!found) return hide()
    if (chosen?.quote.exact !== found.quote.exact) {
      announce(words.selected)
      next = true
    }
    chosen = found
    const mark = found.block.querySelector(COMMENTS)
    if (mark) mark.before(button)
    else found.block.append(button)
    place(button, found.block, found.range)
  }

  function blockAt(range: Range): HTMLElement | null {
    const { startContainer: start } = range
    return (start instanceof Element ? start : start.parentElement)?.closest<HTMLElement>(blocks) ?? null
  }

  document.addEventListener('keydown', event => {
    if (event.key !== 'Tab' || event.shiftKey || !button.isConnected) return
    look()
    if (!next || !button.isConnected) return
    next = false
    event.preventDefault()
    button.focus()
  })
  // Words may have been selected while the script was still on its way.
  look()
  document.addEventListener('selectionchange', () => {
    clearTimeout(rest)
    rest = setTimeout(look, REST_MS)
  })
}

/** Below the end of the words; on a small screen the style puts it at the foot, out of the way of the system's own menu. */
function place(button: HTMLElement, block: HTMLElement, range: Range): void {
  const lines = [...range.getClientRects()].filter(line => line.top < block.getBoundingClientRect().bottom)
  const last = lines.at(-1)
  const frame = button.offsetParent?.getBoundingClientRect()
  if (!last || !frame) return
  const left = Math.min(last.left, frame.right - button.offsetWidth) - frame.left
  button.style.setProperty('--x', `${Math.max(0, left)}px`)
  button.style.setProperty('--y', `${last.bottom - frame.top + 6}px`)
}
