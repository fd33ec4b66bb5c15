/** What texts need before they may stand in a file: every text of a comment passes through here. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g
const LONE_SURROGATE = /\p{Surrogate}/gu
const LINE_ENDS = /\r\n?|\u2028|\u2029|\u0085/g

/**
 * A text as XML 1.0 and HTML can hold it: no lone surrogates (they become U+FFFD), one kind of line end, and the
 * control characters that XML forbids shown by their pictures (U+0000 as ␀), so that nothing disappears in silence.
 */
export function printable(text: string): string {
  return text
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(LINE_ENDS, '\n')
    .replace(NOT_IN_XML, (sign: string) => {
      const code = sign.charCodeAt(0)
      if (code > 0x7f) return '\uFFFD'
      return code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code)
    })
}

const MARKUP: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For the text and the attributes of XML and of HTML. */
export function escapeMarkup(text: string): string {
  const clean = printable(text)
  return /[&<>"']/.test(clean) ? clean.replace(/[&<>"']/g, sign => MARKUP[sign]!) : clean
}

/** A comment's paragraphs, each a list of lines. Blank lines part paragraphs; none is empty. */
export function paragraphsOf(text: string): string[][] {
  return printable(text)
    .split(/\n[^\S\n]*\n\s*/)
    .map(paragraph => paragraph.replace(/^\n+|\s+$/g, '').split('\n'))
    .filter(lines => lines.some(line => line.trim() !== ''))
}

export type Direction = 'ltr' | 'rtl'

/** Letters of the scripts that are written from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Samaritan}\p{Script=Mandaic}]/u
const LETTER = /\p{L}/u

/** The direction of a text by its first letter (rule P2 of the Unicode bidirectional algorithm). */
export function directionOf(text: string): Direction {
  const first = LETTER.exec(text)?.[0]
  return first !== undefined && RIGHT_TO_LEFT.test(first) ? 'rtl' : 'ltr'
}

const RUN_OF_RIGHT_TO_LEFT = new RegExp(
  `${RIGHT_TO_LEFT.source}(?:[^\\p{L}]*(?:${RIGHT_TO_LEFT.source}|\\p{M}))*\\p{M}*`,
  'gu',
)

/** A text cut into runs of one direction each; joined they are the text. */
export function runsOf(text: string): { text: string; direction: Direction }[] {
  if (!RIGHT_TO_LEFT.test(text)) return text === '' ? [] : [{ text, direction: 'ltr' }]
  const runs: { text: string; direction: Direction }[] = []
  let from = 0
  for (const match of text.matchAll(RUN_OF_RIGHT_TO_LEFT)) {
    if (match.index > from) runs.push({ text: text.slice(from, match.index), direction: 'ltr' })
    runs.push({ text: match[0], direction: 'rtl' })
    from = match.index + match[0].length
  }
  if (from < text.length) runs.push({ text: text.slice(from), direction: 'ltr' })
  return runs
}

/** At most `limit` UTF-16 units, never cutting a character in two; `mark` says that something is missing. */
export function shorten(text: string, limit: number, mark: string): string {
  if (text.length <= limit) return text
  const end = limit - mark.length
  const splits = /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? 1 : 0
  return text.slice(0, end - splits) + mark
}
