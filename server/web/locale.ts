/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'sd', 'dv', 'yi', 'ku', 'ug'])

export type Direction = 'ltr' | 'rtl'

/** The direction in which a text of this language (BCP 47) is written. */
export function directionOf(language: string): Direction {
  return RIGHT_TO_LEFT.has(language.toLowerCase().split('-')[0]!) ? 'rtl' : 'ltr'
}

/**
 * The best of the languages on offer for an Accept-Language header (RFC 9110, section 12.5.4), or the first on offer.
 */
export function chooseLanguage(header: string | undefined, offered: readonly string[]): string {
  if (offered.length === 1) return offered[0]!
  const wanted = (header ?? '')
    .split(',')
    .map(part => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const quality = parameters.map(p => /^\s*q=([0-9.]+)$/.exec(p)?.[1]).find(q => q !== undefined)
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ tag, quality }) => tag && quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of wanted) {
    const match = offered.find(
      language => language.toLowerCase() === tag || language.toLowerCase() === tag.split('-')[0],
    )
    if (match) return match
  }
  return offered[0]!
}

/** Making a format takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, timeStyle: 'short' | undefined): Intl.DateTimeFormat {
  const key = `${locale} ${timeStyle}`
  let found = formats.get(key)
  if (!found) {
    const options = { dateStyle: 'long', timeStyle, timeZone: 'UTC' } as const
    found = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, options)
    formats.set(key, found)
  }
  return found
}

/** For example “24 November 2026, 16:05 UTC”. */
export const formatTime = (value: Date, locale: string): string => `${format(locale, 'short').format(value)} UTC`

export const formatDate = (value: Date, locale: string): string => format(locale, undefined).format(value)
