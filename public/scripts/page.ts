/** Small things for every page; each works without the others, and every page works without them. */

/** Times stand in UTC; beside it stands the reader's own time where that is another. */
for (const time of document.querySelectorAll('time')) {
  if (!time.textContent?.endsWith('UTC')) continue
  const at = new Date(time.dateTime)
  if (at.getTimezoneOffset() === 0) continue
  const own = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    ...(at.getDate() !== at.getUTCDate() && { day: 'numeric', month: 'long' }),
  })
  time.append(` (${own.format(at)})`)
}

document.querySelector<HTMLElement>('.error-summary')?.focus()

/** A double click sends once; coming back to the page, the form can be sent again. */
document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement
  if (event.defaultPrevented || form.method !== 'post') return
  if (form.dataset.sent) event.preventDefault()
  form.dataset.sent = 'yes'
  if (form.getAttribute('action')?.endsWith('/sign-out')) forgetDrafts()
})
addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sent
})

/** Who sits next at a shared computer is not to read what was typed (reading/drafts.ts). */
function forgetDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith('draft:')) localStorage.removeItem(key)
  } catch {
    // Where storage is forbidden, nothing has been kept.
  }
}
