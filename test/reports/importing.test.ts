import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import t from 'tap'
import type { Database } from '../../server/database/pool.js'
import { DraftError, readDraft } from '../../server/drafts/index.js'
import { carry, lineage } from '../../server/lineage/index.js'
import { importVersion } from '../../server/reports/importing/import.js'
import { openReader, type Reader } from '../../server/reports/importing/reader.js'
import { publishVersion } from '../../server/reports/managing/publishing/publish.js'
import { testDatabase } from '../database.js'

const text = (words: string) => Buffer.from(words)
const DAY_MS = 24 * 3600 * 1000
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** Reads in this process: what is about the process itself uses the real one. */
const reader: Reader = {
  read: async (bytes, name) => ({ draft: await readDraft(bytes, name), words: 5 }),
  async compare(old, next, anchors = []) {
    const found = lineage(old, next)
    return { lineage: found, carried: anchors.map(anchor => carry(anchor, found, old, next)) }
  },
}

async function withGroup(): Promise<{ db: Database; close(): Promise<void> }> {
  const { db, close } = await testDatabase()
  await db
    .insertInto('working_groups')
    .values([
      { slug: 'wg1', name: 'Security by design' },
      { slug: 'wg2', name: 'Education' },
    ])
    .execute()
  return { db, close }
}

async function stored(db: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of ['reports', 'versions', 'paragraphs', 'images', 'audit_log'] as const) {
    const { n } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow()
    counts[table] = Number(n)
  }
  return counts
}

t.test('a file becomes the first version of a new report, and later files its next versions', async t => {
  const { db, close } = await withGroup()
  t.teardown(close)
  const bytes = text(`# Safe things\n\nFirst words.\n\n- one\n- two\n\n![A dot](data:image/png;base64,${PIXEL})\n`)
  const first = await importVersion(
    { db },
    { file: { name: 'C:\\drafts\\safe.md', bytes }, report: 'safe-things', workingGroup: 'wg1', actor: null },
  )
  t.match(first, { report: 'safe-things', version: 1, headings: 1 })

  const report = await db.selectFrom('reports').selectAll().executeTakeFirstOrThrow()
  t.equal(report.title, 'Safe things', 'the title is that of the document')
  const version = await db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  t.match(version, { number: 1, state: 'draft', source_name: 'safe.md', published_at: null })
  t.ok(version.source.equals(bytes), 'the file itself is kept')
  t.ok(version.words > 4)
  const paragraphs = await db.selectFrom('paragraphs').selectAll().orderBy('position').execute()
  t.equal(paragraphs.length, first.paragraphs)
  t.same(
    paragraphs.map(row => row.position),
    paragraphs.map((_, position) => position),
  )
  t.ok(
    paragraphs.every(row => row.lineage === row.id),
    'each paragraph of a first version begins a lineage',
  )
  const items = paragraphs.filter(row => row.kind === 'list-item')
  t.same(
    items.map(row => [row.text, row.marker]),
    [
      ['one', '•'],
      ['two', '•'],
    ],
  )
  const shown = paragraphs.find(row => row.kind === 'figure')
  const image = await db.selectFrom('images').selectAll().executeTakeFirstOrThrow()
  t.match(shown?.html, `/images/${image.hash}`)
  t.equal(image.type, 'image/png')

  const second = await importVersion(
    { db, reader },
    { file: { name: 'b.md', bytes }, report: 'safe-things', actor: null },
  )
  t.equal(second.version, 2)
  t.equal((await stored(db)).images, 1, 'an image is kept once')
  const entries = await db.selectFrom('audit_log').select(['action', 'details']).orderBy('id').execute()
  t.same(
    entries.map(entry => entry.action),
    ['report.created', 'version.imported', 'version.imported'],
  )
})

t.test('a paragraph keeps its lineage in the next version as long as it is one paragraph', async t => {
  const { db, close } = await withGroup()
  t.teardown(close)
  const file = (words: string) => ({ name: 'a.md', bytes: text(words) })
  const stays = 'Manufacturers should publish for how long they will send updates to a device that they have sold.'
  const split = 'Consumers need clear words about risks. Governments should ask for labels on every connected device.'
  const common = { report: 'r', publish: 'publish', actor: null } as const
  await importVersion({ db, reader }, { ...common, workingGroup: 'wg1', file: file(`# One\n\n${stays}\n\n${split}\n`) })
  const next = `# One\n\nSomething that is entirely new stands here, on education.\n\n${stays.replace('sold', 'sold or given away')}\n`
  // Compared as the server does it, in a process of its own.
  const apart = { ...reader, compare: openReader().compare }
  await importVersion({ db, reader: apart }, { ...common, file: file(next) })

  const rows = await db
    .selectFrom('paragraphs')
    .select(['version_id', 'text', 'lineage', 'id'])
    .orderBy('version_id')
    .orderBy('position')
    .execute()
  const [old, now] = [rows.filter(row => row.version_id === 1), rows.filter(row => row.version_id === 2)]
  const lineageOf = (list: typeof rows, begins: string) => list.find(row => row.text.startsWith(begins))?.lineage
  t.equal(lineageOf(now, 'One'), lineageOf(old, 'One'))
  t.equal(lineageOf(now, 'Manufacturers'), lineageOf(old, 'Manufacturers'), 'edited and moved, but the same')
  const added = now.find(row => row.text.startsWith('Something'))
  t.equal(added?.lineage, added?.id, 'what is new begins a lineage')
  t.equal(new Set(now.map(row => row.lineage)).size, now.length, 'no two paragraphs of a version share a lineage')

  await importVersion({ db, reader }, { ...common, publish: 'draft', file: file(`# One\n\n${stays}\n`) })
  const draft = db.selectFrom('paragraphs').select(['id', 'lineage', 'text']).where('version_id', '=', 3)
  t.ok((await draft.execute()).every(row => row.id === row.lineage))
  await publishVersion(
    { db, reader },
    {
      report: 'r',
      version: 3,
      label: '',
      guidance: '',
      questions: [],
      opens: null,
      closes: new Date(Date.now() + DAY_MS),
      moderation: 'post',
      actor: null,
    },
  )
  t.equal(lineageOf(await withVersion(db, 3), 'Manufacturers'), lineageOf(old, 'Manufacturers'), 'through two versions')
})

function withVersion(db: Database, versionId: number) {
  return db
    .selectFrom('paragraphs')
    .select(['version_id', 'text', 'lineage', 'id'])
    .where('version_id', '=', versionId)
    .execute()
}

t.test('a version that is published at once is open from now on, for a month if nothing is said', async t => {
  const { db, close } = await withGroup()
  t.teardown(close)
  const wanted = { file: { name: 'a.md', bytes: text('Words.') }, publish: 'publish', actor: null } as const
  await importVersion({ db, reader }, { ...wanted, report: 'month', workingGroup: 'wg1', label: 'Public draft' })
  const version = await db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  t.match(version, { state: 'published', label: 'Public draft', moderation: 'post' })
  t.equal(Math.round((version.closes_at!.getTime() - version.opens_at!.getTime()) / DAY_MS), 30)

  const faults = async (more: { opens?: Date; closes?: Date }) => {
    const error = await importVersion(
      { db, reader },
      { ...wanted, report: 'other', workingGroup: 'wg1', ...more },
    ).catch(e => e)
    return error.fields?.map((one: { field: string; key: string }) => `${one.field}: ${one.key}`)
  }
  const [yesterday, tomorrow] = [new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS)]
  t.same(await faults({ closes: yesterday }), ['closes: closes-past'])
  t.same(await faults({ opens: tomorrow, closes: tomorrow }), ['closes: closes-before-opens'])
  t.same(await faults({ closes: new Date(Date.now() + 3_000 * DAY_MS) }), ['closes: too-far'])
  t.equal((await stored(db)).reports, 1, 'nothing of it is stored')
  await importVersion(
    { db, reader },
    { ...wanted, report: 'early', workingGroup: 'wg1', opens: yesterday, closes: tomorrow },
  )
})

t.test('what is asked for is checked before anything is stored', async t => {
  const { db, close } = await withGroup()
  t.teardown(close)
  const attempt = async (wanted: Partial<Parameters<typeof importVersion>[1]>) => {
    const file = { name: 'a.md', bytes: text('Words.') }
    const error = await importVersion({ db, reader }, { file, actor: null, report: 'r', ...wanted }).catch(e => e)
    return error.fields?.length ? `${error.fields[0].field}: ${error.fields[0].key}` : (error.key ?? 'stored')
  }
  t.equal(await attempt({}), 'workingGroup: required')
  t.equal(await attempt({ workingGroup: 'wg77' }), 'workingGroup: no-such-group')
  t.equal(await attempt({ workingGroup: 'wg1', report: 'Not a slug' }), 'slug: slug')
  t.equal(await attempt({ workingGroup: 'wg1', report: 'a'.repeat(61) }), 'slug: too-long')
  t.equal(await attempt({ workingGroup: 'wg1', into: 'existing' }), 'no-such-report')
  t.equal(await attempt({ workingGroup: 'wg1', report: undefined, title: '第一章' }), 'slug: slug-needed')
  t.same(await stored(db), { reports: 0, versions: 0, paragraphs: 0, images: 0, audit_log: 0 })

  t.equal(await attempt({ workingGroup: 'wg1', report: undefined, title: 'Sécurité  de l’IoT (2026)' }), 'stored')
  const { slug, title } = await db.selectFrom('reports').selectAll().executeTakeFirstOrThrow()
  t.same([slug, title], ['securite-de-l-iot-2026', 'Sécurité de l’IoT (2026)'])
  t.equal(await attempt({ workingGroup: 'wg2', report: slug }), 'workingGroup: other-group-report')
  t.equal(await attempt({ workingGroup: 'wg1', report: slug, into: 'new' }), 'slug: slug-taken')
})

function docx(files: Record<string, string>): Buffer {
  const base = {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
  }
  const all = { ...base, ...files }
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(all).map(([name, words]) => [name, strToU8(words)])), { level: 1 }),
  )
}

const word = (body: string, before = '') =>
  `<?xml version="1.0"?>${before}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`

/** The same ZIP with a directory that says of each file that it unpacks to so many bytes. */
function unpackingTo(size: number, zip: Buffer): Buffer {
  const bytes = Buffer.from(zip)
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 1))
    bytes.writeUInt32LE(size, at + 24)
  return bytes
}

/** Compound File Binary with the stream in which Office keeps what is encrypted. */
function encrypted(): Buffer {
  const bytes = Buffer.alloc(4096)
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes)
  Buffer.from('EncryptedPackage', 'utf16le').copy(bytes, 2048)
  return bytes
}

t.test('a bad file is refused for what is wrong with it, and nothing is stored', async t => {
  const { db, close } = await withGroup()
  t.teardown(close)
  const good = docx({ 'word/document.xml': word('<w:p><w:r><w:t>Words.</w:t></w:r></w:p>'.repeat(2_000)) })
  const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${[...'bcdefghij']
    .map((name, k) => `<!ENTITY ${name} "${`&${'abcdefghi'[k]};`.repeat(10)}">`)
    .join('')}]>`
  const files: [string, string, Buffer][] = [
    ['empty', 'a.docx', Buffer.alloc(0)],
    ['empty', 'a.md', text(' \n')],
    ['unknown-type', 'a.pdf', text('%PDF-1.7 …')],
    ['unknown-type', 'a.docx', Buffer.from([0xff, 0xd8, 0xff, 0, 0, 1, 2, 3])],
    ['damaged', 'a.docx', good.subarray(0, good.length / 2)],
    ['encrypted', 'a.docx', encrypted()],
    ['macros', 'a.docm', good],
    ['zip-bomb', 'a.docx', unpackingTo(300 * 1024 * 1024, good)],
    ['zip-bomb', 'a.docx', docx(Object.fromEntries(Array.from({ length: 1_001 }, (_, k) => [`word/${k}.xml`, ''])))],
    ['damaged', 'a.docx', docx({ 'word/document.xml': word('<w:p><w:r><w:t>&j;</w:t></w:r></w:p>', entities) })],
    ['damaged', 'a.html', text(`${entities}<html><body>&j;</body></html>`)],
    ['too-deep', 'a.html', text(`<html>${'<ul><li>'.repeat(60)}deep`)],
    ['too-many-blocks', 'a.md', text('word\n\n'.repeat(20_001))],
    ['too-large', 'a.md', Buffer.alloc(25 * 1024 * 1024 + 1, 'a')],
  ]
  for (const [code, name, bytes] of files) {
    const wanted = { file: { name, bytes }, report: 'r', workingGroup: 'wg1', actor: null }
    const error = await importVersion({ db, reader }, wanted).catch(refused => refused)
    t.ok(error instanceof DraftError, `${name}: ${error}`)
    t.equal(error.code, code, `${name}: ${code}`)
  }
  await t.rejects(openReader().read(encrypted(), 'a.docx'), { code: 'encrypted' }, 'also from its own process')
  t.same(await stored(db), { reports: 0, versions: 0, paragraphs: 0, images: 0, audit_log: 0 })
})

t.test('a file that exhausts its reader is refused, and the server goes on', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'consult-reader-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const program = (name: string, code: string) => {
    const path = join(folder, `${name}.mjs`)
    writeFileSync(path, `process.on('message', () => { ${code} })`)
    return path
  }
  const words = text('Words.')
  const endless = openReader({ program: program('endless', 'for (;;);'), timeMs: 300 })
  await t.rejects(endless.read(words, 'a.md'), { code: 'too-slow' })
  // One piece too many: this ends the process in which it happens whatever its limits, so it must not be the server's.
  const greedy = openReader({
    program: program('greedy', 'const all = []; for (;;) all.push(new Array(3e6).fill(0.5))'),
    memoryMb: 64,
  })
  await t.rejects(greedy.read(words, 'a.md'), { code: 'too-much-memory' })
  const broken = openReader({ program: program('broken', 'throw new Error("a fault of ours")') })
  await t.rejects(broken.read(words, 'a.md'), /a fault of ours/)

  const slow = openReader({ program: program('slow', 'for (;;);'), timeMs: 500, atOnce: 2, waiting: 1 })
  const asked = [1, 2, 3, 4].map(() => slow.read(words, 'a.md').catch(error => error.code ?? error.key))
  t.same(await Promise.all(asked), ['too-slow', 'too-slow', 'too-slow', 'import-busy'])
})

t.test('10,000 paragraphs are stored at one stroke', async t => {
  const { db, close } = await withGroup()
  t.teardown(close)
  let statements = 0
  const counting = db.withPlugin({
    transformQuery({ node }) {
      statements += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const paragraph = 'Whoever makes a connected thing says how long it gets updates, and keeps to it. '.repeat(3)
  const bytes = text(Array.from({ length: 10_000 }, (_, k) => `${k} ${paragraph}`).join('\n\n'))
  const { draft, words } = await reader.read(bytes, 'a.md')
  const ready = { ...reader, read: async () => ({ draft, words }) }
  const begin = performance.now()
  const { paragraphs } = await importVersion(
    { db: counting, reader: ready },
    { file: { name: 'a.md', bytes }, report: 'r', workingGroup: 'wg1', actor: null },
  )
  t.comment(`stored in ${Math.round(performance.now() - begin)} ms`)
  t.equal(paragraphs, 10_000)
  t.ok(statements < 20, `${statements} statements, however many paragraphs`)
})
