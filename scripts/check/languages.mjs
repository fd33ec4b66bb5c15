/**
 * Whether every language says what English says: each message, in each of the forms that the language's plurals have
 * (CLDR, as Intl.PluralRules knows them), with the same values and markup, and nothing else.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export const RULES = ['missing', 'form missing', 'not in English', 'no such form', 'other values', 'other markup']

const FORM = /_(zero|one|two|few|many|other)$/

/**
 * @param {string} folder messages/ with a folder for each language
 * @returns what is wrong, as `{ rule, complaint }`
 */
export async function languageFaults(folder) {
  const entries = await readdir(folder, { withFileTypes: true })
  const languages = entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
  const english = await readMessages(join(folder, 'en'))
  const all = await Promise.all(
    languages.map(async language => faultsOf(language, english, await readMessages(join(folder, language)))),
  )
  return all.flat()
}

/** @returns {Promise<Map<string, Map<string, string>>>} key → form → text; the form of what has no plural is '' */
export async function readMessages(folder) {
  const messages = new Map()
  const walk = (value, path) => {
    if (typeof value !== 'string') {
      for (const [name, inner] of Object.entries(value)) walk(inner, `${path}.${name}`)
      return
    }
    const key = path.replace(FORM, '')
    if (!messages.has(key)) messages.set(key, new Map())
    messages.get(key).set(FORM.exec(path)?.[1] ?? '', value)
  }
  for (const name of await readdir(folder))
    if (name.endsWith('.json')) walk(JSON.parse(await readFile(join(folder, name), 'utf8')), name.slice(0, -5))
  return messages
}

function faultsOf(language, english, messages) {
  const faults = []
  const fault = (rule, key, words) => faults.push({ rule, complaint: `messages/${language}: ${key} ${words}` })
  const plural = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  for (const [key, inEnglish] of english) {
    const forms = messages.get(key)
    if (!forms) {
      fault('missing', key, 'is missing')
      continue
    }
    const wanted = new Set(inEnglish.has('') ? [''] : plural)
    // “No comments”: i18next takes it for 0, in every language.
    if (inEnglish.has('zero')) wanted.add('zero')
    for (const form of wanted)
      if (!forms.has(form)) fault('form missing', form && `${key}_${form}`, form ? 'is missing' : `${key} is missing`)
    for (const [form, text] of forms) {
      const name = form ? `${key}_${form}` : key
      if (!wanted.has(form)) {
        fault('no such form', name, 'is a form that is not used')
        continue
      }
      const original = inEnglish.get(form) ?? inEnglish.get('other') ?? inEnglish.get('')
      const [values, there] = [valuesIn(original), valuesIn(text)]
      // A form for one number need not say it.
      const missing = values.filter(value => !there.includes(value) && !(form && value === 'count'))
      const added = there.filter(value => !values.includes(value) && !(form && value === 'count'))
      for (const value of missing) fault('other values', name, `lacks {{${value}}}`)
      for (const value of added) fault('other values', name, `has {{${value}}}, which English has not`)
      if (String(markupIn(original)) !== String(markupIn(text))) fault('other markup', name, 'has other markup')
    }
  }
  for (const key of messages.keys()) if (!english.has(key)) fault('not in English', key, 'is not in English')
  return faults
}

/** `{{count, number}}` and `{{count}}` are the same value. */
const valuesIn = text =>
  [...new Set([...text.matchAll(/\{\{([^},]+)[^}]*\}\}/g)].map(([, name]) => name.trim()))].sort()

const markupIn = text => [...text.matchAll(/<[^>]*>/g)].map(([tag]) => tag).sort()
