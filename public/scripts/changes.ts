/** The page of changes by keyboard: n goes to the next change, p to the one before. */
const changes = document.querySelector<HTMLElement>('[data-module="changes"]')
const keys = document.querySelector<HTMLElement>('[data-keys]')
if (changes && keys) {
  keys.hidden = false
  const places = [...changes.querySelectorAll<HTMLElement>('.change')]
  const goTo = (step: 1 | -1) => {
    const at = places.findIndex(place => place.contains(document.activeElement))
    const place =
      places[at < 0 ? (step > 0 ? 0 : places.length - 1) : Math.min(Math.max(at + step, 0), places.length - 1)]
    place?.focus()
    place?.scrollIntoView({ block: 'center' })
  }
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target instanceof Element && event.target.closest('input, select, textarea')) return
    if (event.key === 'n') goTo(1)
    else if (event.key === 'p') goTo(-1)
    else return
    event.preventDefault()
  })
}
