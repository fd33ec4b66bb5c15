const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export function escapeHtml(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, sign => ESCAPES[sign]!) : text
}

/**
 * In the database a link within the document names the slug of its target (`#3.2-4`); in the page the target's id is
 * `p-3.2-4`. A reference to a footnote says that it is one.
 */
export function linkWithin(html: string, footnotes: { has(slug: string): boolean }): string {
  if (!html.includes('<a href="#')) return html
  return html.replace(/<a href="#([^"]*)"/g, (_, slug: string) =>
    footnotes.has(slug) ? `<a role="doc-noteref" href="#p-${slug}"` : `<a href="#p-${slug}"`,
  )
}
