import { escapeHtml } from './inline.js'

interface Listed {
  kind: string
  level: number
  marker: string | null
}

/** What a browser's own disc, circle or square stands for as well. */
const BULLET = /^[•◦▪▫‣⁃∙·●○■□–—*o-]$/
/** What a browser prints for an <ol> by itself. */
const COUNTED = /^(\d{1,9})\.$/

/** Siblings that belong together: the items of one list, footnotes in a row, all else alone. */
export function runsOf<T extends Listed>(siblings: readonly T[]): T[][] {
  const runs: T[][] = []
  for (const block of siblings) {
    const run = runs.at(-1)
    if (run && goesOn(run, block)) run.push(block)
    else runs.push([block])
  }
  return runs
}

function goesOn(run: readonly Listed[], next: Listed): boolean {
  const last = run.at(-1)!
  if (last.kind !== next.kind) return false
  if (next.kind === 'footnote') return true
  if (next.kind !== 'list-item' || last.level !== next.level) return false
  if (isBullet(last.marker) || isBullet(next.marker)) return isBullet(last.marker) && isBullet(next.marker)
  // A list that begins to count again is another list.
  const [from, to] = [COUNTED.exec(last.marker!), COUNTED.exec(next.marker!)]
  return from && to ? Number(from[1]) < Number(to[1]) : next.marker !== run[0]!.marker
}

const isBullet = (marker: string | null) => marker === null || BULLET.test(marker)

export interface ListTags {
  open: string
  close: string
  /** Of each item: attributes of its <li>, and its marker where that is printed as text. */
  items: { attributes: string; marker: string }[]
}

/**
 * Tags for a list with these markers. Bullets and `1.` are left to the browser, which reads them out as what they are;
 * any other (`b)`, `(iv)`, `1.2.`) is printed as the draft prints it.
 */
export function listTags(markers: readonly (string | null)[]): ListTags {
  if (markers.every(isBullet)) return { open: '<ul>', close: '</ul>', items: markers.map(() => plainItem) }
  const counts = markers.map(marker => COUNTED.exec(marker ?? '')?.[1])
  if (counts.every(count => count !== undefined)) {
    const numbers = counts.map(Number)
    const start = numbers[0] === 1 ? '' : ` start="${numbers[0]}"`
    const items = numbers.map((n, k) =>
      k === 0 || n === numbers[k - 1]! + 1 ? plainItem : { attributes: ` value="${n}"`, marker: '' },
    )
    return { open: `<ol${start}>`, close: '</ol>', items }
  }
  const items = markers.map(marker => ({
    attributes: '',
    marker: marker === null ? '' : `<span class="list-marker">${escapeHtml(marker)}</span> `,
  }))
  // Without the browser's markers some screen readers no longer see a list, unless told.
  return { open: '<ol class="marked" role="list">', close: '</ol>', items }
}

const plainItem = { attributes: '', marker: '' }
