/** Names and questions for parse5's tree, as far as drafts need them. */
import type { DefaultTreeAdapterTypes } from 'parse5'
import { DraftError } from '../../block.js'

export type Node = DefaultTreeAdapterTypes.ChildNode
export type Element = DefaultTreeAdapterTypes.Element
export type Parent = DefaultTreeAdapterTypes.ParentNode
export type TextNode = DefaultTreeAdapterTypes.TextNode

/** How deep elements may stand in each other. Programs wrap words in twenty; a recursion takes some thousands. */
const MAX_DEPTH = 512

export function isElement(node: Node): node is Element {
  return 'tagName' in node
}

export function isText(node: Node): node is TextNode {
  return node.nodeName === '#text'
}

export function isComment(node: Node): node is DefaultTreeAdapterTypes.CommentNode {
  return node.nodeName === '#comment'
}

export function attribute(element: Element, name: string): string | undefined {
  for (const attr of element.attrs) if (attr.name === name) return attr.value
  return undefined
}

export function setAttribute(element: Element, name: string, value: string): void {
  const existing = element.attrs.find(attr => attr.name === name)
  if (existing) existing.value = value
  else element.attrs.push({ name, value })
}

/** True if one of the element's classes, or its id or role, is one of these. */
export function isCalled(element: Element, names: ReadonlySet<string>): boolean {
  return element.attrs.some(
    ({ name, value }) =>
      (name === 'class' || name === 'id' || name === 'role') &&
      value
        .toLowerCase()
        .split(/\s+/)
        .some(word => names.has(word)),
  )
}

/** All words in it, as they stand in the file. */
export function wordsOf(parent: Parent): string {
  let words = ''
  visit(parent, node => {
    if (isText(node)) words += node.value
    else if (isElement(node) && isBlockElement(node)) words += ' '
  })
  return words
}

export function find(parent: Parent, matches: (element: Element) => boolean): Element[] {
  const found: Element[] = []
  visit(parent, node => {
    if (isElement(node) && matches(node)) found.push(node)
  })
  return found
}

/**
 * In document order, without recursion: the tree may be deeper than the stack.
 * @throws DraftError too-deep
 */
export function visit(root: Parent, meet: (node: Node) => void): void {
  const todo: [Node, number][] = childrenOf(root).map(node => [node, 1] as [Node, number])
  todo.reverse()
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [node, depth] = next
    if (depth > MAX_DEPTH) throw new DraftError('too-deep', `${MAX_DEPTH} elements`)
    meet(node)
    const children = 'childNodes' in node ? childrenOf(node) : []
    for (let i = children.length - 1; i >= 0; i--) todo.push([children[i]!, depth + 1])
  }
}

/** An element's children; those of a `<template>` stand aside, in a content of its own, and are not shown. */
export function childrenOf(parent: Parent): Node[] {
  return parent.childNodes
}

const BLOCKS = new Set(
  `address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption
  figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre search section summary
  table tbody td tfoot th thead tr ul`.split(/\s+/),
)

export function isBlockElement(element: Element): boolean {
  return BLOCKS.has(element.tagName)
}

/** Elements that hold blocks: an inline element among them (`<a><p>…`) is a wrapper and not part of a line. */
export function holdersOfBlocks(root: Parent): Set<Parent> {
  const holders = new Set<Parent>()
  visit(root, node => {
    if (!isElement(node) || !isBlockElement(node)) return
    for (let up = node.parentNode; up && !holders.has(up); up = 'parentNode' in up ? up.parentNode : null) {
      holders.add(up)
    }
  })
  return holders
}
