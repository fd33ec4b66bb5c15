/**
 * The language may stand first in an address: `/fr/reports/…` is `/reports/…` in French. The server reads it, takes it
 * off before a route is looked for, and puts it back on every address to which such a page leads.
 */

const FIRST = /^\/([a-z]{2,3}(?:-[A-Za-z]+)*)(?=[/?#]|$)/

/** What has no language, or whose addresses programs keep. */
const AS_IT_IS = /^\/(?:\/|(?:assets|api|feeds|images)\/)/

const LINK = /(<(?:a|form|button)\s(?:[^>]*?\s)?(?:href|action|formaction)=")(\/[^"]*)/g

/** The language with which an address begins, if it is a known one. */
export function languageIn(url: string, known: readonly string[]): string | null {
  const language = FIRST.exec(url)?.[1]
  return language !== undefined && known.includes(language) ? language : null
}

/** The address as routes know it. */
export function withoutLanguage(url: string, known: readonly string[]): string {
  const language = languageIn(url, known)
  if (language === null) return url
  const rest = url.slice(language.length + 1)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** A path of this site in the language of `prefix` (`/fr`, or nothing), unless it names one itself. */
export function withLanguage(path: string, prefix: string, known: readonly string[]): string {
  if (prefix === '' || !path.startsWith('/') || AS_IT_IS.test(path) || languageIn(path, known)) return path
  return prefix + path
}

/** A page whose links and forms lead to pages of the same language. */
export function linksWithLanguage(html: string, prefix: string, known: readonly string[]): string {
  if (prefix === '') return html
  return html.replace(LINK, (_, before: string, path: string) => before + withLanguage(path, prefix, known))
}
