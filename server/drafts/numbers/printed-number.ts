/** The number that a heading carries in its own words: `3.2. Title`, `Annex A — Title`, `第三章 …`. */
import { countsOf } from './numerals.js'

export interface PrintedNumber {
  /** As one says it, without the dot at its end: `3.2`, `Annex A`. */
  label: string
  /**
   * Null where it can be nothing but a number. A lone `5`, `A.` or `I.` may be a word (“5 ways to…”, “E. coli”): then these
   * are the places in a count that it would have, and its neighbours have to say whether it is one.
   */
  counts: Record<string, number | undefined> | null
}

const WORDS =
  'annex|annexe|appendix|attachment|schedule|exhibit|chapter|part|article|section|clause|title|recommendation|principle|' +
  'anhang|anlage|kapitel|teil|artikel|abschnitt|chapitre|partie|titre|anexo|apéndice|capítulo|parte|artículo|artigo|sección|seção|' +
  'allegato|capitolo|articolo|sezione|bijlage|hoofdstuk|deel|bilaga|bilag|vedlegg|liite|příloha|załącznik|rozdział|' +
  'приложение|глава|часть|раздел|статья|додаток|розділ|الملحق|ملحق|الفصل|الباب|المادة|القسم|附录|附錄|附件|付録|附属書|부록|제'

const WORDED = new RegExp(
  `^((?:${WORDS})\\s+(?:no\\.?\\s*)?(?:\\p{L}(?![\\p{L}\\p{M}])|[IVXLC]+(?![\\p{L}])|\\p{Nd}{1,4})(?:\\.\\p{Nd}{1,4}){0,8}[a-z]?)(?=$|[^\\p{L}\\p{N}])`,
  'iu',
)
/** 第三章, 第 2 条, 제3장 */
const CJK = /^([第제]\s*[\p{Nd}一二三四五六七八九十百千零〇]+\s*[章节節条條部分编編款回項项장절조부])/u
const CJK_LIST = /^([一二三四五六七八九十]+)[、．.]/u
const DOTTED =
  /^§?\s*(\p{Nd}{1,3}(?:[.．]\p{Nd}{1,3}){1,8}(?:\.?[a-z](?![\p{L}]))?)[.．):]?(?=$|\s|[—–:-]|\p{Lu}\p{Ll}|\p{Lo})/u
const LETTERED = /^([A-Z]{1,4}(?:\.\p{Nd}{1,3}){1,8}[a-z]?)[.):]?(?=$|\s)/u
const PLAIN = /^§?\s*(\p{Nd}{1,3}[a-z]?)([.．、):]+|(?=\s+[—–-]\s))(?=$|\s|\p{L})/u
const BARE = /^(\p{Nd}{1,3})(?=\s)/u
const LETTER = /^([A-Z]|[IVXLC]{2,7})[.)](?=\s)/

export function printedNumber(text: string): PrintedNumber | null {
  const sure = WORDED.exec(text) ?? CJK.exec(text) ?? DOTTED.exec(text) ?? LETTERED.exec(text) ?? PLAIN.exec(text)
  if (sure) return { label: trimmed(sure[1]!), counts: null }
  const list = CJK_LIST.exec(text)
  if (list) return { label: list[1]!, counts: null }
  const bare = BARE.exec(text)
  if (bare) return { label: bare[1]!, counts: { number: Number(bare[1]!.normalize('NFKC')) } }
  const letter = LETTER.exec(text)
  return letter ? { label: letter[1]!, counts: { ...countsOf(letter[1]!) } } : null
}

/** “Section 3.2” is called 3.2, as its neighbours are. */
function trimmed(label: string): string {
  return label
    .replace(/^section\s+(?=\p{Nd})/iu, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * The numbers of headings of one level, in their order; doubtful ones only where they go on from the one before, lead to the
 * next, or begin a count.
 */
export function printedNumbers(texts: readonly string[]): (string | null)[] {
  const found = texts.map(printedNumber)
  return found.map((own, i) => {
    if (!own?.counts) return own?.label ?? null
    const follows = steps(found[i - 1], own)
    const leads = steps(own, found[i + 1])
    return follows || leads || begins(own) ? own.label : null
  })
}

function steps(from: PrintedNumber | null | undefined, to: PrintedNumber | null | undefined): boolean {
  const a = from && places(from)
  const b = to && places(to)
  return !!a && !!b && Object.keys(a).some(kind => a[kind] !== undefined && a[kind]! + 1 === b[kind])
}

function places({ counts, label }: PrintedNumber): Record<string, number | undefined> {
  return counts ?? (/^\d+$/.test(label) ? { number: Number(label) } : {})
}

function begins(own: PrintedNumber): boolean {
  return Object.values(places(own)).includes(1) && own.counts?.number === undefined
}
