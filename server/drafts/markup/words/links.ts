/** Where a link of a draft may lead: to the web, to a mailbox, or within the document. */

export type Target = { href: string } | { id: string } | null

/** Null: nowhere that a reader should be sent (another scheme, or a file that is not here). */
export function targetOf(address: string): Target {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers skip them, so `java\nscript:` is a scheme
  const bare = address.replace(/[\u0000-\u0020\u007f]+/g, c => (c === ' ' ? ' ' : '')).trim()
  if (bare.startsWith('#')) return bare.length > 1 ? { id: decoded(bare.slice(1)) } : null
  try {
    const url = new URL(bare.startsWith('//') ? `https:${bare}` : bare)
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? { href: url.href } : null
  } catch {
    return null
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
