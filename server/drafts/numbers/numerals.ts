/** How a count is printed: `4`, `d`, `IV`, 四. */

export type NumeralStyle =
  | 'decimal'
  | 'decimal-leading-zero'
  | 'lower-alpha'
  | 'upper-alpha'
  | 'lower-roman'
  | 'upper-roman'
  | 'cjk'

export function numeral(count: number, style: NumeralStyle): string {
  switch (style) {
    case 'decimal':
      return `${count}`
    case 'decimal-leading-zero':
      return `${count}`.padStart(2, '0')
    case 'lower-alpha':
      return letters(count).toLowerCase()
    case 'upper-alpha':
      return letters(count)
    case 'lower-roman':
      return roman(count).toLowerCase()
    case 'upper-roman':
      return roman(count)
    case 'cjk':
      return chinese(count)
  }
}

/** 1 → A, 26 → Z, 27 → AA */
function letters(count: number): string {
  if (count < 1) return `${count}`
  let rest = count
  let printed = ''
  for (; rest > 0; rest = Math.floor((rest - 1) / 26)) printed = String.fromCharCode(65 + ((rest - 1) % 26)) + printed
  return printed
}

const ROMAN: [number, string][] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]

function roman(count: number): string {
  if (count < 1 || count > 3999) return `${count}`
  let rest = count
  let printed = ''
  for (const [value, letter] of ROMAN) {
    for (; rest >= value; rest -= value) printed += letter
  }
  return printed
}

function chinese(count: number): string {
  const digits = '〇一二三四五六七八九'
  if (count < 0 || count > 99) return `${count}`
  if (count < 10) return digits[count]!
  const tens = Math.floor(count / 10)
  return `${tens > 1 ? digits[tens]! : ''}十${count % 10 ? digits[count % 10]! : ''}`
}

/** Roman numerals up to here are read as such: no draft has more chapters. */
const READABLE_ROMAN = new Map(Array.from({ length: 200 }, (_, i) => [roman(i + 1), i + 1]))

/** The count that a letter or a Roman numeral stands for, in either reading. */
export function countsOf(printed: string): { letter?: number; roman?: number } {
  const upper = printed.toUpperCase()
  const letter = /^[A-Z]$/.test(upper) ? upper.charCodeAt(0) - 64 : undefined
  return { letter, roman: READABLE_ROMAN.get(upper) }
}
