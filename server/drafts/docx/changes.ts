/**
 * Tracked changes, as if accepted (ECMA-376 part 1, 17.13.5): what was deleted or moved away goes, what came stays. In its
 * place a `note` element says what happened; whoever reads the tree next knows which block that belongs to.
 */
import { child, descendants, element, isElement, type XmlElement, type XmlNode } from './archive/xml.js'
import { plainWords } from './plain-words.js'

/** Not an element of any file: a warning that stands at its place. */
export const NOTE = 'note'

const GONE = new Set(['w:del', 'w:moveFrom'])
const COME = new Set(['w:ins', 'w:moveTo'])
/** They say how things look, and hold marks that are not changes of words. */
const PROPERTIES = new Set(['w:rPr', 'w:pPr', 'w:trPr', 'w:tcPr', 'w:tblPr', 'w:sectPr', 'w:sdtPr'])
const FORMER = /^w:\w+PrChange$/
const BETWEEN = /^w:(bookmark|moveFromRange|moveToRange|commentRange|perm)(Start|End)$|^w:proofErr$|^note$/

/** In place. Hands back how many changes there were of the looks alone. */
export function acceptChanges(parent: XmlElement): number {
  let looks = 0
  let kept: XmlNode[] | null = null
  let runsOn = false
  for (let i = 0; i < parent.children.length; i++) {
    const node = parent.children[i]!
    if (!isElement(node)) {
      kept?.push(node)
    } else if (PROPERTIES.has(node.name)) {
      looks += formerLooks(node)
      kept?.push(node)
    } else {
      looks += acceptChanges(node)
      runsOn ||= node.name === 'w:p' && markIs('w:del', node)
      const left = accepted(node)
      if (left) kept ??= parent.children.slice(0, i)
      // One by one: a change may reach around all paragraphs of a draft.
      if (kept) for (const one of left ?? [node]) kept.push(one)
    }
  }
  if (kept) parent.children = kept
  if (runsOn) parent.children = joined(parent.children)
  return looks
}

function formerLooks(properties: XmlElement): number {
  let found = 0
  for (const node of properties.children) {
    if (!isElement(node)) continue
    if (FORMER.test(node.name)) found++
    else if (node.name === 'w:rPr') found += formerLooks(node)
  }
  return found
}

/** What takes its place; null where it stays as it is. */
function accepted(node: XmlElement): XmlNode[] | null {
  if (GONE.has(node.name)) return goneWithNotes(node)
  if (COME.has(node.name)) return [changed('+', node), ...node.children]
  if (node.name === 'w:tr') return acceptedPart(node, child(node, 'w:trPr'), 'w:del', 'w:ins')
  if (node.name === 'w:tc') return acceptedPart(node, child(node, 'w:tcPr'), 'w:cellDel', 'w:cellIns')
  if (node.name === 'w:p' && markIs('w:ins', node) && !node.children.some(isChange)) {
    return [changed('+', element('w:p', {})), node]
  }
  return null
}

/** What was noted within it would go with it. */
function goneWithNotes(node: XmlElement): XmlElement[] {
  const within = descendants(node, NOTE)
  return within.length > 0 && plainWords(node) === '' ? within : [changed('−', node), ...within]
}

/** A row or a cell. */
function acceptedPart(part: XmlElement, marks: XmlElement | undefined, gone: string, come: string): XmlNode[] | null {
  if (child(marks, gone)) return goneWithNotes(part)
  if (child(marks, come) && !holdsChange(part)) return [changed('+', part), part]
  return null
}

function holdsChange(node: XmlNode): boolean {
  return isElement(node) && (isChange(node) || node.children.some(holdsChange))
}

function isChange(node: XmlNode): boolean {
  return isElement(node) && node.name === NOTE && node.attributes.code === 'tracked-change'
}

/** Changes within it have notes of their own. */
function changed(sign: string, node: XmlElement): XmlElement {
  const words = plainWords(node)
  return element(NOTE, {
    code: 'tracked-change',
    detail: `${sign} ${words === '' && node.name === 'w:p' ? '¶' : words}`,
  })
}

/** Whether that happened to the mark at the paragraph's end. */
function markIs(change: 'w:del' | 'w:ins', paragraph: XmlElement): boolean {
  const mark = child(child(paragraph, 'w:pPr'), 'w:rPr')
  return !!child(mark, change) || !!child(mark, change === 'w:del' ? 'w:moveFrom' : 'w:moveTo')
}

/** Where the mark at a paragraph's end is gone, it runs on into the next and becomes what that one is. */
function joined(nodes: readonly XmlNode[]): XmlNode[] {
  const result: XmlNode[] = []
  let carried: XmlNode[] = []
  for (const [i, node] of nodes.entries()) {
    if (!isElement(node) || node.name !== 'w:p') {
      // What stands between two paragraphs that are one now is in it.
      const into = carried.length > 0 ? carried : result
      into.push(node)
      continue
    }
    const properties = child(node, 'w:pPr')
    for (const inner of node.children) if (inner !== properties) carried.push(inner)
    if (markIs('w:del', node) && isParagraph(nodeAfter(nodes, i))) {
      carried.push(changed('−', element('w:p', {})))
    } else {
      node.children = properties ? [properties, ...carried] : carried
      result.push(node)
      carried = []
    }
  }
  return result.concat(carried)
}

function nodeAfter(nodes: readonly XmlNode[], i: number): XmlNode | undefined {
  for (let next = i + 1; next < nodes.length; next++) {
    const node = nodes[next]!
    if (isElement(node) && !BETWEEN.test(node.name)) return node
  }
  return undefined
}

function isParagraph(node: XmlNode | undefined): boolean {
  return node !== undefined && isElement(node) && node.name === 'w:p'
}
