/**
 * Counts the lists of a Word file as Word does (ECMA-376 part 1, 17.9): a paragraph names a list (`num`) and a level; lists
 * that share an abstract one share its count, unless one of them starts over; a level begins again after one above it.
 */
import { child, childrenNamed, flagOf, valOf, type XmlElement } from '../archive/xml.js'
import { type ListPlace, listPlace, type ParagraphStyle, type Styles, wholeNumber } from '../styles/styles.js'
import { bulletSign } from './bullets.js'
import { printedCount } from './number-formats.js'

/** What is printed before a paragraph. */
export interface Marker {
  kind: 'number' | 'bullet' | 'blank'
  /** As printed, without space around it; of a bullet, null where the sign is not known. */
  text: string | null
  /** Nothing stands between number and words. */
  tight: boolean
  /** From 0. */
  level: number
  /** Which count it belongs to. */
  list: string
  /** Left edge of the words, in twentieths of a point. */
  indent: number | undefined
}

export interface Numbering {
  /** The marker of the next paragraph that stands there, or null if it stands in no list. */
  next(own: ListPlace, style: ParagraphStyle): Marker | null
}

interface Level {
  format: string
  text: string
  start: number
  /** The level, counted from 1, after which this one begins again; 0: never. */
  restart: number | undefined
  decimal: boolean
  tight: boolean
  picture: boolean
  font: string | undefined
  style: string | undefined
  indent: number | undefined
}

interface List {
  /** Whose count it shares. */
  abstract: string
  levels: readonly (Level | undefined)[]
  /** By level: what it counts from when this list first stands there. */
  overrides: Map<number, number>
}

const LEVELS = 9

export function readNumbering(root: XmlElement | undefined, styles: Styles): Numbering {
  const lists = readLists(root, styles)
  /** By abstract list: the count that each level has reached; undefined where it begins anew. */
  const counts = new Map<string, (number | undefined)[]>()
  const started = new Set<string>()

  function count(list: List, num: string, at: number): number[] {
    const reached = counts.get(list.abstract) ?? []
    counts.set(list.abstract, reached)
    const override = list.overrides.get(at)
    const first = !started.has(`${num} ${at}`)
    started.add(`${num} ${at}`)
    if (override !== undefined && first) reached[at] = override
    else reached[at] = reached[at] === undefined ? startOf(list, at) : reached[at] + 1
    for (let below = at + 1; below < LEVELS; below++) {
      const restart = list.levels[below]?.restart ?? below
      if (at < restart) reached[below] = undefined
    }
    // A level above that nothing has stood on yet is printed as the one before its first: `0.1`.
    return Array.from({ length: at + 1 }, (_, level) => reached[level] ?? startOf(list, level) - 1)
  }

  return {
    next(own, style) {
      const num = own.num ?? style.list.num
      const list = num === undefined ? undefined : lists.get(num)
      if (num === undefined || num === '0' || !list) return null
      const at = levelIn(list, own, style)
      const level = list.levels[at]
      if (!level) return null
      const { kind, text } = markerText(list, level, count(list, num, at))
      const indent = own.indent ?? level.indent ?? style.list.indent
      return { kind, text, tight: level.tight, level: at, list: list.abstract, indent }
    },
  }
}

function startOf(list: List, level: number): number {
  return list.levels[level]?.start ?? 1
}

/** A level that names the paragraph's style goes before what the style says itself. */
function levelIn(list: List, own: ListPlace, style: ParagraphStyle): number {
  if (own.level !== undefined) return Math.min(Math.max(own.level, 0), LEVELS - 1)
  for (const id of style.chain) {
    const linked = list.levels.findIndex(level => level?.style === id)
    if (linked >= 0) return linked
  }
  return Math.min(Math.max(style.list.level ?? 0, 0), LEVELS - 1)
}

function markerText(list: List, level: Level, counted: readonly number[]): Pick<Marker, 'kind' | 'text'> {
  if (level.picture) return { kind: 'bullet', text: null }
  if (level.format === 'bullet') {
    const sign = bulletSign(level.text, level.font)
    return sign === '' ? { kind: 'blank', text: '' } : { kind: 'bullet', text: sign }
  }
  const text = level.text.replace(/%([1-9])/g, (_, digit: string) => {
    const at = Number(digit) - 1
    const format = list.levels[at]?.format ?? 'decimal'
    if (counted[at] === undefined || format === 'none') return ''
    return printedCount(counted[at], level.decimal ? 'decimal' : format)
  })
  return text.trim() === '' ? { kind: 'blank', text: '' } : { kind: 'number', text: text.trim() }
}

function readLists(root: XmlElement | undefined, styles: Styles): Map<string, List> {
  const abstracts = new Map(childrenNamed(root, 'w:abstractNum').map(e => [e.attributes['w:abstractNumId'] ?? '', e]))
  const nums = new Map(childrenNamed(root, 'w:num').map(e => [e.attributes['w:numId'] ?? '', e]))

  /** An abstract list may only say that it is that of a list style. */
  function abstractOf(num: string, visited = 0): XmlElement | undefined {
    const found = abstracts.get(valOf(nums.get(num), 'w:abstractNumId') ?? '')
    const style = valOf(found, 'w:numStyleLink')
    const linked = style === undefined || visited > 8 ? undefined : styles.numOfListStyle(style)
    return linked === undefined ? found : (abstractOf(linked, visited + 1) ?? found)
  }

  return new Map(
    [...nums].flatMap(([id, num]): [string, List][] => {
      const abstract = abstractOf(id)
      return abstract ? [[id, readList(num, abstract)]] : []
    }),
  )
}

function readList(num: XmlElement, abstract: XmlElement): List {
  const levels = readLevels(abstract)
  const overrides = new Map<number, number>()
  for (const override of childrenNamed(num, 'w:lvlOverride')) {
    const at = wholeNumber(override.attributes['w:ilvl']) ?? 0
    const start = wholeNumber(valOf(override, 'w:startOverride'))
    const replaced = readLevels(override)
    for (const [level, changed] of replaced.entries()) if (changed) levels[level] = changed
    if (start !== undefined) overrides.set(at, start)
  }
  return { abstract: abstract.attributes['w:abstractNumId'] ?? '', levels, overrides }
}

function readLevels(parent: XmlElement): (Level | undefined)[] {
  const levels: (Level | undefined)[] = []
  for (const level of childrenNamed(parent, 'w:lvl')) {
    const at = wholeNumber(level.attributes['w:ilvl']) ?? 0
    if (at >= 0 && at < LEVELS) levels[at] = readLevel(level)
  }
  return levels
}

function readLevel(level: XmlElement): Level {
  const fonts = child(child(level, 'w:rPr'), 'w:rFonts')?.attributes
  return {
    format: formatOf(level),
    text: valOf(level, 'w:lvlText') ?? '',
    start: wholeNumber(valOf(level, 'w:start')) ?? 1,
    restart: wholeNumber(valOf(level, 'w:lvlRestart')),
    decimal: flagOf(level, 'w:isLgl') === true,
    tight: valOf(level, 'w:suff') === 'nothing',
    picture: child(level, 'w:lvlPicBulletId') !== undefined,
    font: fonts?.['w:ascii'] ?? fonts?.['w:hAnsi'],
    style: valOf(level, 'w:pStyle'),
    indent: listPlace(child(level, 'w:pPr')).indent,
  }
}

/** New Word writes formats that old Word has no name for in two ways at once. */
function formatOf(level: XmlElement): string {
  const plain = valOf(level, 'w:numFmt')
  if (plain !== undefined) return plain
  const fallback = child(child(level, 'mc:AlternateContent'), 'mc:Fallback')
  return valOf(fallback, 'w:numFmt') ?? 'decimal'
}
