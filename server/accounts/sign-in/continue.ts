/** Stands for the site while an address is read; nothing is ever sent there. */
const HERE = 'http://consult.invalid'
const LONGEST = 2_000

/**
 * The page of this site to which somebody goes on after signing in: path, query and fragment; `/` for anything that
 * leads elsewhere (`//evil.example`, `/\evil.example`, a scheme) or back to signing in.
 */
export function localPath(wanted: unknown): string {
  // Browsers read a backslash as a slash, and drop tabs and line ends before they read an address.
  if (typeof wanted !== 'string' || wanted.length > LONGEST || !/^\/(?![/\\])[^\p{C}\\]*$/u.test(wanted)) return '/'
  if (!URL.canParse(wanted, HERE)) return '/'
  const url = new URL(wanted, HERE)
  if (url.origin !== HERE || url.pathname.startsWith('//') || /^\/(sign-in|sign-out)(\/|$)/.test(url.pathname))
    return '/'
  return url.pathname + url.search + url.hash
}
