/** Whether templates hold words of their own: all words that people read come from messages/. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Parser } from 'htmlparser2'

/** Attributes that people read or hear. */
const READ = ['title', 'alt', 'aria-label', 'aria-description', 'aria-roledescription', 'placeholder', 'label']
/** What stands in these is the same in every language. */
const SAME = ['kbd', 'code', 'style', 'script']

/** @returns {Promise<{complaints: string[], places: Set<string>, files: number}>} `places`: text, or the attribute */
export async function wordsInTemplates(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter(entry => entry.isFile() && entry.name.endsWith('.hbs'))
  const complaints = []
  const places = new Set()
  for (const file of files) {
    const path = join(file.parentPath ?? file.path, file.name)
    for (const { place, words, line } of wordsIn(await readFile(path, 'utf8'))) {
      places.add(place)
      complaints.push(`${path}:${line}: “${words}” (${place}) belongs into messages/`)
    }
  }
  return { complaints, places, files: files.length }
}

function wordsIn(template) {
  // As long as before, so that lines can be named.
  const html = template.replace(/\{\{!--[\s\S]*?--\}\}|\{\{\{?[\s\S]*?\}?\}\}/g, part => part.replace(/[^\n]/g, ' '))
  const found = []
  const open = []
  const note = (place, text) => {
    const words = text.replace(/\s+/g, ' ').trim()
    if (!/\p{L}/u.test(words)) return
    found.push({ place, words, line: html.slice(0, parser.startIndex).split('\n').length })
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      open.push(name)
      for (const attribute of READ) if (attributes[attribute]) note(attribute, attributes[attribute])
      const isButton = name === 'input' && ['submit', 'button', 'reset'].includes(attributes.type)
      if (isButton && attributes.value) note('value', attributes.value)
    },
    onclosetag(name) {
      const at = open.lastIndexOf(name)
      if (at >= 0) open.length = at
    },
    ontext(text) {
      if (!open.some(name => SAME.includes(name))) note('text', text)
    },
  })
  parser.end(html)
  return found
}
