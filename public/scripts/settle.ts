/** Settling by keyboard: j and k walk, 1 to 3 choose a place, s seeks another, r says that it is gone, ? shows the keys. */
const list = document.querySelector<HTMLElement>('[data-module="settle"]')
if (list) {
  const items = [...list.querySelectorAll<HTMLElement>('article')]
  const current = () => items.findIndex(item => item.contains(document.activeElement))
  const goTo = (index: number) => {
    const item = items[Math.min(Math.max(index, 0), items.length - 1)]
    item?.focus()
    item?.scrollIntoView({ block: 'start' })
  }
  const press = (selector: string, index = 0) =>
    items[current()]?.querySelectorAll<HTMLElement>(selector).item(index)?.click()

  const keys: Readonly<Record<string, () => void>> = {
    j: () => goTo(current() + 1),
    k: () => goTo(current() - 1),
    '1': () => press('[data-place]'),
    '2': () => press('[data-place]', 1),
    '3': () => press('[data-place]', 2),
    s: () => press('[data-find]'),
    r: () => press('[data-removed]'),
    '?': () => {
      const help = document.querySelector<HTMLDetailsElement>('#keys')
      if (help) help.open = !help.open
    },
  }

  document.addEventListener('keydown', event => {
    // Letters that are typed into a field, or that belong to the browser, are not ours. A key held down is one press.
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return
    if (event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]')) return
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })

  // Once one is settled the next is at hand. The browser goes to the fragment once all is loaded, and takes the focus
  // away with it: ours comes after.
  if (location.hash) {
    const next = items.findIndex(item => `#${item.id}` === location.hash)
    if (next >= 0 || location.hash === '#settle') addEventListener('load', () => setTimeout(() => goTo(next)))
  }
}
