/**
 * Writes the words of one block twice at once: as plain text and as HTML. White space is held back until a word
 * follows, and tags until there is something in them, so that both read the same and nothing empty is left.
 */
import { nfc } from '../../source/encoding.js'

export interface Written {
  text: string
  html: string
}

export interface Writer {
  words(text: string): void
  /** Between two lines of one block: a space in the text, `<br>` in the HTML. */
  lineBreak(): void
  /** Between two things that stand apart: a space in both. */
  space(): void
  /** `attributes` as they stand in the tag, already escaped: ` href="…"`. */
  open(tag: string, attributes?: string): void
  close(): void
  /** Something with no words of its own: an image. */
  insert(html: string): void
  /** True while no word was written. */
  empty(): boolean
  end(): Written
}

/** Spaces at which no line may break keep their meaning (`5 km`), as does the wide space of Chinese and Japanese. */
const KEPT_SPACE = /^[\u00a0\u202f\u2007\u3000]$/
/** What neither a database nor a browser takes: control characters, halves of a character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNFIT = /[\u0000-\u0008\u000e-\u001f\u007f\ufffe\uffff]/g
/** Words with single spaces between them: nothing to fold. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/
const ASCII = /^[\t\n\r -~]*$/
const TOKENS = /[\s\u0085]+|[^\s\u0085]+/g
const SPACE = /^[\s\u0085]/
/** Lists and their items begin a line of themselves. */
const LIST = new Set(['ul', 'ol', 'li'])

export function createWriter(): Writer {
  let text = ''
  let html = ''
  /** Tags in which we are; the first `written` of them stand in the HTML. */
  const tags: { tag: string; attributes: string }[] = []
  let written = 0
  /** What stands between the last word and the next, if there is a next. */
  let gap = ''
  /** True while what was written last is the end of a list or of an item. */
  let afterList = false

  function widen(space: string): void {
    if (gap === '\n') return
    gap = gap === '' && (space === '\n' || KEPT_SPACE.test(space)) ? space : space === '\n' ? space : ' '
  }

  function reachNext(): void {
    if (gap !== '' && (text !== '' || html !== '')) {
      const besideList =
        gap === '\n' && (afterList || (written < tags.length && tags.slice(written).some(({ tag }) => LIST.has(tag))))
      html += gap !== '\n' ? gap : besideList ? '\n' : '<br>\n'
      if (text !== '') text += gap === '\n' ? ' ' : gap
    }
    gap = ''
    afterList = false
    for (; written < tags.length; written++) html += `<${tags[written]!.tag}${tags[written]!.attributes}>`
  }

  return {
    words(source) {
      const cleaned = clean(source)
      if (cleaned === '') return
      const tokens = PLAIN.test(cleaned) ? [cleaned] : (cleaned.match(TOKENS) ?? [])
      for (const token of tokens) {
        if (SPACE.test(token)) {
          widen(token.length === 1 && KEPT_SPACE.test(token) ? token : ' ')
        } else {
          reachNext()
          text += token
          html += escapeHtml(token)
        }
      }
    },
    lineBreak: () => widen('\n'),
    space: () => widen(' '),
    open(tag, attributes = '') {
      tags.push({ tag, attributes })
    },
    close() {
      const last = tags.pop()!
      if (written > tags.length) {
        html += `</${last.tag}>`
        written = tags.length
        afterList = LIST.has(last.tag)
      }
    },
    insert(piece) {
      reachNext()
      html += piece
    },
    empty: () => isBlank(text),
    end() {
      if (isBlank(text) && !html.includes('<img')) return { text: '', html: '' }
      // A letter and its accent may stand in two tags, and a space before an image that came last.
      return { text: nfc(text).trimEnd(), html }
    },
  }
}

/** NFC, and nothing that a database refuses. */
export function clean(source: string): string {
  if (ASCII.test(source)) return source
  return nfc(source.replace(UNFIT, '').replace(/\p{Surrogate}/gu, '\ufffd'))
}

/** True where a reader sees nothing: soft hyphens, joiners and marks of direction alone are no words. */
export function isBlank(text: string): boolean {
  return !/[^\s\u0085\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(text)
}

export function escapeHtml(text: string): string {
  return /[&<>"]/.test(text)
    ? text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&quot;')
    : text
}
