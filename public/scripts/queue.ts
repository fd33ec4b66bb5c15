/** The moderation queue by keyboard: j and k walk, p lets stand, w goes to the reason, x picks, ? shows the keys. */
const queue = document.querySelector<HTMLElement>('[data-module="queue"]')
if (queue) {
  const items = [...queue.querySelectorAll<HTMLElement>('article')]
  const current = () => items.findIndex(item => item.contains(document.activeElement))
  const goTo = (index: number) => {
    const item = items[Math.min(Math.max(index, 0), items.length - 1)]
    item?.focus()
    item?.scrollIntoView({ block: 'start' })
  }
  const inCurrent = <T extends HTMLElement>(selector: string) => items[current()]?.querySelector<T>(selector)

  const keys: Readonly<Record<string, () => void>> = {
    j: () => goTo(current() + 1),
    k: () => goTo(current() - 1),
    p: () =>
      inCurrent<HTMLButtonElement>('button[value="publish"], button[value="restore"], button[value="keep"]')?.click(),
    w: () => inCurrent<HTMLSelectElement>('select[name="reason"]')?.focus(),
    x: () => inCurrent<HTMLInputElement>('input[name="pick"]')?.click(),
    '?': () => {
      const help = document.querySelector<HTMLDetailsElement>('#keys')
      if (help) help.open = !help.open
    },
  }

  document.addEventListener('keydown', event => {
    // Letters that are typed into a field, or that belong to the browser, are not ours.
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]')) return
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })

  // After a decision the next comment is at hand. The browser goes to the fragment once all is loaded, and takes the
  // focus away with it: ours comes after.
  if (location.hash === '#queue') addEventListener('load', () => setTimeout(() => goTo(0)))
}
