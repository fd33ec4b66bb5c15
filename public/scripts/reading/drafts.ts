import { element, words } from './words.js'

/**
 * What one types is kept in this browser until it is sent: through a crash, a closed period, a sign-in. A form says by
 * `data-draft` under which name; `data-typed` says that the server has filled it with what was typed, which then counts.
 * Signing out forgets all of them (page.ts).
 */
const NAME = 'draft:'

export function restoreDrafts(within: ParentNode): void {
  for (const form of within.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
    const kept = form.dataset.typed === undefined && read(form.dataset.draft!)
    if (kept) restore(form, kept)
  }
  const closed = within.querySelector<HTMLElement>('[data-unsent]')
  const kept = closed && read(closed.dataset.unsent!)
  if (kept)
    closed.append(
      element('p', {}, words.unsent!),
      element('textarea', { readOnly: true, rows: 6, value: kept.body!, ariaLabel: words.unsent! }),
    )
}

export function saveDraft(form: HTMLFormElement): void {
  const fields = Object.fromEntries(new FormData(form)) as Record<string, string>
  delete fields._csrf
  const typed = [...form.querySelectorAll('textarea')].some(
    area => area.value !== area.defaultValue && area.value.trim(),
  )
  if (typed) store(() => localStorage.setItem(NAME + form.dataset.draft, JSON.stringify(fields)))
  else forgetDraft(form)
}

export function forgetDraft(form: HTMLFormElement): void {
  store(() => localStorage.removeItem(NAME + form.dataset.draft))
}

function restore(form: HTMLFormElement, fields: Record<string, string>): void {
  for (const [name, value] of Object.entries(fields)) {
    const control = form.elements.namedItem(name)
    if (control && 'value' in control) control.value = value
  }
  openFilled(form)
  const remove = element('button', { type: 'button', className: 'link' }, words.discard!)
  const note = element('p', { className: 'restored', role: 'status' }, words.restored!, ' ', remove)
  remove.addEventListener('click', () => {
    forgetDraft(form)
    form.reset()
    note.remove()
    form.querySelector<HTMLElement>('[name="body"]')?.focus()
  })
  form.prepend(note)
}

/** Opens what is folded over a field that has been filled. */
export function openFilled(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('details :is(textarea, input)'))
    if (field.value !== field.defaultValue) field.closest('details')!.open = true
  const around = form.closest('details')
  if (around) around.open = true
}

function read(name: string): Record<string, string> | undefined {
  return store(() => JSON.parse(localStorage.getItem(NAME + name) ?? 'null')) ?? undefined
}

/** Storage may be full, or forbidden; what is typed is then in the page alone. */
function store<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
