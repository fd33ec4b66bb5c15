/**
 * Words that people read: every message that a template or the code asks for is there, every language has every
 * message, and no message is left that nobody asks for.
 *
 * A key is found in the code where it is written out (`t('comments.heading')`, `{{t "site.name"}}`); where it is made of
 * parts (`t(`accounts.groups.${group}`)`, `{{t (concat "a." b)}}`), one message of that form must be there. Faults,
 * fields and notices are asked for by the functions that make them.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { languageFaults, readMessages } from './languages.mjs'

/** @returns complaints, one a line; and what was counted */
export async function checkMessages(root) {
  const languages = await folders(join(root, 'messages'))
  const english = new Set((await readMessages(join(root, 'messages', 'en'))).keys())
  const complaints = (await languageFaults(join(root, 'messages'))).map(({ complaint }) => complaint)

  const { asked, patterns, strings } = await usesIn(root)
  for (const [key, file] of asked)
    if (!english.has(key) && !isGroup(english, key)) complaints.push(`${file}: there is no message ${key}`)
  for (const [pattern, file] of patterns)
    if (![...english].some(key => pattern.test(key))) complaints.push(`${file}: no message fits ${pattern.source}`)
  for (const key of english) {
    const isAsked = asked.has(key) || [...patterns.keys()].some(pattern => pattern.test(key))
    if (!isAsked && !isWritten(key, strings)) complaints.push(`messages/en: nobody asks for ${key}`)
  }
  return {
    complaints,
    counted: `${english.size} messages, ${languages.length} languages, ${asked.size + patterns.size} uses`,
  }
}

async function folders(folder) {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.filter(entry => entry.isDirectory()).map(entry => entry.name)
}

/** `returnObjects` and the like ask for a whole group of messages. */
const isGroup = (keys, prefix) => [...keys].some(key => key.startsWith(`${prefix}.`))

/**
 * A key or the end of it that stands in the code as a text of its own: parts of keys are handed on in ways that no
 * pattern sees (a fault's key, a column's name).
 */
function isWritten(key, strings) {
  const parts = key.split('.')
  return (
    parts.some((_, from) => strings.has(parts.slice(from).join('.'))) || parts.slice(1).every(part => strings.has(part))
  )
}

async function usesIn(root) {
  const asked = new Map()
  const patterns = new Map()
  const strings = new Set()
  const note = (key, file) => {
    if (key.includes('${')) patterns.set(patternOf(key), file)
    else asked.set(key, file)
  }
  for (const file of [...(await filesIn(root, 'server', '.ts')), ...(await filesIn(root, 'templates', '.hbs'))]) {
    const text = await readFile(join(root, file), 'utf8')
    for (const [, string] of text.matchAll(/['"`]([\w.${}-]+)['"`]/g)) strings.add(string)
    // Names of properties are parts of keys too: `{ paragraph: …, list: … }`.
    for (const [, name] of text.matchAll(/\b([\w-]+)\s*[:,}]/g)) strings.add(name)
    if (file.endsWith('.hbs')) {
      for (const [, key] of text.matchAll(/[{(]\s*(?:t|rich)\s+"([^"]+)"/g)) note(key, file)
      for (const [, parts] of text.matchAll(/[{(]\s*(?:t|rich)\s+\(concat\s+([^)]*)\)/g))
        note(concatenated(parts), file)
    } else {
      if (file.startsWith('server/cli/') || file.startsWith('server/exports/')) continue
      for (const [, , key] of text.matchAll(/\b(?:t|rich|translate)\(\s*(['"`])([a-z][\w-]*\.[^'"`]+)\1/g))
        note(key, file)
      for (const [, key] of text.matchAll(
        /\b(?:malformed|notAllowed|notFound|conflict|closed|tooLarge|tooMany)\('([^']+)'/g,
      ))
        for (const part of ['title', 'detail']) note(`faults.${key}.${part}`, file)
      for (const [, key] of text.matchAll(/\binvalidField\(\s*[^,]+,\s*'([^']+)'/g)) note(`faults.fields.${key}`, file)
      for (const [, key] of text.matchAll(/\{\s*field[^}]*?\bkey: '([^']+)'/g)) note(`faults.fields.${key}`, file)
      for (const [, key] of text.matchAll(/\bgoTo\([^;]*?,\s*'([\w-]+\.[\w.-]+)'\)/g)) note(`notices.${key}`, file)
    }
  }
  return { asked, patterns, strings }
}

/** `"a." kind ".b"` → `a.${kind}.b` */
function concatenated(parts) {
  return [...parts.matchAll(/"([^"]*)"|(\S+)/g)].map(([, text, name]) => text ?? `\${${name}}`).join('')
}

function patternOf(key) {
  const parts = key.split(/\$\{[^}]*\}?/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.+')}$`)
}

async function filesIn(root, folder, extension) {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => entry.isFile() && entry.name.endsWith(extension))
    .map(entry =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(root.length)
        .replace(/^\/+/, ''),
    )
}
