import { type Answer, ask } from './answer.js'
import { showDifference } from './difference.js'
import { forgetDraft, openFilled, restoreDrafts, saveDraft } from './drafts.js'
import { type Quote, textOf } from './text.js'
import { announce, element, formatNumber, words } from './words.js'

/** From so many signs on, who writes is told how many are left. */
const FEW_LEFT = 1_000
/** The number is said when the typing rests. */
const PAUSE_MS = 1_000

type Show = (answer: Answer, form: HTMLFormElement) => void

/** Forms within `root` keep what is typed, count it, show the difference, and are sent without leaving the page. */
export function enhanceForms(root: HTMLElement, show: Show): void {
  let pause: ReturnType<typeof setTimeout>
  root.addEventListener('input', event => {
    const area = event.target as HTMLTextAreaElement
    if (area.form?.dataset.draft !== undefined) saveDraft(area.form)
    if (area.dataset.limit) {
      const said = count(area)
      clearTimeout(pause)
      pause = setTimeout(() => announce(said), PAUSE_MS)
    }
    if (area.name === 'proposedText') preview(root, area)
  })
  root.addEventListener('submit', event => {
    const form = event.target as HTMLFormElement
    // Who is not signed in goes to another page now, with her words.
    if (form.method !== 'post' || (form.dataset.leaves !== undefined && navigator.onLine)) return
    event.preventDefault()
    void send(form, event.submitter, show)
  })
}

/** Called whenever forms have come into the page. */
export function prepareForms(root: HTMLElement): void {
  restoreDrafts(root)
  for (const area of root.querySelectorAll<HTMLTextAreaElement>('[data-limit]')) count(area)
  const proposed = root.querySelector<HTMLTextAreaElement>('[name="proposedText"]')
  if (proposed) preview(root, proposed)
}

/** Ready to write about these words; false where there is no form. */
export function quoteInForm(root: HTMLElement, { exact, prefix, suffix }: Quote): boolean {
  const form = root.querySelector<HTMLFormElement>('.write form')
  if (!form) return false
  for (const [name, value] of [
    ['quote', exact],
    ['quotePrefix', prefix],
    ['quoteSuffix', suffix],
  ] as const)
    (form.elements.namedItem(name) as HTMLInputElement).value = value
  openFilled(form)
  form.scrollIntoView({ block: 'start' })
  form.querySelector<HTMLElement>('#body')?.focus({ preventScroll: true })
  return true
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null, show: Show): Promise<void> {
  if (form.dataset.sending) return
  form.dataset.sending = 'yes'
  submitter?.setAttribute('aria-disabled', 'true')
  announce(words.sending)
  form.querySelector('.unsent')?.remove()
  const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>)
  try {
    const answer = await ask(form.action, { method: 'POST', body })
    if (answer.ok) forgetDraft(form)
    if (answer.panel) show(answer, form)
    else if (answer.ok) location.assign(answer.url)
    else
      complain(
        form,
        [...(answer.main?.querySelectorAll('h1, .lead') ?? [])].map(part => part.textContent ?? ''),
      )
  } catch {
    complain(form, [words.lost!])
  } finally {
    delete form.dataset.sending
    submitter?.removeAttribute('aria-disabled')
  }
}

/** Says by the button what went wrong; what was typed stays where it is. */
function complain(form: HTMLFormElement, sentences: string[]): void {
  const box = element('div', { className: 'error-summary unsent', tabIndex: -1, role: 'alert' })
  box.append(...sentences.map(sentence => element('p', {}, sentence)))
  form.append(box)
  box.focus()
}

function count(area: HTMLTextAreaElement): string {
  const left = Number(area.dataset.limit) - [...area.value.trim()].length
  const tooLong = left < 0
  const said = left > FEW_LEFT ? '' : `${tooLong ? words.over : words.left} ${formatNumber(Math.abs(left))}`
  let note = area.parentElement!.querySelector('.count')
  if (!note) {
    if (said === '') return said
    note = element('p', { className: 'hint count' })
    area.after(note)
  }
  note.textContent = said
  note.classList.toggle('error-text', tooLong)
  return said
}

function preview(root: HTMLElement, area: HTMLTextAreaElement): void {
  const original = root.querySelector('.original')
  if (!original) return
  const before = textOf(original).text
  const after = area.value.trim()
  let box = area.parentElement!.querySelector<HTMLElement>('.proposed')
  if (!box) {
    if (after === before) return
    const said = element('p', { lang: area.lang, dir: area.dir })
    box = element('div', { className: 'proposed' }, element('p', { className: 'proposes' }, words.difference!), said)
    area.parentElement!.append(box)
  }
  box.hidden = after === before
  showDifference(box.lastElementChild!, before, after)
}
