import LinkifyIt from 'linkify-it'

/** A piece of a text: words, or an address that can be followed. */
export interface Piece {
  text: string
  /** null: words. */
  href: string | null
}

const links = new LinkifyIt({}, { fuzzyLink: false, fuzzyEmail: false })

/** Cuts a text at its links. Those to this site become paths, so that they work at whatever address it is reached. */
export function piecesOf(text: string, site: string): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const { index, lastIndex, url } of links.match(text) ?? []) {
    if (index > end) pieces.push({ text: text.slice(end, index), href: null })
    const href = url === site || url.startsWith(`${site}/`) ? url.slice(site.length) || '/' : url
    pieces.push({ text: text.slice(index, lastIndex), href })
    end = lastIndex
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null })
  return pieces
}
