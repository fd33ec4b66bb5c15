/** Finds the title page, which is no part of the text: what stands before the first heading and says what this is. */
import {
  child,
  childrenNamed,
  descendants,
  flagOf,
  isElement,
  valOf,
  type XmlElement,
  type XmlNode,
} from './archive/xml.js'
import { roleOf } from './blocks/paragraph.js'
import { plainWords } from './plain-words.js'
import { listPlace, type Role, type Styles } from './styles/styles.js'

export interface TitlePage {
  title: string | null
  /** What stands on it, a paragraph or a table each. */
  lines: string[]
  rest: XmlNode[]
}

/** Tuned on covers of reports: a line on one is short, and all of it is little; else it is a text that ends with a page. */
const LONGEST_LINE = 300
const MOST_WORDS = { withTitle: 1500, without: 600 }

export function takeTitlePage(nodes: readonly XmlNode[], styles: Styles): TitlePage {
  const elements = nodes.filter(isElement)
  const end = isCover(elements[0]) ? 1 : (endOfPage(elements, styles) ?? endOfTitle(elements, styles))
  const page = elements.slice(0, end)
  const titles = page.flatMap(node => descendantsAndSelf(node)).filter(p => kindOf(p, styles) === 'title')
  return {
    title:
      titles
        .map(title => plainWords(title))
        .filter(Boolean)
        .join(' ') || null,
    lines: page.flatMap(linesOf),
    rest: elements.slice(end),
  }
}

/** A part that Word has made from its gallery. */
function isCover(control: XmlElement | undefined): boolean {
  const part = child(child(control, 'w:sdtPr'), 'w:docPartObj')
  return control?.name === 'w:sdt' && /^cover pages$/i.test(valOf(part, 'w:docPartGallery') ?? '')
}

/** How many elements stand on a first page that ends with a break and is a title page, whatever its styles. */
function endOfPage(elements: readonly XmlElement[], styles: Styles): number | null {
  let words = 0
  let hasTitle = false
  for (const [i, node] of elements.entries()) {
    const kind = kindOf(node, styles)
    if (kind === 'heading' || kind === 'contents' || kind === 'contents-title') return null
    if (node.name === 'w:sdt') return null
    const line = plainWords(node)
    const begins = i > 0 && words > 0 && beginsPage(node)
    if (begins) return isTitlePage(words, hasTitle) ? i : null
    if (line.length > LONGEST_LINE || (listPlace(child(node, 'w:pPr')).num ?? '0') !== '0') return null
    hasTitle ||= kind === 'title'
    words += line.length
    if (words > MOST_WORDS.withTitle) return null
    if (words > 0 && endsPage(node)) return isTitlePage(words, hasTitle) && i + 1 < elements.length ? i + 1 : null
  }
  return null
}

function isTitlePage(words: number, hasTitle: boolean): boolean {
  return hasTitle || words <= MOST_WORDS.without
}

function beginsPage(node: XmlElement): boolean {
  if (flagOf(child(node, 'w:pPr'), 'w:pageBreakBefore')) return true
  const [first] = descendants(node, 'w:br').filter(isPageBreak)
  return first !== undefined && plainWords(...before(node, first)) === '' && plainWords(node) !== ''
}

function endsPage(node: XmlElement): boolean {
  const section = child(child(node, 'w:pPr'), 'w:sectPr')
  return (
    (section !== undefined && valOf(section, 'w:type') !== 'continuous') || descendants(node, 'w:br').some(isPageBreak)
  )
}

function isPageBreak({ attributes }: XmlElement): boolean {
  return attributes['w:type'] === 'page'
}

/** What stands in the paragraph before the run with that break. */
function before(paragraph: XmlElement, mark: XmlElement): XmlNode[] {
  const at = paragraph.children.findIndex(node => isElement(node) && node.children.includes(mark))
  return paragraph.children.slice(0, Math.max(at, 0))
}

/** How many elements carry styles of a title at the beginning, empty ones between them included. */
function endOfTitle(elements: readonly XmlElement[], styles: Styles): number {
  let end = 0
  for (const [i, node] of elements.entries()) {
    const kind = kindOf(node, styles)
    if (kind === 'title' || kind === 'front-matter') end = i + 1
    else if (
      !/^w:(p|bookmark(Start|End))$/.test(node.name) ||
      plainWords(node) !== '' ||
      descendants(node, 'w:drawing').length > 0
    )
      break
  }
  return end
}

function kindOf(node: XmlElement, styles: Styles): Role['kind'] | null {
  return node.name === 'w:p' ? roleOf(node, styles).kind : null
}

function descendantsAndSelf(node: XmlElement): XmlElement[] {
  return node.name === 'w:p' ? [node] : descendants(node, 'w:p')
}

function linesOf(node: XmlElement): string[] {
  if (node.name === 'w:sdt')
    return childrenNamed(child(node, 'w:sdtContent'), 'w:p')
      .map(p => plainWords(p))
      .filter(Boolean)
  const pictures = descendants(node, 'wp:docPr').map(({ attributes }) => attributes.descr || attributes.name || '')
  return [plainWords(node), ...(descendants(node, 'pic:pic').length > 0 ? pictures : [])].filter(Boolean)
}
