import { strToU8, zipSync } from 'fflate'
import t from 'tap'
import { readDraft } from '../../server/drafts/index.js'
import { MAX_FILE_BYTES } from '../../server/drafts/read.js'
import { docx, docxFiles, p, table } from './docx.js'
import { html, lines, markdown, refused, said } from './shown.js'

const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])

/** Where the directory of the archive names that file. */
function inDirectory(zip: Buffer, name: string): number {
  for (let at = zip.indexOf('PK\x01\x02', 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    const length = zip.readUInt16LE(at + 28)
    if (zip.toString('latin1', at + 46, at + 46 + length) === name) return at
  }
  throw new Error(`no ${name} in the archive`)
}

function spoiled(spoil: (zip: Buffer, at: number) => void, body = p('words '.repeat(200))): Buffer {
  const zip = Buffer.from(docx(body))
  spoil(zip, inDirectory(zip, 'word/document.xml'))
  return zip
}

t.test('a file of the wrong kind is refused by what it is, whatever its name', async t => {
  t.equal(await refused('', 'a.docx'), 'empty')
  t.equal(await refused('  \n\t ', 'a.md'), 'empty')
  t.equal(await refused(docx(p('')), 'a.docx'), 'empty')
  t.equal(await refused('%PDF-1.7 …', 'a.docx'), 'unknown-type')
  t.equal(await refused('%PDF-1.7 …', 'a.md'), 'unknown-type')
  t.equal(await refused('{\\rtf1 text}', 'a.md'), 'unknown-type')
  t.equal(await refused(Buffer.from([0x89, 0x50, 0, 1, 2, 3]), 'a.md'), 'unknown-type')
  t.equal(await refused('just text', 'a.exe'), 'unknown-type')
  t.equal(
    await refused(zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.text') }), 'a.docx'),
    'unknown-type',
  )
  const sheet = docxFiles({ body: '' })
  const types = Buffer.from(sheet['[Content_Types].xml']!)
    .toString()
    .replace('wordprocessingml.document', 'spreadsheetml.sheet')
  t.equal(await refused(zipSync({ ...sheet, '[Content_Types].xml': strToU8(types) }), 'a.docx'), 'unknown-type')
  t.equal(await refused(Buffer.concat([OLE, Buffer.alloc(600)]), 'a.doc'), 'unknown-type')
})

t.test('a file under a password, with macros or too large is refused for that', async t => {
  const encrypted = Buffer.concat([
    OLE,
    Buffer.alloc(600),
    Buffer.from('EncryptedPackage', 'utf16le'),
    Buffer.alloc(600),
  ])
  t.equal(await refused(encrypted, 'a.docx'), 'encrypted')
  t.equal(
    await refused(
      spoiled((zip, at) => zip.writeUInt16LE(1, at + 8)),
      'a.docx',
    ),
    'encrypted',
  )
  t.equal(await refused(docx({ body: p('a'), files: { 'word/vbaProject.bin': 'x' } }), 'a.docx'), 'macros')
  t.equal(await refused(docx(p('a')), 'a.docm'), 'macros')
  t.equal(await refused(Buffer.alloc(MAX_FILE_BYTES + 1, 0x61), 'a.md'), 'too-large')
})

t.test('an archive that is cut off, changed on its way or lies about itself is refused', async t => {
  const whole = Buffer.from(docx(p('words '.repeat(200))))
  for (const part of [0.2, 0.5, 0.9, 0.99]) {
    t.equal(
      await refused(whole.subarray(0, Math.floor(whole.length * part)), 'a.docx'),
      'damaged',
      `the first ${part} of it`,
    )
  }
  t.equal(
    await refused(
      spoiled((zip, at) => zip.writeUInt32LE(1, at + 16)),
      'a.docx',
    ),
    'damaged',
    'checksum',
  )
  t.equal(
    await refused(
      spoiled((zip, at) => zip.writeUInt32LE(0x7fffffff, at + 42)),
      'a.docx',
    ),
    'damaged',
    'place',
  )
  t.equal(await refused(docx('<w:p><w:r>'), 'a.docx'), 'damaged', 'XML')
  const { 'word/document.xml': _, ...without } = docxFiles(p('a') as never)
  t.equal(await refused(zipSync(without), 'a.docx'), 'damaged', 'no document')
})

t.test('bombs are refused before they go off', async t => {
  t.equal(
    await refused(
      spoiled((zip, at) => zip.writeUInt32LE(300 * 1024 * 1024, at + 24)),
      'a.docx',
    ),
    'zip-bomb',
    'says so',
  )
  t.equal(
    await refused(
      spoiled((zip, at) => zip.writeUInt32LE(20, at + 24)),
      'a.docx',
    ),
    'zip-bomb',
    'denies it',
  )
  t.equal(
    await refused(
      spoiled((zip, at) => zip.writeUInt32LE(zip.length + 1, at + 20)),
      'a.docx',
    ),
    'zip-bomb',
    'overlaps',
  )
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`word/${n}`, strToU8('')]))
  t.equal(
    await refused(zipSync({ ...docxFiles({ body: p('a') }), ...many }, { level: 0 }), 'a.docx'),
    'zip-bomb',
    'entries',
  )
  const entities = '<!DOCTYPE w:document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
  const bomb = docxFiles({ body: p('a') })
  bomb['word/document.xml'] = Buffer.from(`${entities}${Buffer.from(bomb['word/document.xml']!)}`)
  t.equal(await refused(zipSync(bomb), 'a.docx'), 'damaged', 'entities')
  t.equal(await refused(`${entities}<html>&b;`, 'a.html'), 'damaged', 'entities of a page')
})

t.test('what stands too deep in itself, or too often, is refused', async t => {
  const nested = (n: number) => '<w:sdt><w:sdtContent>'.repeat(n) + p('a') + '</w:sdtContent></w:sdt>'.repeat(n)
  t.equal(await refused(docx(nested(20)), 'a.docx'), 'read: 1 blocks')
  t.equal(await refused(docx(nested(200)), 'a.docx'), 'too-deep')
  t.equal(await refused(`${'>'.repeat(32)} a`, 'a.md'), 'read: 1 blocks')
  t.equal(await refused(`${'>'.repeat(33)} a`, 'a.md'), 'too-deep')
  t.equal(await refused(`<html>${'<div>'.repeat(600)}a`, 'a.html'), 'too-deep')
  t.equal(await refused(`<html>${'<ul><li>a'.repeat(33)}`, 'a.html'), 'too-deep')
  t.equal(await refused(`<html>${'<p>a'.repeat(20_000)}`, 'a.html'), 'read: 20000 blocks')
  t.equal(await refused(`<html>${'<p>a'.repeat(20_001)}`, 'a.html'), 'too-many-blocks')
  let inner = p('a')
  for (let n = 0; n < 40; n++) inner = table([[inner, 'x']])
  t.match(await refused(docx(inner), 'a.docx'), /^(read: 2 blocks|too-deep)$/)
})

const SIZE = 300_000
const often = (text: string) => text.repeat(Math.ceil(SIZE / text.length))

// Each of these took minutes, or would have, without the bounds that they test.
const SLOW: Record<string, [text: string, result: RegExp]> = {
  'brackets that open': [often('['), /too-large/],
  'brackets in paragraphs': [often(`${'['.repeat(5000)}\n\n`), /read/],
  'quotes in quotes': [often('>'), /too-deep/],
  'lists in lists': [often('- '), /empty|too-deep/],
  'emphasis that never ends': [often('*a **b '), /too-large/],
  'notes within the line': [often('^[a]\n\n'), /too-many-blocks/],
  'notes that are not': [`[^a]: b\n\n${often('[^')}`, /too-large/],
  'a row of bars': [`|a|b|\n|-|-|\n${often('|')}`, /too-large/],
  'a table without end': [`${often('|')}\n${often('-|')}`, /too-large/],
  'one space after the other': [`a${often(' ')}b`, /too-large|read/],
  'spaces in code': [`\`\`\`\na${often(' ')}b\n\`\`\``, /read/],
  'spaces in a front matter': [`---\ntitle: a${often(' ')}b\n---\nc`, /read|too-large/],
  'dots in an item': [`- a${often(' .')}b\n- c`, /too-large/],
  'accents on one letter': [`a${often('\u0316\u0301')}`, /damaged/],
  'headings with one number': [often('# 1. a\n\n'), /too-many-blocks/],
  'addresses that are none': [often('http://'), /too-large/],
  'lines without words': [often('\n'), /empty/],
}
for (const [name, [text, result]] of Object.entries(SLOW)) {
  t.test(`Markdown made to be slow is refused or read: ${name}`, async t =>
    t.match(await refused(text, 'a.md'), result),
  )
}

const SLOW_PAGES: Record<string, [text: string, result: RegExp]> = {
  'a tag with too many attributes': [`<a ${Array.from({ length: 9000 }, (_, n) => `a${n}`).join(' ')}>x`, /too-large/],
  'marks that are opened again in each paragraph': [
    `${Array.from({ length: 400 }, (_, n) => `<font a${n}>`).join('')}${'<p>'.repeat(50_000)}`,
    /too-deep|too-large|empty/,
  ],
  'contents in contents': [`${'<div class=toc>'.repeat(400)}${often('a ')}`, /read/],
  'a row of cells': [`<table><tr>${often('<td>a')}`, /too-large/],
}
for (const [name, [text, result]] of Object.entries(SLOW_PAGES)) {
  t.test(`a page made to be slow is refused or read: ${name}`, async t =>
    t.match(await refused(`<html>${text}`, 'a.html'), result),
  )
}

t.test('letters are read as the file writes them, and a guess is said', async t => {
  const text = '# Größe\n\n“Curly”, 5 km, soft\u00adhyphen, 中文, العربية, e\u0301'
  const expected = ['heading 1 title: Größe', 'paragraph ¶1: “Curly”, 5 km, soft\u00adhyphen, 中文, العربية, é']
  t.strictSame(lines(await markdown(`\ufeff${text}`)), expected)
  t.strictSame(lines(await readDraft(Buffer.from(`\ufeff${text}`, 'utf16le'), 'a.md')), expected)
  const old = await readDraft(Buffer.from('Gr\xf6\xdfe', 'latin1'), 'a.md')
  t.strictSame([lines(old), said(old)], [['paragraph ¶1: Größe'], ['encoding @ file: windows-1252']])
  const stated = await readDraft(Buffer.from('<html><meta charset="iso-8859-5"><p>\xbc\xd8\xe0', 'latin1'), 'a.html')
  t.strictSame([lines(stated), said(stated)], [['paragraph ¶1: Мир'], []])
  t.strictSame(lines(await html('<!doctype html><p>a&nbsp;b')), ['paragraph ¶1: a\u00a0b'])
})
