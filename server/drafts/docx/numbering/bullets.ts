/** The signs before list items, which Word takes from fonts of symbols. */
import { isSymbolFont, symbolOf } from './symbols.js'

/** '' where nothing is printed, null where the sign is one that only its font knows. */
export function bulletSign(text: string, font: string | undefined): string | null {
  const sign = text.trim()
  if (sign === '') return ''
  const first = sign.codePointAt(0)!
  // The letter of a typewriter, as Word uses it, is a circle.
  if (sign === 'o' && /courier/i.test(font ?? '')) return '◦'
  const isPrivate = first >= 0xe000 && first <= 0xf8ff
  if (isPrivate || isSymbolFont(font)) {
    return tidied(symbolOf(font ?? 'Symbol', first))
  }
  return sign
}

/** Squares and discs in a size that is read as a bullet. */
function tidied(sign: string | null): string | null {
  if (sign === null) return null
  return /[●⚫⦁∙·]/u.test(sign) ? '•' : /[■◼⬛]/u.test(sign) ? '▪' : sign
}
