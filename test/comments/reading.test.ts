import t, { type Test } from 'tap'
import { apiToken, type Visitor } from '../../server/accounts/index.js'
import { paragraphHtml } from '../../server/comments/reading/paragraph-view.js'
import type { Id } from '../../server/database/schema.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

const PAGE = '/reports/report/v/1/p/1'

async function setting(t: Test) {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db, { texts: ['The duty of care is wide.', 'Second paragraph.'] })
  const ada = await makePerson(db, 'Ada')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const api = async (url: string, person: Visitor | null = null) => {
    const token = person && (await apiToken(db, { email: person.email, expiresMs: 60_000 }))
    const headers = token ? { authorization: `Bearer ${token}` } : {}
    const response = await app.inject({ url: `/api/v1${url}`, headers })
    return { status: response.statusCode, ...response.json() }
  }
  const change = (id: Id, values: object) => db.updateTable('comments').set(values).where('id', '=', id).execute()
  return { app, db, rows, ada, chair, api, change, anyone: new Browser(app) }
}

t.test('a link within the document leads from a paragraph’s own page into the text', async t => {
  const html = paragraphHtml(
    { kind: 'paragraph', marker: null, html: 'See <a href="#3.2-4">3.2</a>.' },
    '/reports/r/v/2',
  )
  t.equal(html, '<p>See <a href="/reports/r/v/2#p-3.2-4">3.2</a>.</p>')
})

const idsOf = (html: string) => [...html.matchAll(/<article class="comment[^"]*" id="c-(\d+)"/g)].map(match => match[1])

t.test('a long thread comes page by page, long talks below a comment too', async t => {
  const { db, rows, ada, change, anyone } = await setting(t)
  const ids: Id[] = []
  for (let n = 0; n < 52; n++) ids.push(await makeComment(db, rows, ada))
  const first = (await anyone.get(PAGE)).body
  t.same(idsOf(first), ids.slice(0, 50))
  const more = /rel="next" href="([^"]+)"/.exec(first)![1]!.replaceAll('&#x3D;', '=')
  t.same(idsOf((await anyone.get(more)).body), ids.slice(50))

  const replies: Id[] = []
  for (let n = 0; n < 103; n++) replies.push(await makeComment(db, rows, ada))
  await db.updateTable('comments').set({ parent_id: ids[0]! }).where('id', 'in', replies).execute()
  t.same(idsOf((await anyone.get(PAGE)).body).slice(0, 12), [ids[0], ...replies.slice(0, 10), ids[1]])
  t.same(idsOf((await anyone.get(`/comments/${ids[0]}`)).body), [ids[0], ...replies.slice(0, 100)])
  t.same(idsOf((await anyone.get(`/comments/${ids[0]}?after=${replies[99]}`)).body), [ids[0], ...replies.slice(100)])
  t.same(
    idsOf((await anyone.get(`/comments/${replies[102]}`)).body),
    [ids[0], replies[102]],
    'a reply’s own address shows it',
  )
  await change(ids[0]!, { status: 'pending' })
  t.match((await anyone.get(PAGE)).body, 'The author has changed this comment.', 'what was answered leaves a tombstone')
})

t.test('a withheld comment leaves a tombstone with its reason, without its author', async t => {
  const { app, db, rows, ada, chair, anyone } = await setting(t)
  await db.updateTable('people').set({ publish_name: true, organisation: 'Acme' }).where('id', '=', ada.id).execute()
  const id = await makeComment(db, rows, ada, { body: 'Foul words.' })
  t.match((await anyone.get(PAGE)).body, /Ada[\s\S]+Acme/)
  await decide(app, { comment: id, moderator: chair, action: 'withhold', reason: 'personal-attack' })
  for (const url of [PAGE, `/comments/${id}`, '/reports/report/comments']) {
    const { body } = await anyone.get(url)
    t.match(body, 'withheld by a moderator. Reason: Personal attack.')
    t.notMatch(body, /Foul words|Ada|Acme/)
  }
  t.match((await (await signedIn(app, ada)).get(PAGE)).body, 'Foul words.', 'her own words stay hers')
  t.match((await (await signedIn(app, chair)).get(PAGE)).body, 'Foul words.')
  await decide(app, { comment: id, moderator: chair, action: 'withhold', reason: 'personal-data' }).catch(() => {})
  const sealed = await makeComment(db, rows, ada, { body: 'Somebody’s address.' })
  await decide(app, { comment: sealed, moderator: chair, action: 'withhold', reason: 'personal-data' })
  t.notMatch((await (await signedIn(app, chair)).get(PAGE)).body, 'Somebody’s address.', 'kept from chairs too')
  const coordinator = await makePerson(db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
  t.match((await (await signedIn(app, coordinator)).get(PAGE)).body, 'Somebody’s address.')
})

t.test('readers search and choose comments, and no hit tells of words that are withheld', async t => {
  const { db, rows, ada, change, anyone } = await setting(t)
  const bob = await makePerson(db, 'Bob')
  await db
    .updateTable('people')
    .set({ country: 'KE', stakeholder_group: 'government' })
    .where('id', '=', bob.id)
    .execute()
  const wide = await makeComment(db, rows, ada, { body: 'Far too 100% WIDE_open.' })
  const whole = await makeComment(db, rows, bob, { body: 'On the whole.' })
  const hidden = await makeComment(db, rows, bob, { body: 'Far too wide.', status: 'withheld' })
  await change(wide, { kind: 'technical', stance: 'oppose', proposed_text: 'Narrow.' })
  await change(whole, { paragraph_id: null, stance: 'support' })
  await change(hidden, { stance: 'oppose' })
  const found = async (query: string) => idsOf((await anyone.get(`/reports/report/comments?${query}`)).body)
  t.same(await found(''), [wide, whole, hidden])
  t.same(await found('version=1&kind=&stance=&group=&country=&status=&text='), [wide, whole, hidden])
  t.same(await found('kind=technical'), [wide])
  t.same(await found('stance=oppose'), [wide])
  t.same(await found('group=government'), [whole])
  t.same(await found('country=ke'), [whole])
  t.same(await found('status=withheld'), [hidden])
  t.same(await found('text=wide'), [wide])
  t.same(await found('text=100%25+wide_o'), [wide], 'signs of the pattern language are signs')
  t.same(await found('text=narrow'), [wide])
  t.same(await found('text=%C2%B61'), [wide])
  t.same(await found('version=2'), [])
  t.same(await found('text=%00'), [wide, whole, hidden])
  t.same(await found(`after=${wide}`), [whole, hidden])
  const bad = await anyone.get('/reports/report/comments?kind=rant&text=wide')
  t.match([bad.statusCode, bad.body], [422, 'Choose one of these'])
  t.match(bad.body, 'value="wide"', 'what was typed stays')
  t.match(bad.body, '<option value="KE">Kenya</option>')
  t.equal((await anyone.get('/reports/nowhere/comments')).statusCode, 404)
})

t.test('programs read the comments that they may see, page by page', async t => {
  const { db, rows, ada, chair, api, change } = await setting(t)
  const [first, reply, waiting, withheld] = [
    await makeComment(db, rows, ada, { body: 'First.' }),
    await makeComment(db, rows, chair, { body: 'An answer.' }),
    await makeComment(db, rows, ada, { body: 'Waiting.', status: 'pending' }),
    await makeComment(db, rows, ada, { body: 'Withheld.', status: 'withheld' }),
  ]
  await change(reply, { parent_id: first })
  await change(first, { quote_exact: 'duty', quote_prefix: 'The ', quote_suffix: ' of', quote_start: 4, quote_end: 8 })
  await db.insertInto('comment_paragraphs').values({ comment_id: first, paragraph_id: rows.paragraphs[1]! }).execute()
  const page = await api('/reports/report/comments?limit=2')
  t.match(page, { status: 200, next: reply })
  t.match(page.items[0], {
    id: first,
    url: `http://consult.test/comments/${first}`,
    status: 'published',
    body: 'First.',
    parent: null,
    author: { name: null, group: 'civil-society', country: 'NL' },
    anchor: {
      version: 1,
      paragraph: rows.paragraphs[0],
      number: '¶1',
      url: `http://consult.test${PAGE}`,
      state: 'same',
      quote: { exact: 'duty', prefix: 'The ', suffix: ' of' },
    },
    alsoParagraphs: [rows.paragraphs[1]],
    replies: 1,
  })
  t.match(page.items[1], { id: reply, parent: first })
  const rest = await api(`/reports/report/comments?after=${page.next}`)
  t.match(rest, { items: [{ id: withheld, body: null, author: { name: null, group: null } }], next: null })
  t.equal(rest.items.length, 1)
  t.match((await api('/reports/report/comments?status=pending', ada)).items, [{ id: waiting, body: 'Waiting.' }])
  t.match((await api(`/reports/report/comments?paragraph=${rows.paragraphs[1]}`)).items, [])
  t.same((await api('/reports/report/comments?status=pending')).items, [])
  t.match(await api('/reports/report/comments?limit=1000'), { status: 422 })
  t.match(await api('/reports/report/comments?after=x'), { status: 422 })
  t.match(await api('/reports/nowhere/comments'), { status: 404, type: /problems#no-such-report$/ })
})

t.test('an address that names nothing says so', async t => {
  const { anyone } = await setting(t)
  for (const url of [
    '/comments/1',
    '/comments/999999999999999999',
    '/reports/report/v/1/p/9',
    '/reports/report/v/2/p/1',
    '/reports/x/v/1/p/1',
  ])
    t.equal((await anyone.get(url)).statusCode, 404, url)
  for (const url of [
    '/comments/x',
    '/reports/report/v/99999999999/p/1',
    '/reports/report/v/1/p/%00',
    '/reports/%00/comments',
  ])
    t.match(String((await anyone.get(url)).statusCode), /^4/, url)
})
