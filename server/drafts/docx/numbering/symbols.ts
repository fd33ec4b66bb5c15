/** Signs of fonts that have pictures where others have letters (Symbol, Wingdings, Webdings). */
import { codePoint } from 'dingbat-to-unicode'

/** Such fonts have their signs at U+F020–U+F0FF as well as at 20–FF. */
const PRIVATE = 0xf000

/** Signs that hardly any device can show, and the same in every font. */
const FAMILIAR = new Map<string, string>(
  Object.entries({
    '🡪': '→',
    '🡨': '←',
    '🡩': '↑',
    '🡫': '↓',
    '⮚': '➢',
    '⏵': '▸',
    '🞂': '▸',
    '🞎': '☐',
    '🗹': '☑',
    '🗷': '☒',
    '🗸': '✓',
    '🗴': '✗',
  }),
)

/** The sign as Unicode has it; null where it has none, or the font is not known. */
export function symbolOf(font: string, code: number): string | null {
  const low = code >= PRIVATE && code <= PRIVATE + 0xff ? code - PRIVATE : code
  const known = (codePoint(font, low) ?? codePoint(font, code))?.string
  return known === undefined ? null : (FAMILIAR.get(known) ?? known)
}

export function isSymbolFont(font: string | undefined): boolean {
  return font !== undefined && /^(symbol|wingdings|webdings|zapf ?dingbats)/i.test(font)
}
