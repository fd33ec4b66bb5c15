/** The words of a part that is not taken over, for the note that says so. */
import { isElement, ownWords, type XmlElement, type XmlNode } from './archive/xml.js'

/** New Word writes what old Word cannot read in two ways: `Requires` names what one has to know for the first. */
const KNOWN = /^(wps|wpg|wpc|wp14|w14|w15|w16\w*|a14|c14|v|wp)$/

/** The way that is read here; of ways that are not known, the last. */
export function chosenAlternative(alternatives: XmlElement): XmlNode[] {
  for (const node of alternatives.children) {
    if (!isElement(node)) continue
    const required = (node.attributes.Requires ?? '').split(/\s+/).filter(Boolean)
    if (node.name === 'mc:Fallback' || required.every(name => KNOWN.test(name))) return node.children
  }
  return []
}

/** In one line, with a space between paragraphs and cells; deleted words too, where they still stand in the tree. */
export function plainWords(...nodes: readonly XmlNode[]): string {
  return nodes.map(wordsOf).join('').replace(/\s+/g, ' ').trim()
}

function wordsOf(node: XmlNode): string {
  if (!isElement(node) || /^w:\w+Pr$/.test(node.name)) return ''
  if (/^(w:t|w:delText|m:t)$/.test(node.name)) return ownWords(node)
  if (/^w:(tab|ptab|br|cr)$/.test(node.name)) return ' '
  const nodes = node.name === 'mc:AlternateContent' ? chosenAlternative(node) : node.children
  const words = nodes.map(wordsOf).join('')
  return node.name === 'w:p' || node.name === 'w:tc' ? ` ${words} ` : words
}
