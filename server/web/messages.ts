import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import i18next, { type i18n } from 'i18next'
import { directionOf, formatNumber } from './locale.js'
import { pseudo } from './pseudo.js'

/** Key and values → words. A count goes in as `count`; a key that is missing throws outside production. */
export type Translate = (key: string, values?: Record<string, unknown>) => string

/** The language in which somebody is told, with its words: a request is one. */
export interface Telling {
  locale: string
  t: Translate
}

export interface Messages {
  /** BCP 47 tags of the languages that have message files; English first. */
  languages: readonly string[]
  /** Those, and the pseudo-languages. */
  known: readonly string[]
  /** Words as they are; escape them before they stand in HTML. */
  in(language: string): Translate
  /** Words of a message that holds markup of its own; the values are escaped. */
  markupIn(language: string): Translate
}

/** Reads messages/{language}/{feature}.json; the key of a message begins with the name of its file. */
export async function loadMessages(
  folder: string,
  onMissing: (key: string) => void,
  pseudoLanguages: readonly string[] = [],
): Promise<Messages> {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
  const languages = ['en', ...found.filter(name => name !== 'en').sort()]
  const known = [...languages, ...pseudoLanguages]
  const resources = Object.fromEntries(
    languages.map(language => [language, { translation: readLanguage(join(folder, language)) }]),
  )
  const english = resources.en!.translation
  for (const language of pseudoLanguages) resources[language] = { translation: pseudo(english) }
  const instance: i18n = i18next.createInstance()
  await instance.init({
    resources,
    fallbackLng: 'en',
    supportedLngs: known,
    interpolation: { escapeValue: false, alwaysFormat: true, format: (value, _, language) => shown(value, language!) },
    returnNull: false,
    showSupportNotice: false,
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => onMissing(key),
  })
  const plain = new Map(known.map(language => [language, instance.getFixedT(language)]))
  const of = (language: string) => plain.get(language) ?? plain.get('en')!
  return {
    languages,
    known,
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

const LETTERS_FROM_THE_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u
const ONLY_FROM_THE_RIGHT = /^[\p{Script=Arabic}\p{Script=Hebrew}\s\p{Po}]*$/u

/**
 * A value as it stands in a message: a number by the language's rules, and text that may run the other way set apart
 * (first-strong isolate, UAX #9), so that a name or a quote turns none of the words around it. An address stays as it is.
 */
function shown(value: unknown, language: string) {
  if (typeof value === 'number') return formatNumber(value, language)
  if (typeof value !== 'string' || /^(?:https?:|\/)/.test(value)) return value as string
  const foreign =
    directionOf(language) === 'rtl' ? !ONLY_FROM_THE_RIGHT.test(value) : LETTERS_FROM_THE_RIGHT.test(value)
  return foreign ? `\u2068${value}\u2069` : value
}

function readLanguage(folder: string): Record<string, unknown> {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  return Object.fromEntries(
    files.map(name => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
  )
}
