import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { apiToken, type Visitor } from '../../server/accounts/index.js'
import { writeComment } from '../../server/comments/writing/write.js'
import type { Policy } from '../../server/database/schema.js'
import { findVersion } from '../../server/reports/index.js'
import { Fault } from '../../server/web/faults.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makePerson, makeReport } from '../rows.js'

const HOUR_MS = 3_600_000
const FORM = '/reports/report/v/1/comments'
const PAGE = '/reports/report/v/1/p/1'

async function setting(t: Test, { moderation = 'post' as Policy, env = {} } = {}) {
  const { app, db, close } = await testApp(env)
  t.teardown(close)
  const rows = await makeReport(db, { moderation, texts: ['The duty of care is wide.', 'Second paragraph.'] })
  const [ada, bob] = [await makePerson(db, 'Ada'), await makePerson(db, 'Bob')]
  const call = async (person: Visitor, url: string, payload: object) => {
    const token = await apiToken(db, { email: person.email, expiresMs: HOUR_MS })
    const response = await app.inject({
      method: 'POST',
      url: `/api/v1${url}`,
      payload,
      headers: { authorization: `Bearer ${token}` },
    })
    return { status: response.statusCode, body: response.json(), headers: response.headers }
  }
  const write = (person: Visitor, payload: object, report = 'report') =>
    call(person, `/reports/${report}/versions/1/comments`, { kind: 'general', body: 'Words.', ...payload })
  /** A browser in which this person has the page open. */
  const at = async (person: Visitor, page = PAGE) => {
    const browser = await signedIn(app, person)
    t.equal((await browser.get(page)).statusCode, 200)
    return browser
  }
  const close_ = () =>
    db
      .updateTable('versions')
      .set({ closes_at: new Date(Date.now() - 1_000) })
      .where('id', '=', rows.versionId)
      .execute()
  const comment = (id: string) => db.selectFrom('comments').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const all = () => db.selectFrom('comments').selectAll().orderBy('id').execute()
  return { app, db, rows, ada, bob, write, at, closePeriod: close_, comment, all }
}

t.test('a stakeholder sends the form and finds her comment under the paragraph', async t => {
  const { db, rows, ada, at, all } = await setting(t)
  const browser = await at(ada)
  const sent = await browser.post(FORM, {
    paragraph: rows.paragraphs[0]!,
    kind: 'technical',
    stance: 'oppose',
    body: ' Too wide.\r\n\r\nSee https://example.org/why ',
    quote: 'duty of  care',
    proposedText: 'The duty of care is narrow.',
    alsoParagraphs: '¶2',
    onBehalfOf: 'Acme\u0000 Ltd',
    idempotencyKey: randomUUID(),
  })
  const [comment] = await all()
  t.match([sent.statusCode, sent.headers.location], [303, `${PAGE}#c-${comment!.id}`])
  t.match(comment, {
    report_id: rows.reportId,
    version_id: rows.versionId,
    paragraph_id: rows.paragraphs[0],
    person_id: ada.id,
    kind: 'technical',
    stance: 'oppose',
    body: 'Too wide.\n\nSee https://example.org/why',
    quote_exact: 'duty of care',
    quote_start: 4,
    quote_end: 16,
    proposed_text: 'The duty of care is narrow.',
    on_behalf_of: 'Acme Ltd',
    status: 'published',
  })
  const { body } = await browser.get(PAGE)
  t.match(body, 'Your comment is published.')
  t.match(body, /<del>.*wide<\/del><ins>.*narrow<\/ins>/)
  t.match(body, 'rel="nofollow ugc noopener"')
  t.match(await db.selectFrom('comment_paragraphs').selectAll().execute(), [{ paragraph_id: rows.paragraphs[1] }])
  t.match(await db.selectFrom('audit_log').selectAll().where('action', '=', 'comment.written').execute(), [
    { actor_id: ada.id, subject_id: comment!.id, details: { status: 'published', sha256: /^[0-9a-f]{64}$/ } },
  ])
  const counts = await db
    .selectFrom('comment_counts')
    .select('published')
    .where('paragraph_id', '=', rows.paragraphs[0]!)
    .execute()
  t.equal(
    counts.reduce((sum, row) => sum + row.published, 0),
    1,
  )
})

t.test('a program writes the same comment with one call', async t => {
  const { rows, ada, write, comment } = await setting(t)
  const [first, second] = rows.paragraphs
  const quote = { exact: 'The “duty”', prefix: '', suffix: ' of' }
  const answer = await write(ada, {
    paragraph: first,
    quote: { ...quote, exact: 'The duty' },
    alsoParagraphs: [second],
    stance: 'support',
  })
  t.match(answer, { status: 201, body: { status: 'published', url: /^http:\/\/consult\.test\/comments\/\d+$/ } })
  t.equal(answer.headers.location, answer.body.url)
  t.match(await comment(answer.body.id), { quote_exact: 'The duty', quote_suffix: ' of care is wide.' })
  t.match(await write(ada, { body: 'On the whole.' }), { status: 201 })
})

t.test('what cannot be taken is refused beside the field, comes back as it was typed, and changes nothing', async t => {
  const { rows, ada, at, all } = await setting(t)
  const typed = {
    paragraph: rows.paragraphs[0]!,
    kind: 'question',
    stance: 'neutral',
    body: 'My <b>words</b>\nand more',
    quote: 'duty',
    proposedText: 'Another paragraph',
    alsoParagraphs: '2',
    onBehalfOf: 'Acme & Sons',
  }
  const cases: [Partial<Record<keyof typeof typed, string>>, number, string | RegExp][] = [
    [{ body: ' \r\n ' }, 422, 'Fill in this field.'],
    [{ body: 'x'.repeat(10_001) }, 422, 'at most 10,000 characters.'],
    [{ quote: 'words that are not there' }, 422, 'These words do not stand in the paragraph.'],
    [{ kind: 'rant' }, 422, 'Choose one of these'],
    [{ alsoParagraphs: '¶2, 9.9' }, 422, 'There is no paragraph “9.9”'],
    [{ onBehalfOf: 'x'.repeat(201) }, 422, 'Make this shorter'],
  ]
  for (const [change, status, message] of cases) {
    const browser = await at(ada)
    const sent = await browser.post(FORM, { ...typed, ...change })
    t.equal(sent.statusCode, status, JSON.stringify(change).slice(0, 60))
    t.match(sent.body, message)
    if (change.body === undefined) t.match(sent.body, 'My &lt;b&gt;words&lt;/b&gt;\nand more')
    if (change.onBehalfOf === undefined) t.match(sent.body, 'Acme &amp; Sons')
    t.match(sent.body, 'Another paragraph')
  }
  const stale = await at(ada)
  const token = /name="_csrf" value="([^"]+)"/.exec(stale.page)![1]!
  stale.page = stale.page.replaceAll(token, `${token.slice(0, -4)}0000`)
  const sent = await stale.post(FORM, typed)
  t.match([sent.statusCode, sent.body], [403, 'My &lt;b&gt;words&lt;/b&gt;'], 'a form that has grown old comes back')
  t.equal((await stale.post(FORM, typed)).statusCode, 303, 'and can be sent again')
  t.equal((await all()).length, 1)
})

t.test('10,000 characters are 10,000 in every script, and in the API as in the form', async t => {
  const { ada, at, write, comment } = await setting(t)
  const astral = '𞤀'.repeat(10_000)
  const written = await write(ada, { body: astral })
  t.equal(written.status, 201)
  t.equal((await comment(written.body.id)).body, astral)
  t.match(await write(ada, { body: `${astral}x` }), { status: 422, body: { errors: [{ field: 'body' }] } })
  const browser = await at(ada)
  t.equal((await browser.post(FORM, { body: `${'a\r\n'.repeat(4_999)}aa` })).statusCode, 303)
  t.match(await write(ada, { body: '\u0958'.repeat(10_000) }), { status: 422 }, 'what NFC makes longer is counted')
})

t.test('a program that sends nonsense is told so, field by field', async t => {
  const { rows, ada, write, all } = await setting(t)
  const other = await makeReport((await setting(t)).db, { slug: 'x' })
  t.ok(other)
  const cases: [object, number, object][] = [
    [{ body: undefined }, 422, { errors: [{ field: 'body' }] }],
    [{ body: '\u0000' }, 422, { errors: [{ field: 'body' }] }],
    [{ kind: 'rant' }, 422, { errors: [{ field: 'kind' }] }],
    [{ nonsense: 1 }, 422, { errors: [{ detail: /nonsense/ }] }],
    [{ paragraph: '999999' }, 422, { errors: [{ field: 'paragraph' }] }],
    [{ paragraph: "1' or 1=1" }, 422, { errors: [{ field: 'paragraph' }] }],
    [{ quote: { exact: 'duty' } }, 422, { errors: [{ field: 'quote' }] }],
    [{ quote: { exact: '' }, paragraph: rows.paragraphs[0] }, 422, { errors: [{ field: 'quote.exact' }] }],
    [{ proposedText: 'Words' }, 422, { errors: [{ field: 'proposedText' }] }],
    [{ alsoParagraphs: [rows.paragraphs[0], '999999'] }, 422, { errors: [{ field: 'alsoParagraphs' }] }],
    [{ idempotencyKey: 'a\u0000b' }, 422, { errors: [{ field: 'idempotencyKey' }] }],
    [{ parent: '999999' }, 404, { detail: /no such comment/ }],
  ]
  for (const [payload, status, body] of cases)
    t.match(await write(ada, payload), { status, body }, JSON.stringify(payload))
  t.equal((await all()).length, 0)
  t.match(await write(ada, { body: 'half \uD800 and \u202Eevil\u202C', onBehalfOf: '\u0000' }), { status: 201 })
  t.match(await all(), [{ body: 'half \uFFFD and evil', on_behalf_of: null }])
})

t.test('what belongs to another version cannot be named', async t => {
  const { db, rows, ada, bob, write, all } = await setting(t)
  const other = await makeReport(db, { slug: 'other', group: 'wg2' })
  const elsewhere = (await write(bob, { paragraph: other.paragraphs[0] }, 'other')).body.id
  t.match(await write(ada, { paragraph: other.paragraphs[0] }), {
    status: 422,
    body: { errors: [{ field: 'paragraph' }] },
  })
  t.match(await write(ada, { alsoParagraphs: [other.paragraphs[0]] }), { status: 422 })
  t.match(await write(ada, { parent: elsewhere, paragraph: rows.paragraphs[0] }), { status: 404 })
  t.match(await write(ada, {}, 'nowhere'), { status: 404 })
  t.equal((await all()).length, 1)
})

t.test('a double click and a retry store once; other words under the same key are never lost', async t => {
  const { ada, bob, at, write, closePeriod, all } = await setting(t)
  const idempotencyKey = randomUUID()
  const twice = await Promise.all([write(ada, { idempotencyKey }), write(ada, { idempotencyKey })])
  t.equal(twice[0].body.id, twice[1].body.id)
  t.match(await write(ada, { idempotencyKey, body: 'Other words.' }), { status: 409, body: { title: /has been used/ } })
  t.not((await write(bob, { idempotencyKey })).body.id, twice[0].body.id, 'a key is its sender’s own')

  const browser = await at(ada)
  const form = { body: 'Typed.', idempotencyKey: randomUUID() }
  const clicks = await Promise.all([browser.post(FORM, form), browser.post(FORM, form)])
  t.equal(clicks[0].headers.location, clicks[1].headers.location)
  const after = await browser.post(FORM, { ...form, body: 'Typed after “Back”.' })
  t.not(after.headers.location, clicks[0].headers.location)
  t.equal((await all()).length, 4)

  await closePeriod()
  t.match(await write(ada, { idempotencyKey }), { status: 201, body: { id: twice[0].body.id } }, 'also after the close')
  t.match(await write(ada, { idempotencyKey: randomUUID() }), { status: 409, body: { title: /closed/ } })
  const late = await browser.post(FORM, { body: 'Too late.', idempotencyKey: randomUUID() })
  t.match([late.statusCode, late.body], [409, 'Too late.'], 'what was typed can be copied')
  t.equal((await all()).length, 4)
})

t.test('nothing is kept past a close that this process has not heard of', async t => {
  const { app, db, rows, ada, all } = await setting(t)
  const place = await findVersion(db, 'report', 1)
  await db
    .updateTable('versions')
    .set({ closes_at: new Date(Date.now() - 1) })
    .where('id', '=', rows.versionId)
    .execute()
  await t.rejects(
    writeComment(app, place, ada, { kind: 'general', body: 'Words.' }),
    new Fault('closed', 'period-closed'),
  )
  t.equal((await all()).length, 0)
})

t.test('she writes first and signs in later: the form comes back filled', async t => {
  const { app, ada, rows, all } = await setting(t)
  const browser = new Browser(app)
  await browser.get(PAGE)
  const empty = await browser.post(FORM, { paragraph: rows.paragraphs[0]!, body: '' })
  t.match([empty.statusCode, empty.body], [422, 'Fill in this field.'], 'what is wrong is said before she signs in')
  const typed = { paragraph: rows.paragraphs[0]!, body: 'Kept\u0000 words', stance: 'support', idempotencyKey: 'k' }
  const sent = await browser.post(FORM, typed)
  t.match([sent.statusCode, sent.headers.location], [303, `/sign-in?continue=${encodeURIComponent(`${PAGE}#write`)}`])
  for (const [name, value] of (await signedIn(app, ada)).cookies) browser.cookies.set(name, value)
  await browser.get(PAGE)
  t.match(browser.page, 'Kept words')
  t.match(browser.page, /value="support" checked/)
  t.equal((await browser.post(FORM, { ...typed, body: 'Kept words' })).statusCode, 303)
  t.equal((await all()).length, 1)
  t.notMatch((await browser.get('/reports/report/v/1/p/1')).body, 'Kept words</textarea>')
})

t.test('replies stand one level deep, and the one who is answered is told once', async t => {
  const { app, db, rows, ada, bob, at, write, comment, all } = await setting(t)
  const top = (await write(ada, { paragraph: rows.paragraphs[0] })).body.id
  const browser = await at(bob)
  const sent = await browser.post(FORM, { parent: top, body: 'I see.', idempotencyKey: 'r' })
  t.match(sent.headers.location, new RegExp(`#c-${top}$`))
  const reply = (await all())[1]!
  t.match(reply, { parent_id: top, paragraph_id: rows.paragraphs[0], kind: 'general' })
  const below = (await write(ada, { parent: reply.id })).body.id
  t.match(await comment(below), { parent_id: top })
  const jobs = await app.pg.query('select payload from graphile_worker._private_jobs')
  t.same(
    jobs.rows.map(row => row.payload),
    [{ reply: reply.id }],
    'her own reply to herself tells nobody',
  )
  t.match(await write(bob, { parent: top, quote: { exact: 'duty' } }), {
    status: 422,
    body: { errors: [{ field: 'quote' }] },
  })

  const bad = await browser.post(FORM, { parent: top, body: '' })
  t.match([bad.statusCode, bad.body], [422, `id="body-${top}"`])
  await db.updateTable('comments').set({ status: 'withheld' }).where('id', '=', top).execute()
  t.match(await write(bob, { parent: top }), { status: 409, body: { title: /cannot reply/ } })
  const lost = await browser.post(FORM, { parent: top, body: 'My long answer.' })
  t.match([lost.statusCode, lost.body], [409, 'My long answer.'])
})

t.test('under a policy that reads first, a comment waits, and only its author and chairs know of it', async t => {
  const { app, db, rows, ada, bob, at, write } = await setting(t, { moderation: 'pre' })
  const browser = await at(ada)
  await browser.post(FORM, { paragraph: rows.paragraphs[0]!, body: 'Waiting words.', idempotencyKey: 'w' })
  const mine = await browser.get(PAGE)
  t.match(mine.body, 'A chair reads it before it is published')
  t.match(mine.body, 'Waiting words.')
  t.match(mine.body, 'Waiting for a chair to read it.')
  for (const other of [new Browser(app), await at(bob)]) t.notMatch((await other.get(PAGE)).body, 'Waiting words.')
  const id = (await db.selectFrom('comments').select('id').executeTakeFirstOrThrow()).id
  t.match(await write(bob, { parent: id }), { status: 404 }, 'nor can it be answered')
  t.equal((await (await at(bob)).post(`/comments/${id}/endorse`)).statusCode, 404)
  t.match(await write(ada, {}), { body: { status: 'pending' } })
})

t.test('under the policy “first”, one published comment opens the door', async t => {
  const { db, ada, write } = await setting(t, { moderation: 'first' })
  const first = (await write(ada, {})).body
  t.equal(first.status, 'pending')
  t.match(await write(ada, {}), { body: { status: 'pending' } })
  await db.updateTable('comments').set({ status: 'published' }).where('id', '=', first.id).execute()
  t.match(await write(ada, {}), { body: { status: 'published' } })
})

t.test('who writes without end is told to wait, and what she typed stays', async t => {
  const { ada, at, all } = await setting(t, { env: { LIMITS: 'on' } })
  const browser = await at(ada)
  for (let n = 0; n < 30; n++) await browser.post(FORM, { body: `Comment ${n}`, byHand: 'yes' })
  const last = await browser.post(FORM, { body: 'One too many' })
  t.match([last.statusCode, last.body], [429, 'One too many'])
  t.match(last.body, /Wait \d+ seconds/)
  t.equal((await all()).length, 30)
})
