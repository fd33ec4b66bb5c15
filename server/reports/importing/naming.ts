import { invalidField } from '../../web/faults.js'

/** The report's name in addresses; the database asks for the same form. */
export const SLUG = '^[a-z0-9]+(-[a-z0-9]+)*$'
export const SLUG_LIMIT = 60
export const TITLE_LIMIT = 300

/** @throws invalid */
export function checkSlug(slug: string): string {
  if (slug.length > SLUG_LIMIT) throw invalidField('slug', 'too-long', { limit: SLUG_LIMIT })
  if (!new RegExp(SLUG).test(slug)) throw invalidField('slug', 'slug')
  return slug
}

/**
 * A title as it reads in an address: `Security by design (IoT)` → `security-by-design-iot`; whole words, as many as fit.
 * Empty where it has no Latin letters or digits.
 */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  let slug = ''
  for (const word of words) {
    const longer = slug ? `${slug}-${word}` : word
    if (longer.length > SLUG_LIMIT) break
    slug = longer
  }
  return slug
}

/** @throws invalid where the title gives none */
export function slugFor(title: string): string {
  const slug = slugOf(title)
  if (slug === '') throw invalidField('slug', 'slug-needed')
  return slug
}

/** What a report is called: as asked, or as the draft says, or as the file is called. */
export function titleOf(asked: string | undefined, draft: string | null, fileName: string): string {
  const title = [asked, draft, fileName.replace(/\.[^.]+$/, '').replaceAll('_', ' ')]
    .map(candidate => oneLine(candidate ?? ''))
    .find(Boolean)
  return (title ?? '').slice(0, TITLE_LIMIT)
}

/** The name of a file without the folders that some browsers send along, and without what no name should have. */
export function plainFileName(name: string): string {
  return oneLine(name.replace(/^.*[\\/]/, '')).slice(-200) || 'draft'
}

const oneLine = (text: string) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
