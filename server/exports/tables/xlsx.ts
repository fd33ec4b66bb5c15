import { encode } from '../bytes.js'
import type { ExportHeader, ExportRow } from '../row.js'
import { escapeMarkup, printable, shorten } from '../text.js'
import type { Translate } from '../words.js'
import { zipStream } from '../zip.js'
import { COLUMNS, type Column } from './columns.js'
import { workbookFrame } from './workbook.js'

/**
 * An Excel workbook: a sheet of comments, and one about the file. exceljs makes the frame and the rows are written
 * into it as they come: its own streaming writer never waits for the reader, and takes six times as long.
 */
export async function* writeXlsx(
  header: ExportHeader,
  rows: AsyncIterable<ExportRow>,
  translate: Translate,
): AsyncGenerator<Uint8Array> {
  const { files, sheet, styles } = await workbookFrame(header, translate)
  const others = Object.entries(files).map(([name, content]) => ({ name, content }))
  async function* content() {
    yield sheet.before
    yield* rowsOf(rows, styles, translate)
    yield sheet.after
  }
  yield* zipStream([...others, { name: sheet.name, content: encode(content()) }])
}

async function* rowsOf(rows: AsyncIterable<ExportRow>, styles: readonly string[], translate: Translate) {
  const cells = COLUMNS.map((column, i) => ({ column, name: letters(i), style: styles[i] ?? '0' }))
  const word = remember((column, code) => translate(`${column.words}.${code}`))
  let number = 1
  for await (const row of rows) {
    number++
    const mark = translate('cut', { url: row.url })
    let xml = ''
    let lines = 1
    for (const { column, name, style } of cells) {
      const value = column.value(row)
      if (value === null) continue
      const start = `<c r="${name}${number}" s="${style}"`
      if (typeof value === 'number') xml += `${start}><v>${value}</v></c>`
      else if (column.type === 'time') xml += `${start}><v>${serial(value)}</v></c>`
      else {
        const text = column.type === 'code' ? word(column, value) : value
        xml += `${start} t="inlineStr"><is><t xml:space="preserve">${cellText(text, mark)}</t></is></c>`
        if (text.length > column.width || text.includes('\n')) lines = Math.max(lines, linesOf(text, column.width))
      }
    }
    yield `<row r="${number}" ht="${Math.min(lines * LINE_POINTS, HIGHEST_ROW)}">${xml}</row>`
  }
}

/** Heights of a line and of the highest row that Excel knows, in points. */
const LINE_POINTS = 15
const HIGHEST_ROW = 409

/** Signs as wide as two. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uFF01-\uFF60]/gu

/**
 * How many lines a text takes in its column, about: words wrap a little before the border. Excel and LibreOffice fit the
 * height of a row when it is edited, not when the file is opened.
 */
function linesOf(text: string, width: number): number {
  const wide = text.match(WIDE)?.length ?? 0
  const narrow = text.length - wide
  const breaks = text.split('\n').length - 1
  return Math.ceil((narrow + 2 * wide) / (width * 0.95)) + breaks
}

/** What a cell of Excel can hold, in UTF-16 units. */
const LONGEST_CELL = 32_767

/** A cell of type string is never a formula, whatever it begins with. */
function cellText(text: string, mark: string): string {
  const shown = escapeMarkup(shorten(printable(text), LONGEST_CELL, mark))
  // Excel reads _x0041_ as the character with that code: words that look like it are told apart by its own escape.
  return shown.includes('_x') ? shown.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_') : shown
}

const MS_A_DAY = 86_400_000
/** 1 January 1970 in days since the day before 1 January 1900, as spreadsheets count. */
const EPOCH = 25_569

function serial(iso: string): number {
  return Date.parse(iso) / MS_A_DAY + EPOCH
}

/** 0 → A, 25 → Z, 26 → AA. */
function letters(index: number): string {
  return (index >= 26 ? letters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))
}

/** The same few codes come in every row. */
function remember(word: (column: Column, code: string) => string): (column: Column, code: string) => string {
  const known = new Map<string, string>()
  return (column, code) => {
    const key = `${column.key} ${code}`
    let found = known.get(key)
    if (found === undefined) {
      found = word(column, code)
      known.set(key, found)
    }
    return found
  }
}
