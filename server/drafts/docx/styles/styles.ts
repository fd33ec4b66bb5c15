/** The style sheet of a Word file, as far as it says what words are, and not only how they look. */
import { child, childrenNamed, flagOf, valOf, type XmlElement } from '../archive/xml.js'
import { layered, type RunLook, runLook } from './run-look.js'
import { isContinuationName, roleOfName } from './style-names.js'

/** What a paragraph is, by its style. Levels of headings are as in Word, 1–9. */
export type Role =
  | { kind: 'heading'; level: number }
  | { kind: 'text' | 'title' | 'front-matter' | 'contents' | 'contents-title' | 'caption' | 'quote' | 'code' }

/** Where a paragraph stands in a list, as far as its properties or its style say so. `num` 0: in none. */
export interface ListPlace {
  num?: string
  level?: number
  /** Left edge of the words, in twentieths of a point. */
  indent?: number
}

export interface ParagraphStyle {
  role: Role
  list: ListPlace
  /** Ids of the style and those that it is based on, the nearest first: levels of lists name styles. */
  chain: readonly string[]
  continuesItem: boolean
  look: RunLook
}

export interface Styles {
  paragraph(id: string | undefined): ParagraphStyle
  character(id: string | undefined): RunLook
  /** True if the style sets off the first row of a table from the others. */
  hasHeadRow(tableStyle: string | undefined): boolean
  /** The list that a list style stands for. */
  numOfListStyle(id: string): string | undefined
  defaults: RunLook
}

const TEXT: Role = { kind: 'text' }

export function readStyles(root: XmlElement | undefined): Styles {
  const styles = new Map<string, XmlElement>()
  let usual: string | undefined
  for (const style of childrenNamed(root, 'w:style')) {
    const id = style.attributes['w:styleId'] ?? ''
    styles.set(id, style)
    const isDefault = ['1', 'true', 'on'].includes(style.attributes['w:default'] ?? '')
    if (isDefault && style.attributes['w:type'] === 'paragraph') usual = id
  }
  const defaults = runLook(child(child(child(root, 'w:docDefaults'), 'w:rPrDefault'), 'w:rPr'))

  function chainOf(id: string | undefined): XmlElement[] {
    const chain = new Set<XmlElement>()
    for (let next = styles.get(id ?? ''); next && !chain.has(next); ) {
      chain.add(next)
      next = styles.get(valOf(next, 'w:basedOn') ?? '')
    }
    return [...chain]
  }

  return {
    paragraph: remembered(id => paragraphStyle(chainOf(styles.has(id ?? '') ? id : usual))),
    character: remembered(id => characterLook(chainOf(id))),
    hasHeadRow: remembered(id => chainOf(id).some(setsOffFirstRow)),
    numOfListStyle: id => valOf(child(child(styles.get(id), 'w:pPr'), 'w:numPr'), 'w:numId'),
    defaults,
  }
}

function paragraphStyle(chain: readonly XmlElement[]): ParagraphStyle {
  const list: ListPlace = {}
  let role: Role | null = null
  for (const style of chain) {
    const own = listPlace(child(style, 'w:pPr'))
    list.num ??= own.num
    list.level ??= own.level
    list.indent ??= own.indent
    role ??= roleOfStyle(style)
  }
  return {
    role: role ?? TEXT,
    list,
    chain: chain.map(({ attributes }) => attributes['w:styleId'] ?? ''),
    continuesItem: chain.some(style => isContinuationName(valOf(style, 'w:name') ?? '')),
    look: chain.map(style => runLook(child(style, 'w:rPr'))).reduceRight(layered, {}),
  }
}

/** Names that Word gives come first: the title above a table of contents is a heading by its look alone. */
function roleOfStyle(style: XmlElement): Role | null {
  const named = roleOfName(valOf(style, 'w:name') ?? '')
  const outlined = roleOfOutline(child(style, 'w:pPr'))
  return named && named.kind !== 'heading' ? named : (outlined ?? named)
}

/** A level in the outline makes a heading, and “body text” (9) takes it away from a style based on one. */
export function roleOfOutline(properties: XmlElement | undefined): Role | null {
  const value = valOf(properties, 'w:outlineLvl')
  if (value === undefined || !/^\d$/.test(value)) return null
  return value === '9' ? TEXT : { kind: 'heading', level: Number(value) + 1 }
}

export function listPlace(properties: XmlElement | undefined): ListPlace {
  const numbering = child(properties, 'w:numPr')
  const indents = child(properties, 'w:ind')?.attributes
  return {
    num: valOf(numbering, 'w:numId'),
    level: wholeNumber(valOf(numbering, 'w:ilvl')),
    indent: wholeNumber(indents?.['w:start'] ?? indents?.['w:left']),
  }
}

export function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined
}

function characterLook(chain: readonly XmlElement[]): RunLook {
  return chain.map(style => runLook(child(style, 'w:rPr'), valOf(style, 'w:name'))).reduceRight(layered, {})
}

function setsOffFirstRow(style: XmlElement): boolean {
  return childrenNamed(style, 'w:tblStylePr').some(part => {
    if (part.attributes['w:type'] !== 'firstRow') return false
    const run = child(part, 'w:rPr')
    const cell = child(part, 'w:tcPr')
    return flagOf(run, 'w:b') === true || !!child(cell, 'w:shd') || !!child(cell, 'w:tcBorders')
  })
}

function remembered<Value>(find: (id: string | undefined) => Value): (id: string | undefined) => Value {
  const known = new Map<string | undefined, Value>()
  return id => {
    let value = known.get(id)
    if (value === undefined && !known.has(id)) {
      value = find(id)
      known.set(id, value)
    }
    return value as Value
  }
}
