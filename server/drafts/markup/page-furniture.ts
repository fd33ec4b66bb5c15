/** What belongs to a page and not to its text: navigation, headers and footers, a table of contents that is marked as one. */
import { isNotes } from './notes.js'
import type { Place } from './place.js'
import { attribute, type Element, find, isCalled, wordsOf } from './tree/tree.js'

const CONTENTS = new Set(['toc', 'table-of-contents', 'tableofcontents', 'doc-toc', 'vector-toc'])

/** Says whether it is that, and notes it. */
export function isPageFurniture(element: Element, place: Place): boolean {
  const { tagName } = element
  if (isContents(element)) {
    place.collector.noteOnWhole('contents', wordsOf(element))
    return true
  }
  const role = attribute(element, 'role')
  if (tagName === 'nav' || role === 'navigation' || role === 'search') {
    place.collector.noteOnWhole('navigation', wordsOf(element))
    return true
  }
  const furniture =
    role === 'banner' || role === 'contentinfo' || (/^(header|footer)$/.test(tagName) && place.page === 'whole')
  if (furniture && find(element, isNotes).length === 0) {
    if (wordsOf(element).trim() !== '') place.collector.noteOnWhole('header-footer', wordsOf(element))
    return true
  }
  return false
}

/** Such elements stand in each other; a few are looked through, since each takes a look at all that is in it. */
const MAX_LOOKS = 8

function isContents(element: Element): boolean {
  if (/^mso-?toc\d/i.test(attribute(element, 'class') ?? '')) return true
  if (!isCalled(element, CONTENTS)) return false
  if (element.tagName === 'nav') return true
  let outer = 0
  for (let up = element.parentNode; up && 'tagName' in up; up = up.parentNode) if (isCalled(up, CONTENTS)) outer++
  return outer < MAX_LOOKS && mostlyLinks(element)
}

function mostlyLinks(element: Element): boolean {
  const links = find(element, inner => inner.tagName === 'a' && attribute(inner, 'href')?.startsWith('#') === true)
  const linked = links.reduce((sum, link) => sum + wordsOf(link).trim().length, 0)
  return linked > 0.6 * wordsOf(element).trim().length
}
