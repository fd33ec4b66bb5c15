/** How Word prints a count, by the names of ECMA-376 part 1, 17.18.59 (ST_NumberFormat). */
import { type NumeralStyle, numeral } from '../../numbers/numerals.js'

const NUMERALS = new Map<string, NumeralStyle>(
  Object.entries({
    decimal: 'decimal',
    decimalZero: 'decimal-leading-zero',
    upperRoman: 'upper-roman',
    lowerRoman: 'lower-roman',
    chineseCounting: 'cjk',
    chineseCountingThousand: 'cjk',
    taiwaneseCounting: 'cjk',
    taiwaneseCountingThousand: 'cjk',
    ideographDigital: 'cjk',
    ideographTraditional: 'cjk',
    japaneseCounting: 'cjk',
    japaneseDigitalTenThousand: 'cjk',
    koreanCounting: 'cjk',
  }),
)

/** Alphabets that begin over again with doubled letters: `z`, `aa`, `bb`. */
const ALPHABETS = new Map<string, string>(
  Object.entries({
    upperLetter: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    lowerLetter: 'abcdefghijklmnopqrstuvwxyz',
    russianUpper: 'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ',
    russianLower: 'абвгдежзиклмнопрстуфхцчшщыэюя',
    arabicAlpha: 'أبتثجحخدذرزسشصضطظعغفقكلمنهوي',
    arabicAbjad: 'أبجدهوزحطيكلمنسعفصقرشتثخذضظغ',
    hebrew2: 'אבגדהוזחטיכלמנסעפצקרשת',
    hindiVowels: 'कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह',
    thaiLetters: 'กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ',
    ganada: '가나다라마바사아자차카타파하',
    chosung: 'ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ',
    aiueo: 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン',
    iroha: 'イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス',
  }),
)

const DIGITS = new Map<string, string>(
  Object.entries({
    decimalFullWidth: '０１２３４５６７８９',
    hindiNumbers: '०१२३४५६७८९',
    thaiNumbers: '๐๑๒๓๔๕๖๗๘๙',
  }),
)

/** The first of twenty signs that hold a number. */
const ENCLOSED = new Map<string, number>(
  Object.entries({
    decimalEnclosedCircle: 0x2460,
    decimalEnclosedCircleChinese: 0x2460,
    decimalEnclosedParen: 0x2474,
    decimalEnclosedFullstop: 0x2488,
  }),
)

/** Formats that spell a number in words are printed as digits, since the words hang on the language. */
export function printedCount(count: number, format: string): string {
  const style = NUMERALS.get(format)
  if (style) return numeral(count, style)
  const alphabet = ALPHABETS.get(format)
  if (alphabet) return lettered(count, [...alphabet])
  const digits = DIGITS.get(format)
  if (digits) return `${count}`.replace(/\d/g, digit => digits[Number(digit)]!)
  const enclosed = ENCLOSED.get(format)
  if (enclosed && count >= 1 && count <= 20) return String.fromCodePoint(enclosed + count - 1)
  if (format === 'hebrew1') return hebrew(count)
  if (format === 'hex') return count.toString(16).toUpperCase()
  if (format === 'ordinal') return `${count}.`
  if (format === 'numberInDash') return `- ${count} -`
  if (format === 'chicago') return count < 1 ? `${count}` : '*†‡§'[(count - 1) % 4]!.repeat(Math.ceil(count / 4))
  return `${count}`
}

/** Past the alphabet's end the letters are doubled; nobody counts so far that they fill a line. */
function lettered(count: number, alphabet: readonly string[]): string {
  const times = Math.ceil(count / alphabet.length)
  return count < 1 || times > 10 ? `${count}` : alphabet[(count - 1) % alphabet.length]!.repeat(times)
}

const HEBREW: [number, string][] = [
  [400, 'ת'],
  [300, 'ש'],
  [200, 'ר'],
  [100, 'ק'],
  [90, 'צ'],
  [80, 'פ'],
  [70, 'ע'],
  [60, 'ס'],
  [50, 'נ'],
  [40, 'מ'],
  [30, 'ל'],
  [20, 'כ'],
  // 15 and 16 would begin like the name of God.
  [16, 'טז'],
  [15, 'טו'],
  [10, 'י'],
  ...[...'אבגדהוזחט'].map((letter, i): [number, string] => [i + 1, letter]).reverse(),
]

function hebrew(count: number): string {
  if (count < 1 || count > 999) return `${count}`
  let rest = count
  let printed = ''
  for (const [value, letter] of HEBREW) for (; rest >= value; rest -= value) printed += letter
  return printed
}
