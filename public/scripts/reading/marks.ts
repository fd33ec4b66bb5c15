import { rangeOf } from './text.js'

/**
 * The words of a block that the comments beside it quote are marked in the text, and those that one is writing about;
 * where the browser can do so without touching the text (CSS Custom Highlight API).
 */
export function markWords(block: Element, comments: Element): void {
  if (!('highlights' in CSS)) return
  const quotes = [...comments.querySelectorAll<HTMLElement>('.quote q')]
  mark(
    'quoted',
    quotes.map(quote => rangeOf(block, quote.textContent ?? '', Number(quote.dataset.at ?? 0))),
  )
  const written = comments.querySelector<HTMLTextAreaElement>('#quote')
  mark('chosen', [written && rangeOf(block, written.value, 0)])
}

export function clearMarks(): void {
  if ('highlights' in CSS) CSS.highlights.clear()
}

function mark(name: string, ranges: (Range | null)[]): void {
  CSS.highlights.set(name, new Highlight(...ranges.filter(range => range !== null)))
}
