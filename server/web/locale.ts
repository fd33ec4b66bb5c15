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

/** For example “24 November 2026, 16:05 UTC”. */
export function formatTime(value: Date, locale: string): string {
  const format = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const
  return `${new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, format).format(value)} UTC`
}

export function formatDate(value: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    value,
  )
}
