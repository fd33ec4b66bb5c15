/**
 * A small tree for the XML of Office files, with the prefixes that everybody knows (`w:p`), whichever the file itself
 * declares: some programs write `ns0:p`, and “strict” files have namespaces of their own.
 */
import { SaxesParser } from 'saxes'
import { DraftError } from '../../block.js'

export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlNode[]
}

export type XmlNode = XmlElement | string

/** Office needs about 15 levels for a paragraph in a text box in a table; a table in a table adds three. */
const MAX_DEPTH = 256
/** Some 200 for each block that a draft may have; a million take about 200 MB. */
const MAX_ELEMENTS = 4_000_000

const PREFIXES = new Map<string, string>(
  Object.entries({
    'http://schemas.openxmlformats.org/wordprocessingml/2006/main': 'w',
    'http://purl.oclc.org/ooxml/wordprocessingml/main': 'w',
    'http://schemas.openxmlformats.org/officeDocument/2006/relationships': 'r',
    'http://purl.oclc.org/ooxml/officeDocument/relationships': 'r',
    'http://schemas.openxmlformats.org/package/2006/relationships': 'rel',
    'http://schemas.openxmlformats.org/package/2006/content-types': 'ct',
    'http://schemas.openxmlformats.org/officeDocument/2006/math': 'm',
    'http://purl.oclc.org/ooxml/officeDocument/math': 'm',
    'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing': 'wp',
    'http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing': 'wp',
    'http://schemas.openxmlformats.org/drawingml/2006/main': 'a',
    'http://purl.oclc.org/ooxml/drawingml/main': 'a',
    'http://schemas.openxmlformats.org/drawingml/2006/picture': 'pic',
    'http://purl.oclc.org/ooxml/drawingml/picture': 'pic',
    'http://schemas.openxmlformats.org/drawingml/2006/chart': 'c',
    'http://schemas.openxmlformats.org/drawingml/2006/diagram': 'dgm',
    'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc',
    'http://schemas.microsoft.com/office/word/2010/wordml': 'w14',
    'http://schemas.microsoft.com/office/word/2010/wordprocessingShape': 'wps',
    'http://schemas.microsoft.com/office/word/2010/wordprocessingGroup': 'wpg',
    'http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas': 'wpc',
    'urn:schemas-microsoft-com:vml': 'v',
    'urn:schemas-microsoft-com:office:office': 'o',
    'http://purl.org/dc/elements/1.1/': 'dc',
  }),
)

/** Most elements have none. */
const NO_ATTRIBUTES: Record<string, string> = Object.freeze({})

/**
 * @throws DraftError damaged (not well formed, or with a DOCTYPE: Office files have none, entity bombs do), too-deep,
 *   too-large
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const top: XmlElement = { name: '', attributes: {}, children: [] }
  const open = [top]
  const scopes = [createScope(null, {})]
  let elements = 0
  parser.on('opentag', tag => {
    if (open.length > MAX_DEPTH) throw new DraftError('too-deep', 'XML')
    if (++elements > MAX_ELEMENTS) throw new DraftError('too-large', `${MAX_ELEMENTS} elements`)
    const outer = scopes[scopes.length - 1]!
    let scope = outer
    for (const name in tag.attributes) {
      if (!isDeclaration(name)) continue
      scope = createScope(outer, tag.attributes)
      break
    }
    let attributes = NO_ATTRIBUTES
    for (const name in tag.attributes) {
      if (isDeclaration(name)) continue
      if (attributes === NO_ATTRIBUTES) attributes = {}
      attributes[scope.attribute(name)] = tag.attributes[name]!
    }
    const element: XmlElement = { name: scope.element(tag.name), attributes, children: [] }
    open[open.length - 1]!.children.push(element)
    open.push(element)
    scopes.push(scope)
  })
  parser.on('closetag', () => {
    open.pop()
    scopes.pop()
  })
  const addText = (words: string) => {
    open[open.length - 1]!.children.push(words)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('doctype', () => {
    throw new DraftError('damaged', 'XML with a DOCTYPE')
  })
  parser.on('error', () => {
    throw new DraftError('damaged', 'XML')
  })
  parser.write(text).close()
  const root = top.children.find(isElement)
  if (!root) throw new DraftError('damaged', 'XML')
  return root
}

/**
 * The names that hold within an element. Nearly every file declares all its prefixes at the root, so that each name is
 * looked up once: what a parser's own namespaces cost is more than all the rest.
 */
interface Scope {
  uris: ReadonlyMap<string, string>
  element(name: string): string
  attribute(name: string): string
}

function createScope(outer: Scope | null, attributes: Readonly<Record<string, string>>): Scope {
  const uris = new Map(outer?.uris)
  for (const [name, uri] of Object.entries(attributes)) if (isDeclaration(name)) uris.set(name.slice(6), uri)
  const lookUp = (usual: string | undefined) => {
    const known = new Map<string, string>()
    return (name: string) => {
      const found = known.get(name) ?? canonical(name, uris, usual)
      known.set(name, found)
      return found
    }
  }
  // An attribute without a prefix is in no namespace.
  return { uris, element: lookUp(uris.get('')), attribute: lookUp(undefined) }
}

function isDeclaration(name: string): boolean {
  return name.startsWith('xmlns') && (name.length === 5 || name[5] === ':')
}

function canonical(name: string, uris: ReadonlyMap<string, string>, usual: string | undefined): string {
  const colon = name.indexOf(':')
  const uri = colon < 0 ? usual : uris.get(name.slice(0, colon))
  const local = name.slice(colon + 1)
  if (!uri) return local
  const prefix = PREFIXES.get(uri)
  return prefix === undefined ? `?:${local}` : `${prefix}:${local}`
}

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string'
}

export function element(name: string, attributes: Record<string, string>, children: XmlNode[] = []): XmlElement {
  return { name, attributes, children }
}

/** The first child of that name. */
export function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  if (!parent) return undefined
  for (const node of parent.children) if (typeof node !== 'string' && node.name === name) return node
  return undefined
}

export function childrenNamed(parent: XmlElement | undefined, name: string): XmlElement[] {
  return parent ? parent.children.filter((node): node is XmlElement => isElement(node) && node.name === name) : []
}

/** The `w:val` of the first child of that name: how Office writes most properties. */
export function valOf(parent: XmlElement | undefined, name: string): string | undefined {
  return child(parent, name)?.attributes['w:val']
}

/** An on/off property: absent → undefined; `<w:b/>` → true; `<w:b w:val="0"/>` → false. */
export function flagOf(parent: XmlElement | undefined, name: string): boolean | undefined {
  const found = child(parent, name)
  if (!found) return undefined
  return !['0', 'false', 'off', 'none'].includes(found.attributes['w:val'] ?? '1')
}

/** All elements of that name at any depth, in order; none within another of them. */
export function descendants(parent: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = []
  collect(parent, name, found)
  return found
}

function collect(parent: XmlElement, name: string, found: XmlElement[]): void {
  for (const node of parent.children) {
    if (typeof node === 'string') continue
    if (node.name === name) found.push(node)
    else collect(node, name, found)
  }
}

/** The words that stand in the element itself. */
export function ownWords(element: XmlElement): string {
  const [only, ...others] = element.children
  if (others.length === 0) return typeof only === 'string' ? only : ''
  return element.children.filter(node => !isElement(node)).join('')
}

/** Words as they stand in XML. */
export function escapeXml(text: string): string {
  return /[&<>"]/.test(text)
    ? text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&quot;')
    : text
}
