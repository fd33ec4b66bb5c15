import { prepareForms } from './forms.js'
import { announce } from './words.js'

/** A page as an answer to a form or a link. */
export interface Answer {
  url: string
  ok: boolean
  title: string
  main: Element | null
  panel: HTMLElement | null
  notice: Element | null
}

/** @throws TypeError where the server cannot be reached */
export async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init)
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  return {
    url: response.url,
    ok: response.ok,
    title: page.title,
    main: page.querySelector('main'),
    panel: page.getElementById('panel'),
    notice: page.querySelector('.notice'),
  }
}

/**
 * Puts what a form was answered with into the page, and leads to what matters in it: what is wrong, the comment that is
 * new, or the one that the form was about.
 */
export function arrive(into: HTMLElement, answer: Answer, nodes: Iterable<Node>, about?: string): void {
  const known = new Set([...into.querySelectorAll('.comment')].map(comment => comment.id))
  into.replaceChildren(...nodes)
  prepareForms(into)
  if (answer.notice) announce(answer.notice.textContent ?? '')
  const comments = [...into.querySelectorAll<HTMLElement>('.comment')]
  const added = answer.notice && comments.find(comment => !known.has(comment.id))
  added?.classList.add('new')
  const wrong = into.querySelector<HTMLElement>('.error-summary')
  const target = wrong ?? added ?? comments.find(comment => comment.id === about)
  target?.focus({ preventScroll: true })
  target?.scrollIntoView({ block: wrong ? 'start' : 'center' })
}
