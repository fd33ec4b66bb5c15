import assert from 'node:assert/strict'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import t from 'tap'
import { type ExportRow, formats } from '../../server/exports/index.js'
import { bytesOf, consultation, englishWords, header, row, streamed } from './rows.js'

const words = await englishWords()

async function csvOf(rows: ExportRow[]): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(
    await bytesOf(formats.csv.write(header(), streamed(rows), words)),
  )
}

/** A reader of its own: RFC 4180 to the letter, and an error for whatever that does not allow. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [[]]
  let at = 0
  while (at < text.length) {
    let field = ''
    if (text[at] === '"') {
      for (at++; ; at++) {
        assert.ok(at < text.length, 'a quoted field that does not end')
        if (text[at] !== '"') field += text[at]
        else if (text[at + 1] === '"') field += text[at++]
        else break
      }
      at++
    } else {
      while (at < text.length && !/[",\r\n]/.test(text[at]!)) field += text[at++]
    }
    records.at(-1)!.push(field)
    if (text[at] === ',') at++
    else {
      assert.equal(text.slice(at, at + 2), '\r\n', 'a record ends with CRLF')
      at += 2
      if (at < text.length) records.push([])
    }
  }
  return records
}

function table(csv: string): Record<string, string>[] {
  assert.equal(csv.codePointAt(0), 0xfeff, 'Excel takes the file for UTF-8 by its byte order mark')
  const [names, ...records] = parseCsv(csv.slice(1))
  return records.map(record => {
    assert.equal(record.length, names!.length)
    return Object.fromEntries(names!.map((name, i) => [name, record[i]!]))
  })
}

t.test('a CSV holds every comment, each in a row that says all of itself', async t => {
  const csv = await csvOf(consultation())
  const rows = table(csv)
  t.equal(rows.length, consultation().length)
  t.match(rows[2], {
    Reference: 'C-0003',
    Status: 'published',
    Section: '3.2',
    Paragraph: '3.2 ¶4',
    'Text of the draft': /^Procurement bodies should/,
    'Quoted words': /^devices receive/,
    Kind: 'technical',
    Stance: 'support-with-changes',
    Comment: 'Suppliers in smaller markets cannot carry this duty alone.\n\nPlease name who pays for it.',
    'Proposed text': /seven years/,
    Author: 'Ama Owusu',
    Organisation: 'Ghana Open Networks',
    'Stakeholder group': 'Technical community',
    Country: 'Ghana',
    'Received (UTC)': '2026-11-03T09:15:00.000Z',
    Endorsements: '12',
    Replies: '2',
    Response: 'partly-accepted',
    Report: 'iot-procurement',
    Version: '1',
    Address: 'https://consult.example/comments/9003',
    'Exported (UTC)': '2026-11-24T16:05:00.000Z',
  })
  t.match(rows[4], { Comment: /ETSI EN 303 645\.\nوهذا سطر ثان/, Author: 'ليلى حداد', 'Reply to': 'C-0004' })
  t.match(rows[9], { Comment: '我们支持这一建议，但需要更多时间。', Author: '李明' })
  t.match(rows[0]!['About this export'], /Audit log, newest entry: 9f2c/)
})

t.test('no text of a CSV is taken for a formula, however it is disguised', async t => {
  const signs = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']
  const before = ['', ' ', '  ', '\t', '\u00a0', '\u3000', '\u200b', '\ufeff', "'", "' '"]
  for (const sign of signs) {
    for (const lead of before) {
      const text = `${lead}${sign}HYPERLINK("https://evil.example")`
      const [found] = table(await csvOf([row(1, { body: text, author: { ...row(1).author, name: text } })]))
      t.equal(found!.Comment, `'${text}`, JSON.stringify(lead + sign))
      t.equal(found!.Author, `'${text}`)
    }
  }
  const [plain] = table(await csvOf([row(1, { body: "'Tis 3 = 3, isn't it" })]))
  t.equal(plain!.Comment, "'Tis 3 = 3, isn't it", 'what is no formula stays as it is')
})

t.test('whatever is written comes back from a CSV as it was, once the apostrophe is taken away', async () => {
  const nasty = fc.array(
    fc.oneof(
      fc.constantFrom(
        '"',
        ',',
        ';',
        '\r\n',
        '\n',
        '\r',
        '\t',
        ' ',
        "'",
        '=',
        '-',
        '@',
        '＋',
        'é',
        '中',
        '💥',
        '\u0000',
      ),
      fc.string({ unit: 'grapheme' }),
    ),
    { maxLength: 8 },
  )
  const anything = nasty.map(parts => parts.join(''))
  await fc.assert(
    fc.asyncProperty(anything, anything, async (body, name) => {
      const [found] = table(await csvOf([row(1, { body, author: { ...row(1).author, name } })]))
      for (const [shown, text] of [
        [found!.Comment!, body],
        [found!.Author!, name],
      ] as const) {
        assert.ok(shown === text || shown === `'${text}`, JSON.stringify([text, shown]))
        assert.doesNotMatch(shown, /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u)
      }
    }),
    { numRuns: 300 },
  )
})

interface Sheet {
  xml: string
  /** The words of each row's cells by the letters of their column; numbers as numbers. */
  rows: Map<string, string | number>[]
}

/** A reader of its own for what a workbook holds. */
function readSheet(bytes: Uint8Array): Sheet & { workbook: string; about: string } {
  const files = unzipSync(bytes)
  const file = (name: string) => strFromU8(files[name]!)
  const xml = file('xl/worksheets/sheet1.xml')
  const shared = [...file('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map(([, si]) =>
    wordsIn(si!.replace(/<[^>]*>/g, '')),
  )
  const rows = [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, cells]) => {
    const found = new Map<string, string | number>()
    for (const [, letters, type, content] of cells!.matchAll(/<c r="([A-Z]+)\d+"[^>]*?(?: t="(\w+)")?>(.*?)<\/c>/gs)) {
      const value = /<(?:v|t)\b[^>]*>(.*?)<\/(?:v|t)>/s.exec(content!)?.[1] ?? ''
      found.set(letters!, type === 's' ? shared[Number(value)]! : type === 'inlineStr' ? wordsIn(value) : Number(value))
    }
    return found
  })
  return { xml, rows, workbook: file('xl/workbook.xml'), about: shared.join('\n') }
}

function wordsIn(xml: string): string {
  return xml
    .replace(/&(?:#(\d+)|lt|gt|quot|amp);/g, (entity, code) =>
      code
        ? String.fromCodePoint(Number(code))
        : { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }[entity as string]!,
    )
    .replace(/_x([0-9A-F]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
}

async function xlsxOf(rows: ExportRow[], change = {}): Promise<Uint8Array> {
  return bytesOf(formats.xlsx.write(header(change), streamed(rows), words))
}

t.test('a workbook has its headings and references in sight, filters, widths and wrapped words', async t => {
  const { xml, rows, workbook, about } = readSheet(await xlsxOf(consultation()))
  t.match(xml, /<pane xSplit="1" ySplit="1" [^>]*state="frozen"/)
  t.match(xml, /<autoFilter ref="A1:BB12"/)
  t.match(xml, /<col min="11" max="11" width="70" customWidth="1"/)
  t.match(workbook, /name="Comments".*name="About"/)
  t.match(about, /9f2c4be1a7d03356/)
  t.equal(rows.length, consultation().length + 1)
  const heads = new Map([...rows[0]!].map(([letters, name]) => [name, letters]))
  const cell = (index: number, name: string) => rows[index]!.get(heads.get(name)!)
  t.equal(cell(3, 'Reference'), 'C-0003')
  t.equal(cell(3, 'Stance'), 'Support with changes', 'in words, since people read it')
  t.equal(cell(3, 'Endorsements'), 12)
  t.equal(cell(3, 'Section'), '3.2', 'a text, not a number or a date')
  t.equal(cell(3, 'Received (UTC)'), Date.UTC(2026, 10, 3, 9, 15) / 86_400_000 + 25_569)
  t.match(cell(5, 'Comment'), /ETSI EN 303 645\.\nوهذا سطر ثان/)
  t.equal(cell(6, 'Comment'), undefined)
  t.equal(cell(11, 'Comment'), consultation()[10]!.body, 'what looks like a formula is a text')
  t.notMatch(xml, /<f>/)
})

t.test('a workbook is read by another program as it was written', async t => {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await xlsxOf(consultation())).buffer as ArrayBuffer)
  const sheet = book.getWorksheet('Comments')!
  t.equal(sheet.rowCount, consultation().length + 1)
  t.equal(sheet.getCell('A4').value, 'C-0003')
  t.equal(sheet.getCell('K12').value, consultation()[10]!.body)
  t.equal(sheet.getCell('K12').alignment.wrapText, true)
  t.same(sheet.getCell('T2').value, new Date('2026-11-03T09:15:00.000Z'))
})

t.test('a cell of a workbook holds any text, and says so where it is cut', async t => {
  const read = async (body: string) => {
    const { rows } = readSheet(
      await xlsxOf([row(1, { body })], { counts: { published: 1, pending: 0, withheld: 0, withdrawn: 0, spam: 0 } }),
    )
    return rows[1]!.get('K') as string
  }
  const texts = fc.array(
    fc.oneof(
      fc.constantFrom('_x0041_', '_x', '&', '<', ']]>', '\u0000', '\uD800', '\n'),
      fc.string({ unit: 'grapheme' }),
    ),
    { maxLength: 6 },
  )
  await fc.assert(
    fc.asyncProperty(texts, async parts => {
      const text = parts.join('')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML holds none of them
      const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g
      const expected = text
        .replace(/\p{Surrogate}/gu, '\uFFFD')
        .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
        .replace(control, sign => String.fromCharCode(0x2400 + sign.charCodeAt(0)))
        .replaceAll('\u007F', '\u2421')
        .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
      assert.equal(await read(text), expected)
    }),
    { numRuns: 40 },
  )
  const long = await read('é'.repeat(40_000))
  t.equal(long.length, 32_767)
  t.match(long, /cut here.*https:\/\/consult\.example\/comments\/9001\]$/)
})
