/** Walking through the items of a page by keyboard; each must take the focus. */
export function walkThrough(items: readonly HTMLElement[], block: ScrollLogicalPosition) {
  const current = () => items.findIndex(item => item.contains(document.activeElement))
  return {
    current,
    goTo: (index: number) => {
      const item = items[Math.min(Math.max(index, 0), items.length - 1)]
      item?.focus()
      item?.scrollIntoView({ block })
    },
    inCurrent: <T extends HTMLElement>(selector: string) => items[current()]?.querySelector<T>(selector),
  }
}

/** Opens or closes the list of keys. */
export function toggleHelp(): void {
  const help = document.querySelector<HTMLDetailsElement>('#keys')
  if (help) help.open = !help.open
}

/** What each key does; one that answers false leaves the key to the browser. */
export function onKeys(keys: Readonly<Record<string, () => unknown>>): void {
  document.addEventListener('keydown', event => {
    // Letters that are typed into a field, or that belong to the browser, are not ours.
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]')) return
    if (!Object.hasOwn(keys, event.key)) return
    if (keys[event.key]?.() !== false) event.preventDefault()
  })
}
