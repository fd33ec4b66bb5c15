import { onKeys, toggleHelp, walkThrough } from './keys/walk.js'

/** The working desk by keyboard: j and k or arrows walk, x chooses, Enter opens the answer, ? shows the keys. */
const desk = document.querySelector<HTMLElement>('[data-module="desk"]')
if (desk) {
  const rows = [...desk.querySelectorAll<HTMLElement>('[data-row]')]
  const { current, goTo, inCurrent } = walkThrough(rows, 'nearest')
  /** Arrows scroll the page as ever until a row has the focus. */
  const arrow = (step: number) => {
    if (current() < 0) return false
    goTo(current() + step)
    return true
  }
  onKeys({
    j: () => goTo(current() + 1),
    k: () => goTo(current() - 1),
    ArrowDown: () => arrow(1),
    ArrowUp: () => arrow(-1),
    x: () => inCurrent<HTMLInputElement>('input[name="comment"][type="checkbox"]')?.click(),
    Enter: () => {
      // On a link or a button of the row it does what that does.
      if (!rows.some(row => row === document.activeElement)) return false
      inCurrent<HTMLAnchorElement>('a[data-open]')?.click()
      return true
    },
    '?': toggleHelp,
  })
}
