/**
 * What a style's name says of its paragraphs. Word writes the names of its own styles in English, whatever its
 * language; other programs, and people who make styles, do not always.
 */
import type { Role } from './styles.js'

const HEADING =
  /^(?:heading|header|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|otsikko|fyrirsögn|nagłówek|nadpis|címsor|titlu|başlık|antraštė|virsraksts|pealkiri|naslov|заголовок|заглавие|επικεφαλίδα|标题|標題|見出し|제목|عنوان|כותרת|शीर्षक|tiêu đề|judul|หัวเรื่อง)[\s_-]*([1-9])$/u

/** Whole names, in lower case. */
const BY_NAME = new Map<string, Role['kind']>(
  Object.entries({
    title: 'title',
    subtitle: 'front-matter',
    author: 'front-matter',
    date: 'front-matter',
    'toc heading': 'contents-title',
    'contents heading': 'contents-title',
    'table of figures': 'contents',
    'table of authorities': 'contents',
    'index heading': 'contents-title',
    caption: 'caption',
    'table caption': 'caption',
    'image caption': 'caption',
    'figure caption': 'caption',
    beschriftung: 'caption',
    légende: 'caption',
    legenda: 'caption',
    epígrafe: 'caption',
    didascalia: 'caption',
    'название объекта': 'caption',
    quote: 'quote',
    'intense quote': 'quote',
    'block text': 'quote',
    'block quote': 'quote',
    'block quotation': 'quote',
    blockquote: 'quote',
    quotations: 'quote',
    'html preformatted': 'code',
    'preformatted text': 'code',
    'source code': 'code',
    code: 'code',
    'code block': 'code',
    'macro text': 'code',
  }),
)

const CONTENTS = /^(toc|contents|index|user index|illustration index|table index|object index|verzeichnis) ?\d{1,2}$/

/** Null: nothing, so that the style which it is based on says what it is. */
export function roleOfName(name: string): Role | null {
  const lower = name.trim().toLowerCase()
  const level = HEADING.exec(lower)?.[1]
  if (level !== undefined) return { kind: 'heading', level: Number(level) }
  if (CONTENTS.test(lower)) return { kind: 'contents' }
  const kind = BY_NAME.get(lower)
  return kind === undefined || kind === 'heading' ? null : { kind }
}

/** Styles of characters that are typed, read or printed by machines. */
export function isCodeName(name: string): boolean {
  return /^((html|inline|source) )?(code|keyboard|sample|typewriter|teletype|source text|user entry)\b|^verbatim char|^source ?code/i.test(
    name.trim(),
  )
}

/** Styles for what goes on in a list item without a marker of its own. */
export function isContinuationName(name: string): boolean {
  return /^list (paragraph|continue|contents)/i.test(name.trim())
}
