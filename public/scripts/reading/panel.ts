import { type Answer, arrive, ask } from './answer.js'
import { enhanceForms, quoteInForm } from './forms.js'
import { clearMarks, markWords } from './marks.js'
import { COMMENTS } from './selection.js'
import type { Quote } from './text.js'
import { element, words } from './words.js'

/** As in parts/panel.css: from here on the panel stands beside the text, below it is a sheet over it. */
const WIDE = matchMedia('(min-width: 64rem)')

/**
 * The page of a paragraph, put beside the text: comments, form and all. It is in the history, so that going back closes
 * it and a reload opens it again. Where it cannot be had, the browser goes to the page itself.
 * Answers what opens it, or turns it to another paragraph; with a quote, ready to write about these words.
 */
export function makePanel(reading: HTMLElement): (url: string | undefined, quote?: Quote) => void {
  const title = element('h2', { id: 'panel-title', tabIndex: -1 })
  const closer = element('button', { type: 'button', className: 'button secondary' }, words.close!)
  const body = element('div', { className: 'panel-body' })
  const head = element('div', { className: 'panel-head' }, title, closer)
  const dialog = element('dialog', { className: 'panel' }, head, body)
  dialog.setAttribute('aria-labelledby', title.id)
  reading.append(dialog)
  let block: HTMLElement | null = null
  let opener: HTMLElement | null = null
  let shown = ''

  async function open(url: string, quote?: Quote, history_: 'entry' | 'as it is' = 'entry'): Promise<void> {
    if (shown !== url) {
      const answer = await ask(url).catch(() => null)
      if (!answer?.ok || !answer.panel) return location.assign(url)
      if (!dialog.open) show()
      shown = url
      fill(answer)
      title.focus()
    }
    if (history_ === 'entry') {
      const change = history.state?.panel ? 'replaceState' : 'pushState'
      history[change]({ panel: url }, '', block ? `#${block.id}` : '')
    }
    if (quote && quoteInForm(body, quote)) mark()
  }

  function show(): void {
    if (dialog.open) dialog.close()
    else opener = document.activeElement as HTMLElement
    if (WIDE.matches) dialog.show()
    else dialog.showModal()
  }

  function fill(answer: Answer, about?: string): void {
    const panel = answer.panel!
    const heading = panel.querySelector('h1')
    title.replaceChildren(element('a', { href: shown }, heading?.textContent ?? ''))
    heading?.remove()
    body.scrollTop = 0
    block?.classList.remove('current')
    block = panel.dataset.paragraph ? document.getElementById(`p-${panel.dataset.paragraph}`) : block
    block?.classList.add('current')
    arrive(body, answer, [...(answer.notice ? [answer.notice] : []), ...panel.childNodes], about)
    mark()
  }

  const mark = () => block && markWords(block, body)

  function shut(): void {
    if (!dialog.open) return
    dialog.close()
    body.replaceChildren()
    shown = ''
    block?.classList.remove('current')
    clearMarks()
    const mark = block?.querySelector<HTMLElement>(COMMENTS)
    ;(opener?.isConnected && opener !== document.body ? opener : mark)?.focus()
  }

  const close = () => (history.state?.panel ? history.back() : shut())
  closer.addEventListener('click', close)
  dialog.addEventListener('cancel', event => {
    event.preventDefault()
    close()
  })
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && dialog.open && WIDE.matches && !event.defaultPrevented) close()
  })
  addEventListener('popstate', () => {
    if (history.state?.panel) void open(history.state.panel, undefined, 'as it is')
    else shut()
  })
  WIDE.addEventListener('change', () => dialog.open && show())

  body.addEventListener('input', event => (event.target as Element).id === 'quote' && mark())
  body.addEventListener('click', event => {
    const link = (event.target as Element).closest('a')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    const url = link.href.split('#')[0]!
    const beside = link.matches('.neighbours a')
    if (!beside && !link.matches('[rel="next"], [href$="/edit"], [href$="/withdraw"], .tabs a') && url !== shown) return
    // A link to a field of the form goes its own way.
    if (link.matches('[href^="#"]')) return
    event.preventDefault()
    void open(url).then(() => beside && block?.scrollIntoView({ block: 'center' }))
  })
  enhanceForms(body, (answer, form) => {
    if (answer.ok) shown = answer.url
    fill(answer, form.closest('article')?.id)
  })
  // A link within the text must not close the panel beside it.
  reading.addEventListener('click', event => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]')
    if (!link || !dialog.open || dialog.contains(link)) return
    event.preventDefault()
    history.replaceState(history.state, '', link.hash)
    document.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView()
  })

  if (history.state?.panel) void open(history.state.panel, undefined, 'as it is')
  return (url = shown, quote) => void open(url, quote)
}
