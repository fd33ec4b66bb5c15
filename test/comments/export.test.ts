import { PassThrough, Writable } from 'node:stream'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { turns } from '../../server/comments/exporting/turns.js'
import { exportComments } from '../../server/comments/index.js'
import type { Database } from '../../server/database/pool.js'
import type { Id } from '../../server/database/schema.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

async function setting(t: Test) {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db, { texts: ['1. Duties', 'The duty of care is wide.', '2 Costs', 'Who pays?'] })
  await sql`alter table paragraphs disable trigger frozen`.execute(db)
  for (const [position, number] of [
    [0, '1'],
    [2, '2'],
  ] as const)
    await db
      .updateTable('paragraphs')
      .set({ kind: 'heading', level: 1, number, slug: number === '1' ? 'h1' : 'h2' })
      .where('version_id', '=', rows.versionId)
      .where('position', '=', position)
      .execute()
  await sql`alter table paragraphs enable trigger frozen`.execute(db)
  const ada = await makePerson(db, 'Ada')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const anyone = new Browser(app)
  const json = async (browser: Browser, query = '') => {
    const response = await browser.get(`/reports/report/export?format=json${query}`)
    t.equal(response.statusCode, 200)
    return JSON.parse(response.body)
  }
  return { app, db, rows, ada, chair, anyone, json }
}

const on = (db: Database, id: Id, values: object) =>
  db.updateTable('comments').set(values).where('id', '=', id).execute()

t.test('the file holds every comment in the order of the document, each complete in itself', async t => {
  const { app, db, rows, ada, chair, anyone, json } = await setting(t)
  const [heading, duty, , pays] = rows.paragraphs as [Id, Id, Id, Id]
  const ids: Id[] = []
  for (let n = 0; n < 6; n++) ids.push(await makeComment(db, rows, ada, { body: `Comment ${n}.` }))
  const [late, early, reply, whole, withdrawn, withheld] = ids as [Id, Id, Id, Id, Id, Id]
  await on(db, late, { paragraph_id: pays, kind: 'question', edited_at: new Date('2026-11-02') })
  await on(db, early, {
    paragraph_id: duty,
    stance: 'oppose',
    proposed_text: 'Narrow.',
    quote_exact: 'duty',
    quote_prefix: 'The ',
    quote_suffix: ' of',
    quote_start: 4,
    quote_end: 8,
    endorsements: 3,
  })
  await on(db, reply, { paragraph_id: duty, parent_id: early, person_id: chair.id })
  await on(db, whole, { paragraph_id: null })
  await on(db, withdrawn, { paragraph_id: heading, status: 'withdrawn', withdrawn_at: new Date('2026-11-03') })
  await on(db, withheld, { paragraph_id: duty })
  await decide(app, {
    comment: withheld,
    moderator: chair,
    action: 'withhold',
    reason: 'off-topic',
    explanation: 'No.',
  })
  await db.insertInto('comment_paragraphs').values({ comment_id: early, paragraph_id: pays }).execute()
  await db.updateTable('people').set({ publish_name: true, organisation: 'Acme' }).where('id', '=', ada.id).execute()

  const file = await json(anyone)
  const items = file.comments
  t.same(
    items.map((row: { id: Id }) => row.id),
    [whole, withdrawn, early, reply, withheld, late],
  )
  t.same(
    items.map((row: { number: string }) => row.number),
    ['C-0004', 'C-0005', 'C-0002', 'C-0003', 'C-0006', 'C-0001'],
    'numbered as they came',
  )
  t.match(file, {
    report: { slug: 'report', url: 'http://consult.test/reports/report' },
    workingGroup: 'Working group wg1',
    versions: [{ number: 1, url: 'http://consult.test/reports/report/v/1' }],
    sections: [
      { version: 1, number: null, comments: 1 },
      { version: 1, number: '1', title: 'Duties', comments: 4 },
      { version: 1, number: '2', title: 'Costs', comments: 1 },
    ],
    audience: 'public',
    counts: { published: 4, withheld: 1, withdrawn: 1, pending: 0, spam: 0 },
  })
  t.match(items[2], {
    url: `http://consult.test/comments/${early}`,
    depth: 0,
    paragraph: {
      number: '¶2',
      fragment: 'p-2',
      url: 'http://consult.test/reports/report/v/1/p/2',
      text: 'The duty of care is wide.',
      section: { number: '1', title: 'Duties' },
    },
    alsoParagraphs: [{ number: '¶4' }],
    quote: { exact: 'duty', prefix: 'The ', suffix: ' of' },
    stance: 'oppose',
    body: 'Comment 1.',
    proposedText: 'Narrow.',
    author: {
      name: 'Ada',
      publishName: true,
      organisation: 'Acme',
      group: { code: 'civil-society', name: 'Civil society' },
      country: { code: 'NL', name: 'Netherlands' },
    },
    endorsements: 3,
    replies: 1,
    status: 'published',
    moderation: null,
  })
  t.match(items[3], { depth: 1, parent: { id: early, number: 'C-0002' }, author: { name: null, publishName: false } })
  t.match(items[4], {
    body: null,
    quote: null,
    author: { name: null, group: null },
    status: 'withheld',
    moderation: { reason: 'off-topic' },
  })
  t.match(items[1], { body: null, withdrawnAt: '2026-11-03T00:00:00.000Z', paragraph: { section: { number: '1' } } })
  t.match(items[5], {
    kind: 'question',
    updatedAt: '2026-11-02T00:00:00.000Z',
    paragraph: { section: { title: 'Costs' } },
  })
})

t.test('chairs of the group and coordinators get what is withheld, and why; nobody else does', async t => {
  const { app, db, rows, ada, chair, anyone, json } = await setting(t)
  const other = await makePerson(db, 'Other', [
    { role: 'chair', workingGroupId: (await makeReport(db, { slug: 'x', group: 'wg2' })).groupId },
  ])
  const coordinator = await makePerson(db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
  const withheld = await makeComment(db, rows, ada, { body: 'Withheld words.' })
  const sealed = await makeComment(db, rows, ada, { body: 'An address.' })
  await makeComment(db, rows, ada, { body: 'Waiting.', status: 'pending' })
  await makeComment(db, rows, chair, { body: 'Withdrawn by the chair.', status: 'withdrawn' })
  await decide(app, { comment: withheld, moderator: chair, action: 'withhold', reason: 'other', explanation: 'Why.' })
  await decide(app, { comment: sealed, moderator: chair, action: 'withhold', reason: 'personal-data' })
  for (const person of [chair, coordinator]) {
    const browser = await signedIn(app, person)
    const { comments, ...header } = await json(browser, '&audience=chair')
    t.match(header, { audience: 'chair', counts: { withheld: 2, pending: 1, withdrawn: 1 } })
    t.match(comments, [
      { body: 'Withheld words.', moderation: { reason: 'other', explanation: 'Why.' } },
      { body: null, moderation: { reason: 'personal-data' } },
      { body: 'Waiting.', status: 'pending' },
      { body: null, status: 'withdrawn' },
    ])
    t.equal((await json(browser)).comments.length, 3, 'unasked, hers is the public’s file')
  }
  for (const browser of [anyone, await signedIn(app, ada), await signedIn(app, other)])
    t.match(String((await browser.get('/reports/report/export?format=csv&audience=chair')).statusCode), /^(303|403)$/)
})

t.test('every format comes with its name and type; a version can be asked for', async t => {
  const { db, rows, ada, anyone } = await setting(t)
  await makeComment(db, rows, ada, { body: '=1+1' })
  const start: Record<string, string | RegExp> = {
    csv: '\uFEFFRef',
    json: '{',
    jsonld: '{',
    html: '<!doctype html>',
    xlsx: 'PK',
    docx: 'PK',
  }
  for (const [format, beginning] of Object.entries(start)) {
    const response = await anyone.get(`/reports/report/export?format=${format}&version=1`)
    t.equal(response.statusCode, 200)
    t.match(response.headers['content-disposition'], `attachment; filename="report-v1-comments.${format}"`)
    t.equal(response.headers['x-content-type-options'], 'nosniff')
    t.match(response.body.slice(0, 20), beginning, format)
  }
  t.match((await anyone.get('/reports/report/export?format=csv')).body, ",'=1+1,")
  t.equal((await anyone.get('/reports/report/export?format=exe')).statusCode, 422)
  t.equal((await anyone.get('/reports/report/export?format=csv&version=2')).statusCode, 404)
  t.equal((await anyone.get('/reports/nowhere/export?format=csv')).statusCode, 404)
})

t.test('a report without comments is a file that says so', async t => {
  const { json, anyone } = await setting(t)
  t.match(await json(anyone), { sections: [], comments: [] })
})

t.test('the file is of one moment: what is written meanwhile is not in it, and nothing is twice', async t => {
  const { app, db, rows, ada } = await setting(t)
  for (let n = 0; n < 450; n++) await makeComment(db, rows, ada, { body: `Comment ${n}. ${'x'.repeat(1_000)}` })
  const chunks: Buffer[] = []
  let wrote = false
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      chunks.push(chunk)
      if (wrote) return done()
      wrote = true
      makeComment(db, rows, ada, { body: 'Meanwhile.' }).then(() => done(), done)
    },
  })
  await exportComments(app, { slug: 'report', format: 'json', audience: 'public' }, slow)
  const file = JSON.parse(Buffer.concat(chunks).toString())
  t.equal(file.comments.length, 450)
  t.equal(new Set(file.comments.map((row: { id: Id }) => row.id)).size, 450)
  t.ok(wrote)
})

t.test('a reader who goes away leaves nothing behind', async t => {
  const { app, db, rows, ada } = await setting(t)
  for (let n = 0; n < 300; n++) await makeComment(db, rows, ada, { body: 'x'.repeat(2_000) })
  const gone = new PassThrough({ highWaterMark: 1 })
  gone.once('data', () => gone.destroy())
  await t.rejects(exportComments(app, { slug: 'report', format: 'csv', audience: 'public' }, gone))
  const stopped = new PassThrough({ highWaterMark: 1 })
  const abort = new AbortController()
  setImmediate(() => abort.abort())
  await t.rejects(exportComments(app, { slug: 'report', format: 'csv', audience: 'public' }, stopped, abort.signal))
  t.equal(app.pg.totalCount - app.pg.idleCount, 0, 'every connection is back')
})

t.test('so many make files at once, the others wait their turn or are told to come back', async t => {
  const queue = turns({ atOnce: 1, waiting: 1, waitMs: 5 })
  const first = await queue.take()
  const second = queue.take()
  t.equal(await queue.take(), null, 'too many wait')
  first!()
  first!()
  const turn = await second
  t.ok(turn)
  t.equal(await queue.take(), null, 'nobody has gone in time')
  turn!()
  t.ok(await queue.take())
})
