import { Parser } from 'htmlparser2'
import { type DefaultTreeAdapterTypes, html } from 'parse5'
import { DraftError } from '../block.js'
import { MAX_ELEMENTS } from '../markup/tree/parse.js'
import type { Element, Parent } from '../markup/tree/tree.js'

/**
 * The HTML that mammoth writes, as parse5 would read it. It is complete and nests as it should, so that nothing of what
 * makes parse5 right for the HTML of others, and three times as slow, is needed; only the `tbody` is put in that mammoth
 * leaves out.
 * @throws DraftError too-large
 */
export function treeOf(written: string): Parent {
  const root: DefaultTreeAdapterTypes.DocumentFragment = { nodeName: '#document-fragment', childNodes: [] }
  let parent: DefaultTreeAdapterTypes.ParentNode = root
  let elements = 0
  const enter = (tagName: string, attrs: Element['attrs']) => {
    if (++elements > MAX_ELEMENTS) throw new DraftError('too-large', `${MAX_ELEMENTS} elements`)
    const element: Element = {
      nodeName: tagName,
      tagName,
      attrs,
      namespaceURI: html.NS.HTML,
      childNodes: [],
      parentNode: parent,
    }
    parent.childNodes.push(element)
    parent = element
  }
  const leave = () => {
    if ('parentNode' in parent && parent.parentNode) parent = parent.parentNode
  }
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'tr' && parent.nodeName === 'table') enter('tbody', [])
        enter(
          name,
          Object.entries(attributes).map(([name, value]) => ({ name, value })),
        )
      },
      onclosetag(name) {
        if (name === 'table' && parent.nodeName === 'tbody') leave()
        leave()
      },
      ontext(value) {
        const last = parent.childNodes.at(-1)
        if (last?.nodeName === '#text' && 'value' in last) last.value += value
        else parent.childNodes.push({ nodeName: '#text', value, parentNode: parent })
      },
    },
    { decodeEntities: true },
  )
  parser.end(written)
  return root
}
