/**
 * Fields: an instruction, which is not shown, and its result, which is (ECMA-376 part 1, 17.16). They open and close between
 * runs, nest, and reach over paragraphs.
 */
import type { WarningCode } from '../../outline/warnings.js'
import { child, childrenNamed, flagOf, isElement, valOf, type XmlElement } from '../archive/xml.js'

export interface Field {
  /** First word of the instruction: `HYPERLINK`, `TOC`. */
  name: string
  /** What follows it: words, without their quotes, and switches such as `\l`. */
  words: readonly string[]
  /** The element that began it, which may hold a form's data. */
  begin: XmlElement
}

export interface Fields {
  begin(element: XmlElement): void
  instruct(words: string): void
  /** The field whose result begins here. */
  separate(element: XmlElement): Field | null
  /** The field that ends here; `result` tells whether it had one. */
  end(element: XmlElement): { field: Field; result: 'none' | 'some' } | null
  /** False within an instruction. */
  shown(): boolean
  /** True within the result of a field of one of these names. */
  within(names: ReadonlySet<string>): boolean
  /** Where words that stand here lead: an address, `#` and a bookmark, or null. */
  link(): string | null
}

interface Open extends Field {
  instruction: string
  part: 'instruction' | 'result'
  link: string | null
}

/** @param root all elements whose fields are read; ends without a beginning and beginnings without an end are no fields */
export function createFields(root: XmlElement, bookmarks: ReadonlySet<string>): Fields {
  const whole = wholeFields(root)
  const open: Open[] = []
  return {
    begin(begin) {
      if (whole.has(begin)) open.push({ name: '', words: [], begin, instruction: '', part: 'instruction', link: null })
    },
    instruct(words) {
      const field = open.at(-1)
      if (field?.part === 'instruction') field.instruction += words
    },
    separate(element) {
      const field = open.at(-1)
      if (!field || !whole.has(element)) return null
      Object.assign(field, parsed(field.instruction), { part: 'result' })
      field.link = linkOf(field, bookmarks)
      return field
    },
    end(element) {
      if (!whole.has(element)) return null
      const field = open.pop()
      if (!field) return null
      if (field.part === 'instruction') return { field: { ...field, ...parsed(field.instruction) }, result: 'none' }
      return { field, result: 'some' }
    },
    shown: () => open.every(({ part }) => part === 'result'),
    within: names => open.some(({ part, name }) => part === 'result' && names.has(name)),
    link: () => open.findLast(({ link }) => link !== null)?.link ?? null,
  }
}

/** The characters of fields that are complete. */
function wholeFields(root: XmlElement): Set<XmlElement> {
  const whole = new Set<XmlElement>()
  const open: XmlElement[][] = []
  const visit = (node: XmlElement) => {
    for (const inner of node.children) {
      if (!isElement(inner)) continue
      if (inner.name !== 'w:fldChar') {
        visit(inner)
        continue
      }
      const type = inner.attributes['w:fldCharType']
      if (type === 'begin') open.push([inner])
      else if (type === 'separate') open.at(-1)?.push(inner)
      else if (type === 'end') for (const mark of [...(open.pop() ?? []), inner]) whole.add(mark)
    }
  }
  visit(root)
  return whole
}

export function parsed(instruction: string): { name: string; words: string[] } {
  const [name = '', ...words] = [...instruction.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted?.replace(/\\(["\\])/g, '$1') ?? bare!,
  )
  return { name: name.toUpperCase(), words }
}

/** What is shown of a field that has no result, and what is to be said of it. */
export function endField({ name, words, begin }: Field): { shown: string; code: WarningCode | null; detail: string } {
  const data = child(begin, 'w:ffData')
  if (name === 'FORMCHECKBOX') {
    const box = child(data, 'w:checkBox')
    return { shown: (flagOf(box, 'w:checked') ?? flagOf(box, 'w:default')) ? '☑' : '☐', code: null, detail: '' }
  }
  if (name === 'FORMDROPDOWN') {
    const list = child(data, 'w:ddList')
    const entries = childrenNamed(list, 'w:listEntry').map(entry => entry.attributes['w:val'] ?? '')
    const chosen = entries[Number(valOf(list, 'w:result') ?? valOf(list, 'w:default') ?? 0)] ?? ''
    return { shown: chosen, code: 'form-field', detail: entries.join(' · ') }
  }
  if (name === 'EQ') return { shown: '[…]', code: 'equation', detail: words.join(' ') }
  if (name === 'MACROBUTTON' || name === 'GOTOBUTTON') return { shown: '', code: 'form-field', detail: words.join(' ') }
  return { shown: '', code: COUNTED.test(name) ? 'other' : null, detail: [name, ...words].join(' ') }
}

/** They show a number that stands nowhere in the file. */
const COUNTED = /^(AUTONUM|AUTONUMLGL|AUTONUMOUT|LISTNUM)$/

/** Switches of HYPERLINK that a word belongs to. */
const WITH_WORD = new Set(['\\o', '\\t', '\\m'])

export function linkOf({ name, words }: Pick<Field, 'name' | 'words'>, bookmarks: ReadonlySet<string>): string | null {
  if (name === 'HYPERLINK') {
    let address = ''
    let place = ''
    for (let i = 0; i < words.length; i++) {
      if (words[i] === '\\l') place = words[++i] ?? ''
      else if (WITH_WORD.has(words[i]!)) i++
      else if (!words[i]!.startsWith('\\')) address ||= words[i]!
    }
    return place === '' ? address || null : `${address}#${place}`
  }
  const [target = ''] = words
  const refers = (name === 'REF' || name === 'PAGEREF' || name === 'NOTEREF') && words.includes('\\h')
  return refers && bookmarks.has(target) ? `#${target}` : null
}
