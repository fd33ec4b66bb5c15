import t, { type Test } from 'tap'
import { apiToken, type Visitor } from '../../server/accounts/index.js'
import type { App } from '../../server/app.js'
import { timeMark } from '../../server/comments/writing/by-hand.js'
import { watchedIn } from '../../server/comments/writing/spam.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

const FORM = '/reports/report/v/1/comments'
const PAGE = '/reports/report/v/1/p/1'

async function setting(t: Test, env: Record<string, string> = { LIMITS: 'on' }) {
  const { app, db, close } = await testApp(env)
  t.teardown(close)
  const rows = await makeReport(db)
  const [ada, bob] = [await makePerson(db, 'Ada'), await makePerson(db, 'Bob')]
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const tokens = new Map<string, string>()
  const write = async (person: Visitor, payload: object) => {
    const token = tokens.get(person.id) ?? (await apiToken(db, { email: person.email, expiresMs: 3_600_000 }))
    tokens.set(person.id, token)
    const response = await app.inject({
      method: 'POST',
      url: '/api/v1/reports/report/versions/1/comments',
      payload: { kind: 'general', paragraph: rows.paragraphs[0]!, ...payload },
      headers: { authorization: `Bearer ${token}` },
    })
    return { code: response.statusCode, ...response.json() }
  }
  /** A browser in which this person has had the page open for so long. */
  const at = async (person: Visitor | null, seconds: number) => {
    const browser = person ? await signedIn(app, person) : new Browser(app)
    await browser.get(PAGE)
    return { browser, shown: shownAgo(app, seconds) }
  }
  const count = async () =>
    Number((await db.selectFrom('comments').select(db.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)
  const grow = (person: Visitor) =>
    db
      .updateTable('people')
      .set({ created_at: new Date(Date.now() - 8 * 24 * 3_600_000) })
      .where('id', '=', person.id)
      .execute()
  return { app, db, rows, ada, bob, chair, write, at, count, grow }
}

const shownAgo = (app: App, seconds: number) => timeMark(app, {}, new Date(Date.now() - seconds * 1_000))

t.test('a link from a new account waits for a chair, and says so to its author and to the chair', async t => {
  const { app, ada, chair, write } = await setting(t)
  const { status, url } = await write(ada, { body: 'Cheap watches at www.example.com, today only.' })
  t.equal(status, 'pending')
  const page = (await signedIn(app, ada)).get(new URL(url).pathname)
  t.match((await page).body, 'because it holds a link and the account is new')
  t.match(
    (await (await signedIn(app, chair)).get('/moderation')).body,
    'Waits because it holds a link and the account is new.',
  )
  t.equal((await write(ada, { body: 'No link here.' })).status, 'published')
  t.equal((await write(ada, { body: 'Change it.', proposedText: 'See http://example.com instead.' })).status, 'pending')
  t.equal(
    (await write(ada, { body: 'As I said in http://consult.test/comments/1.' })).status,
    'published',
    'our own pages',
  )
})

t.test('links of somebody who is known do not wait', async t => {
  const { app, ada, bob, chair, write, grow } = await setting(t)
  const body = (n: number) => `See https://example.org/${n} for a case.`
  await grow(bob)
  t.equal((await write(bob, { body: body(1) })).status, 'published', 'an account that has been there for a week')
  t.equal((await write(chair, { body: body(2) })).status, 'published', 'a chair')
  const { id } = await write(ada, { body: body(3) })
  const token = await apiToken(app.db, { email: chair.email, expiresMs: 60_000 })
  await app.inject({
    method: 'POST',
    url: `/api/v1/comments/${id}/moderation`,
    payload: { action: 'publish' },
    headers: { authorization: `Bearer ${token}` },
  })
  t.equal((await write(ada, { body: body(4) })).status, 'published', 'a chair has let one stand')
})

t.test('a link does not slip in by an edit', async t => {
  const { db, ada, write, at } = await setting(t)
  const { id } = await write(ada, { body: 'Harmless words.' })
  const { browser } = await at(ada, 60)
  await browser.get(`/comments/${id}/edit`)
  await browser.post(`/comments/${id}/edit`, { kind: 'general', body: 'See www.example.com now.' })
  const row = await db
    .selectFrom('comments')
    .select(['status', 'held_for'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  t.same(row, { status: 'pending', held_for: 'links' })
  t.match((await browser.get(`/comments/${id}`)).body, 'because it holds a link')
})

t.test(
  'the same words again wait; of somebody else, with another proposal or in place of withdrawn ones they do not',
  async t => {
    const { db, rows, ada, bob, write } = await setting(t)
    t.equal((await write(ada, { body: 'Say who pays.' })).status, 'published')
    const again = await write(ada, { body: 'Say  who pays. '.replace('  ', ' '), paragraph: rows.paragraphs[1]! })
    t.equal(again.status, 'pending')
    t.equal((await write(bob, { body: 'Say who pays.' })).status, 'published', 'a campaign is welcome')
    t.equal((await write(ada, { body: 'Say who pays.', proposedText: 'The maker pays.' })).status, 'published')
    await write(ada, { body: 'Taken back.' }).then(({ id }) =>
      db.updateTable('comments').set({ status: 'withdrawn' }).where('id', '=', id).execute(),
    )
    t.equal((await write(ada, { body: 'Taken back.' })).status, 'published')
    const key = { body: 'Sent twice by a bad line.', idempotencyKey: 'k' }
    t.equal((await write(ada, key)).id, (await write(ada, key)).id, 'a retry is no second comment')
    const together = await Promise.all([1, 2, 3, 4].map(() => write(ada, { body: 'At the same moment.' })))
    t.equal(together.filter(({ status }) => status === 'published').length, 1)
    const { details } = await db
      .selectFrom('audit_log')
      .select('details')
      .where('subject_id', '=', again.id)
      .executeTakeFirstOrThrow()
    t.match(details, { status: 'pending', held: 'repeated' })
  },
)

t.test('what a program sends is refused, and a person who was taken for one confirms', async t => {
  const { app, ada, rows, at, count } = await setting(t)
  const words = { paragraph: rows.paragraphs[0]!, kind: 'general', body: 'Prepared at home, pasted here.' }
  for (const [how, fields] of [
    ['too fast', { shown: shownAgo(app, 1) }],
    ['a field that nobody sees is filled', { shown: shownAgo(app, 60), subject: 'Watches' }],
    ['without a mark', {}],
    ['with a mark of its own making', { shown: `${(Date.now() - 60_000).toString(36)}.aaaaaaaaaaaaaaaaaaaaaa` }],
  ] as const) {
    const { browser } = await at(ada, 0)
    const refused = await browser.post(FORM, { ...words, ...fields })
    t.equal(refused.statusCode, 422, how)
    t.match(refused.body, 'Was this sent by a person?')
    t.match(refused.body, 'Prepared at home, pasted here.</textarea>', 'what was typed stands in the form')
    t.match(refused.body, 'name="byHand"')
    t.notMatch(refused.body, 'name="subject"')
  }
  t.equal(await count(), 0)
  const { browser, shown } = await at(ada, 60)
  await browser.post(FORM, { ...words, shown, subject: 'filled by the browser' })
  const empty = await browser.post(FORM, { ...words, shown, byHand: 'yes', body: '' })
  t.match(empty.body, 'name="byHand" value="yes" checked', 'the box stays ticked through another mistake')
  t.equal((await browser.post(FORM, { ...words, shown, byHand: 'yes' })).statusCode, 303)
  t.equal(await count(), 1)
})

t.test('a reply is guarded likewise, and its words come back too', async t => {
  const { db, ada, bob, rows, at, count } = await setting(t)
  const parent = await makeComment(db, rows, bob)
  const { browser, shown } = await at(ada, 60)
  const reply = { paragraph: rows.paragraphs[0]!, parent, body: 'I disagree.' }
  const refused = await browser.post(FORM, { ...reply, shown, subject: 'x' })
  t.match(refused.body, 'I disagree.</textarea>')
  t.equal((await browser.post(FORM, { ...reply, shown })).statusCode, 303)
  t.equal(await count(), 2)
})

t.test('what was written before the sign-in counts from when its page was first shown', async t => {
  const { app, ada, rows, at, count } = await setting(t)
  const { browser, shown } = await at(null, 60)
  const fields = { paragraph: rows.paragraphs[0]!, kind: 'general', body: 'Written first.', shown }
  t.match((await browser.post(FORM, fields)).headers.location, '/sign-in')
  const hers = await signedIn(app, ada)
  for (const [name, value] of hers.cookies) browser.cookies.set(name, value)
  const { body } = await browser.get(PAGE)
  t.match(body, 'Written first.')
  const kept = /name="shown" value="([^"]+)"/.exec(body)![1]!
  t.equal(kept, shown)
  t.equal((await browser.post(FORM, { ...fields, shown: kept })).statusCode, 303)
  t.equal(await count(), 1)
})

t.test('who sends very many is told how long to wait, and keeps what she typed', async t => {
  const { ada, rows, at, count, write } = await setting(t)
  const { browser, shown } = await at(ada, 60)
  for (let n = 0; n < 30; n++)
    await browser.post(FORM, { paragraph: rows.paragraphs[0]!, body: `Number ${n}.`, shown, kind: 'general' })
  const refused = await browser.post(FORM, {
    paragraph: rows.paragraphs[0]!,
    body: 'One more.',
    shown,
    kind: 'general',
  })
  t.equal(refused.statusCode, 429)
  t.match(refused.body, /Wait \d+ seconds/)
  t.match(refused.body, 'One more.</textarea>')
  t.equal(await count(), 30)
  t.equal((await write(ada, { body: 'By the API.' })).code, 201, 'forms and programs are counted apart')
})

t.test('where limits are off, for load tests, no rule holds anything', async t => {
  const { ada, rows, at, write } = await setting(t, { LIMITS: 'off' })
  t.equal((await write(ada, { body: 'See www.example.com' })).status, 'published')
  t.equal((await write(ada, { body: 'See www.example.com' })).status, 'published')
  const { browser } = await at(ada, 0)
  t.equal(
    (await browser.post(FORM, { paragraph: rows.paragraphs[0]!, kind: 'general', body: 'Fast.' })).statusCode,
    303,
  )
})

t.test('what is a link', async t => {
  const site = { limits: true, publicUrl: 'https://consult.example' }
  const watched = (body: string) => watchedIn({ body, proposedText: null }, site)
  for (const body of ['http://a.example', 'www.shop.com', 'go to shop.com/x', 'ftp://a.example/x', 'HTTPS://A.ORG'])
    t.equal(watched(body), 'links', body)
  for (const body of [
    'In 3.2 ¶4 and 5.1.',
    'Use e.g.TLS, i.e.version 1.3.',
    'Write to me@example.com',
    'https://consult.example/reports/iot',
  ])
    t.equal(watched(body), 'words', body)
  t.equal(watched('https://consult.example.evil.com'), 'links')
})
