/** Key and values → words, the keys being those of messages/{language}/exports.json. A count goes in as `count`. */
export type Translate = (key: string, values?: Record<string, unknown>) => string

const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: string, style: 'date' | 'time'): Intl.DateTimeFormat {
  const key = `${style} ${language}`
  let found = formats.get(key)
  if (!found) {
    const timeStyle = style === 'time' ? 'short' : undefined
    found = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      dateStyle: 'long',
      timeStyle,
      timeZone: 'UTC',
      // As drafts number their paragraphs, whatever the language.
      numberingSystem: 'latn',
    })
    formats.set(key, found)
  }
  return found
}

/** ISO 8601 → “24 November 2026”, in UTC. */
export function dateWords(iso: string, language: string): string {
  return format(language, 'date').format(new Date(iso))
}

/** ISO 8601 → “24 November 2026 at 16:05 UTC”. */
export function timeWords(iso: string, language: string): string {
  return `${format(language, 'time').format(new Date(iso))} UTC`
}
