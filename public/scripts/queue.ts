import { onKeys, toggleHelp, walkThrough } from './keys/walk.js'

/** The moderation queue by keyboard: j and k walk, p lets stand, w goes to the reason, x picks, ? shows the keys. */
const queue = document.querySelector<HTMLElement>('[data-module="queue"]')
if (queue) {
  const { current, goTo, inCurrent } = walkThrough([...queue.querySelectorAll<HTMLElement>('article')], 'start')
  onKeys({
    j: () => goTo(current() + 1),
    k: () => goTo(current() - 1),
    p: () =>
      inCurrent<HTMLButtonElement>('button[value="publish"], button[value="restore"], button[value="keep"]')?.click(),
    w: () => inCurrent<HTMLSelectElement>('select[name="reason"]')?.focus(),
    x: () => inCurrent<HTMLInputElement>('input[name="pick"]')?.click(),
    '?': toggleHelp,
  })

  // After a decision the next comment is at hand. The browser goes to the fragment once all is loaded, and takes the
  // focus away with it: ours comes after.
  if (location.hash === '#queue') addEventListener('load', () => setTimeout(() => goTo(0)))
}
