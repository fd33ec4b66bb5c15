/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'sd', 'dv', 'yi', 'ku', 'ug', 'qpr'])

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

/** The language's own name, as it stands in a list: “Français”. */
export function languageName(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}

/** Everywhere the digits in which drafts number their paragraphs, so that one page has one kind. */
const DIGITS = { numberingSystem: 'latn' } as const

/** For Intl: British English, and English for what nobody speaks (pseudo.ts). */
const intlTag = (locale: string): string => (/^(?:en|qp[sr])$/.test(locale) ? 'en-GB' : locale)

/** Making a format takes a hundred times as long as using it. */
function kept<T>(make: (locale: string) => T): (locale: string) => T {
  const formats = new Map<string, T>()
  return locale => {
    const found = formats.get(locale) ?? make(locale)
    formats.set(locale, found)
    return found
  }
}

const numbers = kept(locale => new Intl.NumberFormat(intlTag(locale), DIGITS))
const dates = kept(
  locale => new Intl.DateTimeFormat(intlTag(locale), { dateStyle: 'long', timeZone: 'UTC', ...DIGITS }),
)
const times = kept(
  locale =>
    new Intl.DateTimeFormat(intlTag(locale), { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC', ...DIGITS }),
)

/** For example “1,234”. */
export const formatNumber = (value: number, locale: string): string => numbers(locale).format(value)

/** For example “24 November 2026, 16:05 UTC”. */
export const formatTime = (value: Date, locale: string): string => `${times(locale).format(value)} UTC`

export const formatDate = (value: Date, locale: string): string => dates(locale).format(value)
