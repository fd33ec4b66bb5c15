import ExcelJS from 'exceljs'
import { unzipSync } from 'fflate'
import { aboutLines } from '../about.js'
import { type ExportHeader, totalOf } from '../row.js'
import { printable } from '../text.js'
import type { Translate } from '../words.js'
import { COLUMNS } from './columns.js'

/** The workbook without its comments: every file of the package, and the sheet in which the rows are missing. */
export interface WorkbookFrame {
  files: Record<string, Uint8Array>
  /** Path of the sheet, and its markup before and after the rows. */
  sheet: { name: string; before: string; after: string }
  /** Index into the workbook's styles for each column's cells. */
  styles: readonly string[]
}

/** What Excel can hold, the header row included. */
const MOST_ROWS = 1_048_576

/** One cell of each style stands in this row of the frame; the comments take its place. */
const SAMPLE_ROW = 2

/** Headings, widths, styles, filter and the sheet about the file, made by exceljs. */
export async function workbookFrame(header: ExportHeader, translate: Translate): Promise<WorkbookFrame> {
  const rows = totalOf(header.counts) + 1
  if (rows > MOST_ROWS) throw new RangeError(`a sheet holds ${MOST_ROWS - 1} comments at most, these are ${rows - 1}`)
  const workbook = new ExcelJS.Workbook()
  workbook.title = printable(translate('title', { title: header.report.title }))
  workbook.created = new Date(header.generatedAt)
  workbook.modified = workbook.created
  commentsSheet(workbook, rows, translate)
  aboutSheet(workbook, header, translate)
  const files = unzipSync(new Uint8Array(await workbook.xlsx.writeBuffer()))
  const name = 'xl/worksheets/sheet1.xml'
  const xml = new TextDecoder().decode(files[name])
  const sample = new RegExp(`<row r="${SAMPLE_ROW}".*?</row>`, 's').exec(xml)
  if (!sample) throw new Error('the frame of the workbook holds no sample row')
  delete files[name]
  return {
    files,
    // The sample's dimension would be wrong; the element is optional.
    sheet: {
      name,
      before: xml.slice(0, sample.index).replace(/<dimension [^>]*\/>/, ''),
      after: xml.slice(sample.index + sample[0].length),
    },
    styles: [...sample[0].matchAll(/<c [^>]*\bs="(\d+)"/g)].map(match => match[1]!),
  }
}

/** Sizes of paper by Excel's numbers. */
const PAPER_A3 = 8 as ExcelJS.PaperSize
const PAPER_A4 = 9
const PRINTED = COLUMNS.findIndex(({ key }) => key === 'organisation') + 1

const BOLD = { name: 'Calibri', size: 11, bold: true }
const HEADING_FILL = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE4EBF1' } } as const

function commentsSheet(workbook: ExcelJS.Workbook, rows: number, translate: Translate): void {
  const sheet = workbook.addWorksheet(translate('sheets.comments'), {
    // The reference and the headings stay in sight.
    views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }],
    pageSetup: { paperSize: PAPER_A3, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  })
  COLUMNS.forEach((column, i) => {
    sheet.getColumn(i + 1).width = column.width
    const head = sheet.getCell(1, i + 1)
    head.value = translate(`columns.${column.key}`)
    head.font = BOLD
    head.fill = HEADING_FILL
    head.alignment = { vertical: 'top', wrapText: true }
    const sample = sheet.getCell(SAMPLE_ROW, i + 1)
    sample.alignment = { vertical: 'top', wrapText: true }
    sample.numFmt = column.type === 'time' ? 'yyyy-mm-dd hh:mm' : column.type === 'number' ? 'General' : '@'
  })
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: Math.max(rows, 2), column: COLUMNS.length } }
  // All columns on one page could not be read: those for programs stay off the paper.
  // exceljs puts a dollar before each corner; LibreOffice wants one before the row, too.
  sheet.pageSetup.printArea = `A$1:${sheet.getColumn(PRINTED).letter}$${Math.max(rows, 2)}`
  sheet.pageSetup.printTitlesRow = '1:1'
}

function aboutSheet(workbook: ExcelJS.Workbook, header: ExportHeader, translate: Translate): void {
  const sheet = workbook.addWorksheet(translate('sheets.about'), {
    pageSetup: { paperSize: PAPER_A4, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  })
  sheet.getColumn(1).width = 26
  sheet.getColumn(2).width = 90
  for (const { label, value } of aboutLines(header, translate)) {
    const row = sheet.addRow([label, printable(value)])
    row.getCell(1).font = BOLD
    row.alignment = { vertical: 'top', wrapText: true }
  }
}
