import t from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import type { Id } from '../../server/database/schema.js'
import { type Browser, signedIn, type TestApp, testApp } from '../app.js'
import { makeComment, makeNextVersion, makePerson, makeReport, type Rows } from '../rows.js'

const DESK = '/manage/reports/report/desk'

let site: TestApp
let rows: Rows
let other: Rows
let author: Visitor
let chair: Visitor
let chairs: Browser
let theme: number

t.before(async () => {
  site = await testApp()
  rows = await makeReport(site.db)
  other = await makeReport(site.db, { slug: 'other', group: 'wg2' })
  author = await makePerson(site.db, 'Ada')
  chair = await makePerson(site.db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  chairs = await signedIn(site.app, chair)
  theme = await makeTheme(rows, 'Costs')
})
t.teardown(() => site.close())
t.beforeEach(async () => {
  await site.db.deleteFrom('cluster_members').execute()
  await site.db.deleteFrom('clusters').execute()
  await site.db.deleteFrom('comment_themes').execute()
  await site.db.deleteFrom('comment_work').execute()
  // Comments are never deleted; each test begins with none that is published.
  await site.db.updateTable('comments').set({ status: 'withdrawn' }).execute()
})

async function makeTheme(of: Rows, name: string): Promise<number> {
  const made = await site.db
    .insertInto('themes')
    .values({ report_id: of.reportId, name, mark: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}

async function comment(values: Record<string, unknown> = {}): Promise<Id> {
  const id = await makeComment(site.db, rows, author)
  if (Object.keys(values).length) await site.db.updateTable('comments').set(values).where('id', '=', id).execute()
  return id
}

/** The comments in the rows of a page, in their order. */
async function listed(query = ''): Promise<Id[]> {
  const response = await chairs.get(`${DESK}${query && `?${query}`}`)
  if (response.statusCode !== 200) throw new Error(`${query}: ${response.statusCode}`)
  return [...chairs.page.matchAll(/type="checkbox" name="comment" value="(\d+)"/g)].map(found => found[1]!)
}

const send = (fields: Record<string, unknown>, query = '') =>
  chairs.post(`${DESK}${query && `?${query}`}`, fields as never)

const entriesOf = async (id: Id) =>
  (
    await site.db
      .selectFrom('audit_log')
      .select(['action', 'details'])
      .where('subject', '=', 'comment')
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute()
  ).map(entry => entry.action)

t.test('a chair reads all published comments of all versions in a table, and only they are in it', async t => {
  const next = await makeNextVersion(site.db, rows, 2, ['New paragraph.'])
  const first = await comment({ body: 'Ten years\n are too long.' })
  const second = await comment({ version_id: next.id, paragraph_id: next.paragraphs[0] })
  await comment({ parent_id: first, body: 'A reply.' })
  await comment({ status: 'pending' })
  t.strictSame(await listed(), [first, second])
  t.match(chairs.page, 'Ten years are too long.')
  t.match(chairs.page, '/reports/report/v/2/p/1')
  t.match(chairs.page, `/comments/${first}/response`)
  t.notMatch(chairs.page, 'A reply.')
  t.strictSame(await listed('version=2'), [second])
  t.strictSame(await listed('paragraph=%C2%B61'), [first, second])
})

t.test('others do not read it', async t => {
  t.equal((await (await signedIn(site.app, author)).get(DESK)).statusCode, 403)
  const elsewhere = await makePerson(site.db, 'Elsewhere', [{ role: 'chair', workingGroupId: other.groupId }])
  t.equal((await (await signedIn(site.app, elsewhere)).get(DESK)).statusCode, 403)
  const coordinator = await makePerson(site.db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
  t.equal((await (await signedIn(site.app, coordinator)).get(DESK)).statusCode, 200)
})

t.test('each filter leaves what it says', async t => {
  const plain = await comment()
  const rich = await comment({
    kind: 'technical',
    stance: 'oppose',
    on_behalf_of: 'Acme Ltd',
    proposed_text: 'Better words.',
  })
  await site.db.insertInto('comment_themes').values({ comment_id: rich, theme_id: theme, set_by: chair.id }).execute()
  await site.db
    .insertInto('comment_work')
    .values({ comment_id: rich, report_id: rows.reportId, owner_id: chair.id })
    .execute()
  await site.db
    .insertInto('responses')
    .values({ comment_id: rich, report_id: rows.reportId, state: 'draft', disposition: 'noted', written_by: chair.id })
    .execute()
  const asked: [string, Id[]][] = [
    [`theme=${theme}`, [rich]],
    ['theme=none', [plain]],
    [`owner=${chair.id}`, [rich]],
    ['owner=none', [plain]],
    ['answer=unanswered', [plain]],
    ['answer=draft', [rich]],
    ['answer=published', []],
    ['answer=noted', [rich]],
    ['answer=accepted', []],
    ['kind=technical', [rich]],
    ['stance=oppose', [rich]],
    ['group=civil-society', [plain, rich]],
    ['group=government', []],
    ['organisation=acme', [rich]],
    ['proposed=yes', [rich]],
    ['kind=technical&answer=unanswered', []],
    ['kind=&text=', [plain, rich]],
  ]
  for (const [query, ids] of asked) t.strictSame(await listed(query), ids, query)
  for (const query of ['kind=wrong', 'page=0', 'sort=body', 'owner=x', 'text=%00'])
    t.equal((await chairs.get(`${DESK}?${query}`)).statusCode, 422, query)
})

t.test('words are found in the language of the comment, and in quotes and gists', async t => {
  const english = await comment({ body: 'The policies were changed.', language: 'en' })
  const french = await comment({ body: 'Les chevaux mangent.', language: 'fr' })
  const chinese = await comment({ body: '数据保护法规必须明确。', language: 'zh' })
  const german = await comment({ body: 'Die Häuser stehen.', language: 'de' })
  const swahili = await comment({ body: 'Habari za asubuhi', language: 'sw' })
  const quoting = await comment({
    body: 'See there.',
    quote_exact: 'within 100% of cases',
    quote_start: 0,
    quote_end: 20,
  })
  const found = async (text: string) => listed(`text=${encodeURIComponent(text)}`)
  t.strictSame(await found('policy'), [english])
  t.strictSame(await found('change'), [english])
  t.strictSame(await found('"policies changed"'), [], 'words in quotation marks stand beside each other')
  t.strictSame(await found('cheval'), [french])
  t.strictSame(await found('保护法'), [chinese])
  t.strictSame(await found('Haus'), [german])
  t.strictSame(await found('habari'), [swahili])
  t.strictSame(await found('100% of'), [quoting], 'the signs of patterns stand for themselves')
  t.strictSame(await found('¶1'), [english, french, chinese, german, swahili, quoting])
  t.strictSame(await found("'):* & | <->"), [])
})

t.test('what is withheld of a comment is neither shown nor found', async t => {
  const part = await comment({
    body: 'Call Mallory today.',
    shown_body: 'Call \uFFFF today.',
    proposed_text: 'Ask Trent.',
    shown_proposed_text: 'Ask \uFFFF.',
  })
  t.strictSame(await listed('text=Mallory'), [])
  t.strictSame(await listed('text=Trent'), [])
  t.strictSame(await listed('text=today'), [part])
  t.notMatch(chairs.page, 'Mallory')
  t.match(chairs.page, '[a moderator has withheld these words]')
})

t.test('words that are changed or withheld after a search are found as they are now', async t => {
  const edited = await comment({ body: 'Five years.', language: 'en' })
  const part = await comment({ body: 'Call Peggy soon.', language: 'en' })
  t.strictSame([await listed('text=five'), await listed('text=Peggy')], [[edited], [part]])
  await site.db.updateTable('comments').set({ body: 'Ten years.' }).where('id', '=', edited).execute()
  await site.db.updateTable('comments').set({ shown_body: 'Call \uFFFF soon.' }).where('id', '=', part).execute()
  t.strictSame([await listed('text=five'), await listed('text=Peggy')], [[], []])
  t.strictSame([await listed('text=ten'), await listed('text=soon')], [[edited], [part]])
})

t.test('columns order the rows, one way and the other', async t => {
  const few = await comment({ endorsements: 1, kind: 'question', body: 'B' })
  const many = await comment({ endorsements: 9, kind: 'general', body: 'A' })
  t.strictSame(await listed('sort=endorsements'), [few, many])
  t.match(chairs.page, /aria-sort="ascending"/)
  t.strictSame(await listed('sort=-endorsements'), [many, few])
  t.match(chairs.page, /aria-sort="descending"/)
  t.strictSame(await listed('sort=kind'), [many, few])
  t.strictSame(await listed('sort=gist'), [many, few])
  for (const column of ['paragraph', 'quote', 'stance', 'group', 'theme', 'answer', 'owner'])
    t.equal((await listed(`sort=-${column}`)).length, 2, column)
})

t.test('rows stand in groups, a comment of two themes under both', async t => {
  const both = await comment({ on_behalf_of: 'Acme' })
  const none = await comment()
  const second = await makeTheme(rows, 'Dates')
  await site.db
    .insertInto('comment_themes')
    .values([theme, second].map(theme_id => ({ comment_id: both, theme_id, set_by: chair.id })))
    .execute()
  t.strictSame(await listed('by=theme'), [both, both, none])
  t.match(chairs.page, 'Costs: 1 row')
  t.match(chairs.page, 'Dates: 1 row')
  t.match(chairs.page, 'Without a theme: 1 row')
  t.match(chairs.page, /<h2 id="found">2 comments/)
  t.strictSame(await listed('by=organisation'), [both, none])
  t.match(chairs.page, 'Acme: 1 row')
  for (const by of ['paragraph', 'author', 'kind']) t.equal((await listed(`by=${by}`)).length, 2, by)
})

t.test('fifty rows stand on a page, and links lead to the others and keep the filter', async t => {
  for (let n = 0; n < 51; n++) await comment()
  t.equal((await listed('kind=general')).length, 50)
  t.match(chairs.page, /kind(=|&#x3D;)general&amp;page(=|&#x3D;)2/)
  t.equal((await listed('kind=general&page=2')).length, 1)
  const past = await chairs.get(`${DESK}?page=9`)
  t.equal(past.statusCode, 303, 'a page that is not there any more leads to the first')
})

t.test('one row stands for all comments of the same words, and what is done to it is done to all', async t => {
  const [a, b, c] = [await comment(), await comment(), await comment()]
  const { id: cluster } = await site.db
    .insertInto('clusters')
    .values({ report_id: rows.reportId, representative_id: b, size: 2 })
    .returning('id')
    .executeTakeFirstOrThrow()
  await site.db
    .insertInto('cluster_members')
    .values([a, b].map(comment_id => ({ comment_id, cluster_id: cluster })))
    .execute()
  t.strictSame(await listed('same=one'), [b, c])
  t.match(chairs.page, '2 comments with the same words')
  t.match(chairs.page, new RegExp(`/manage/reports/report/respond\\?cluster(=|&#x3D;)${cluster}`))
  t.equal((await send({ task: 'acknowledge', comment: b }, 'same=one')).statusCode, 303)
  const taken = await site.db.selectFrom('comment_work').select('comment_id').orderBy('comment_id').execute()
  t.strictSame(
    taken.map(row => row.comment_id),
    [a, b],
  )
})

t.test('themes and owners are set for several at once, each change once in the log', async t => {
  const [a, b, c] = [await comment(), await comment(), await comment()]
  const chosen = { comment: [a, b], toTheme: String(theme), toOwner: chair.id }
  for (const task of ['add-theme', 'add-theme', 'set-owner', 'set-owner', 'acknowledge']) {
    await listed()
    const answer = await send({ ...chosen, task })
    t.equal(answer.statusCode, 303, task)
    t.equal(answer.headers.location, DESK)
  }
  t.strictSame(await entriesOf(a), ['comment.theme-added', 'comment.owner-set'], 'what is so already is no change')
  t.strictSame(await listed(`theme=${theme}`), [a, b])
  t.strictSame(await listed(`owner=${chair.id}`), [a, b])
  t.equal(
    (await send({ ...chosen, task: 'remove-theme' }, `owner=${chair.id}`)).headers.location,
    `${DESK}?owner=${chair.id}`,
  )
  await listed()
  t.equal((await send({ ...chosen, task: 'set-owner', toOwner: 'none' })).statusCode, 303)
  await listed()
  t.equal((await send({ task: 'acknowledge', comment: [a, c] })).statusCode, 303)
  t.strictSame(await entriesOf(a), [
    'comment.theme-added',
    'comment.owner-set',
    'comment.theme-removed',
    'comment.owner-set',
  ])
  t.strictSame(await entriesOf(c), ['comment.acknowledged'])
})

t.test('a comment that is given a theme has been taken up', async t => {
  const id = await comment()
  t.strictSame([await listed(), chairs.page.includes('Taken up')], [[id], false])
  await send({ comment: [id], toTheme: String(theme), task: 'add-theme' })
  t.strictSame([await listed(), chairs.page.includes('Taken up')], [[id], true])
})

t.test('what cannot be done changes nothing and says what to do', async t => {
  const own = await comment()
  const elsewhere = await makeComment(site.db, other, author)
  const gone = await comment({ status: 'withheld' })
  const foreign = await makeTheme(other, 'Foreign')
  const cases: [Record<string, unknown>, number, RegExp][] = [
    [{ task: 'acknowledge' }, 422, /Choose at least one/],
    [{ task: 'add-theme', comment: own }, 422, /Choose a theme/],
    [{ task: 'add-theme', comment: own, toTheme: String(foreign) }, 422, /Choose a theme/],
    [{ task: 'set-owner', comment: own }, 422, /Choose a chair/],
    [{ task: 'set-owner', comment: own, toOwner: author.id }, 422, /Choose a chair/],
    [{ task: 'acknowledge', comment: [own, elsewhere] }, 409, /not published any more/],
    [{ task: 'acknowledge', comment: [own, gone] }, 409, /not published any more/],
  ]
  for (const [fields, status, words] of cases) {
    await listed()
    const answer = await send(fields)
    t.equal(answer.statusCode, status, JSON.stringify(fields))
    t.match(answer.body, words)
  }
  t.strictSame(await entriesOf(own), [])
  await listed()
  t.match((await send({ task: 'add-theme', comment: own })).body, `value="${own}" checked`, 'what was chosen stays so')
})

t.test('all that match are changed only once their number has been agreed to', async t => {
  const [a, b] = [await comment({ kind: 'technical' }), await comment({ kind: 'technical' })]
  const left = await comment()
  const all = { task: 'add-theme', toTheme: String(theme), all: 'yes' }
  await listed('kind=technical')
  const asked = await send(all, 'kind=technical')
  t.equal(asked.statusCode, 200)
  t.match(asked.body, 'Add the theme “Costs” to 2 comments?')
  t.strictSame(await entriesOf(a), [])
  const third = await comment({ kind: 'technical' })
  const again = await send({ ...all, sure: '2' }, 'kind=technical')
  t.match(again.body, 'to 3 comments?')
  t.match(again.body, 'has changed')
  t.equal((await send({ ...all, sure: '3' }, 'kind=technical')).statusCode, 303)
  for (const id of [a, b, third]) t.strictSame(await entriesOf(id), ['comment.theme-added'])
  t.strictSame(await entriesOf(left), [])
})

t.test('a chair writes what a comment says in a line, and finds it by that', async t => {
  const id = await comment({ body: 'A very long comment.' })
  await listed(`gist=${id}`)
  t.match(chairs.page, 'name="gist"')
  const answer = await chairs.post(`${DESK}/gist?gist=${id}&kind=general`, { comment: id, gist: ' Wants\n ten years ' })
  t.equal(answer.headers.location, `${DESK}?kind=general#c-${id}`)
  t.strictSame(await listed('text=ten+years'), [id])
  t.match(chairs.page, 'Wants ten years')
  t.strictSame(await entriesOf(id), ['comment.gist-written'])
  await listed(`gist=${id}`)
  t.equal((await chairs.post(`${DESK}/gist?gist=${id}`, { comment: id, gist: 'x'.repeat(301) })).statusCode, 422)
  const elsewhere = await makeComment(site.db, other, author)
  await listed(`gist=${id}`)
  t.equal((await chairs.post(`${DESK}/gist`, { comment: elsewhere, gist: 'Mine' })).statusCode, 404)
})

t.test('what was chosen goes to the form that answers all of it', async t => {
  const [a, b] = [await comment(), await comment()]
  await listed()
  t.match(chairs.page, 'formaction="/manage/reports/report/respond"')
  const form = await chairs.post('/manage/reports/report/respond', { comment: [a, b] } as never)
  t.equal(form.statusCode, 200)
  t.match(form.body, 'Answer 2 comments')
})
