import { arrive } from './reading/answer.js'
import { followContents } from './reading/contents.js'
import { enhanceForms, prepareForms, quoteInForm } from './reading/forms.js'
import { makePanel } from './reading/panel.js'
import { COMMENTS, watchSelection } from './reading/selection.js'
import { announce } from './reading/words.js'

/** What scripts add where a page says `data-module`. One that fails is reported, and the page works as without it. */
const modules: Record<string, (root: HTMLElement) => void> = {
  /** The draft: comments open beside the text, selected words can be commented on, the contents follow. */
  reading(root) {
    const draft = root.querySelector<HTMLElement>('.draft')!
    const contents = root.querySelector<HTMLElement>('.contents')
    if (contents) followContents(contents, draft)
    if (!('HTMLDialogElement' in window)) return
    const open = makePanel(root)
    root.addEventListener('click', event => {
      const link = (event.target as Element).closest<HTMLAnchorElement>('a.comments')
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      open(link.href)
    })
    watchSelection('.block, .original', (block, quote) =>
      open(block.querySelector<HTMLAnchorElement>(COMMENTS)?.href, quote),
    )
  },

  /** The page of a paragraph or of a comment by itself. */
  panel() {
    const main = document.querySelector('main')!
    prepareForms(main)
    enhanceForms(main, (answer, form) => {
      document.title = answer.title
      if (answer.ok) history.replaceState(null, '', answer.url)
      arrive(main, answer, answer.main!.childNodes, form.closest('article')?.id)
    })
    watchSelection('.original', (_paragraph, quote) => void quoteInForm(main, quote))
  },
}

announce()
for (const root of document.querySelectorAll<HTMLElement>('[data-module]')) {
  try {
    modules[root.dataset.module!]?.(root)
  } catch (error) {
    reportError(error)
  }
}
