import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import i18next, { type i18n } from 'i18next'

/** Key and values → words. A count goes in as `count`; a key that is missing throws outside production. */
export type Translate = (key: string, values?: Record<string, unknown>) => string

export interface Messages {
  /** BCP 47 tags of the languages that have message files; English first. */
  languages: readonly string[]
  /** Words as they are; escape them before they stand in HTML. */
  in(language: string): Translate
  /** Words of a message that holds markup of its own; the values are escaped. */
  markupIn(language: string): Translate
}

/** Reads messages/{language}/{feature}.json; the key of a message begins with the name of its file. */
export async function loadMessages(folder: string, onMissing: (key: string) => void): Promise<Messages> {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
  const languages = ['en', ...found.filter(name => name !== 'en').sort()]
  const resources = Object.fromEntries(
    languages.map(language => [language, { translation: readLanguage(join(folder, language)) }]),
  )
  const instance: i18n = i18next.createInstance()
  await instance.init({
    resources,
    fallbackLng: 'en',
    supportedLngs: languages,
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => onMissing(key),
  })
  const plain = new Map(languages.map(language => [language, instance.getFixedT(language)]))
  const of = (language: string) => plain.get(language) ?? plain.get('en')!
  return {
    languages,
    in: language => {
      const t = of(language)
      return (key, values) => t(key, values ?? {})
    },
    markupIn: language => {
      const t = of(language)
      return (key, values) => t(key, { ...values, interpolation: { escapeValue: true } })
    },
  }
}

function readLanguage(folder: string): Record<string, unknown> {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  return Object.fromEntries(
    files.map(name => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
  )
}
