import t from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import { apiToken } from '../../server/accounts/index.js'
import type { Id } from '../../server/database/schema.js'
import { importVersion } from '../../server/reports/index.js'
import { publishReady } from '../../server/responses/answering/publish-ready.js'
import { tellOfAnswers } from '../../server/responses/telling/tell.js'
import { Browser, signedIn, type TestApp, testApp } from '../app.js'
import { makeComment, makeNextVersion, makePerson, makeReport, type Rows } from '../rows.js'

let site: TestApp
let rows: Rows
let other: Rows
let author: Visitor
let chair: Visitor
let second: Visitor

t.before(async () => {
  site = await testApp()
  rows = await makeReport(site.db)
  other = await makeReport(site.db, { slug: 'other', group: 'wg2' })
  author = await makePerson(site.db, 'Ada')
  chair = await makePerson(site.db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  second = await makePerson(site.db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
})
t.teardown(() => site.close())

const stateOf = (comment: Id) =>
  site.db.selectFrom('responses').selectAll().where('comment_id', '=', comment).executeTakeFirst()

async function api(person: Visitor, comment: Id, payload: Record<string, unknown>) {
  const token = await apiToken(site.db, { email: person.email, expiresMs: 60_000 })
  const response = await site.app.inject({
    method: 'POST',
    url: `/api/v1/comments/${comment}/response`,
    headers: { authorization: `Bearer ${token}` },
    payload,
  })
  return { status: response.statusCode, body: response.json() }
}

t.test('a chair answers a comment, and everybody reads the answer beside it', async t => {
  const comment = await makeComment(site.db, rows, author, { body: 'Ten years, please.' })
  const chairs = await signedIn(site.app, chair)
  t.equal((await chairs.get(`/comments/${comment}/response`)).statusCode, 200)
  t.match(chairs.page, 'Ten years, please.')
  const fields = {
    disposition: 'partly-accepted',
    reason: 'Seven years.',
    version: '1',
    paragraphNumber: '2',
    seen: '0',
  }
  const kept = await chairs.post(`/comments/${comment}/response`, { ...fields, step: 'draft' })
  t.equal(kept.statusCode, 303)
  const reader = new Browser(site.app)
  await reader.get(`/comments/${comment}`)
  t.notMatch(reader.page, 'Seven years.', 'a draft is for the group alone')
  await chairs.get(`/comments/${comment}/response`)
  t.match(chairs.page, /value="publish"/)
  t.equal(
    (await chairs.post(`/comments/${comment}/response`, { ...fields, seen: '1', step: 'publish' })).statusCode,
    303,
  )
  for (const url of [`/comments/${comment}`, '/reports/report/responses', '/reports/report/v/1/p/1']) {
    await reader.get(url)
    t.match(reader.page, 'Seven years.', url)
    t.match(reader.page, 'Partly accepted', url)
    t.match(reader.page, 'Shows in version 1, paragraph ¶2', url)
  }
  const table = await reader.get('/reports/report/export?format=csv')
  t.match(table.body, 'Seven years.', 'and in the files that are taken home')
  t.equal((await stateOf(comment))?.revision, 1, 'what did not change is no new wording')
  const entries = await site.db.selectFrom('audit_log').select('action').where('subject_id', '=', comment).execute()
  t.strictSame(entries.map(entry => entry.action).slice(-2), ['response.drafted', 'response.published'])
})

t.test('programs answer, correct and read as the pages do', async t => {
  const comment = await makeComment(site.db, rows, author)
  const first = await api(chair, comment, { disposition: 'accepted', reason: '', paragraph: rows.paragraphs[1] })
  t.strictSame(first, { status: 200, body: { id: comment, state: 'published', revision: 1, disposition: 'accepted' } })
  const again = await api(chair, comment, { disposition: 'accepted', reason: '', paragraph: rows.paragraphs[1] })
  t.equal(again.body.revision, 1, 'sent twice it is one')
  t.equal((await api(chair, comment, { disposition: 'noted' })).body.revision, 2)
  const { items } = (await site.app.inject('/api/v1/reports/report/responses')).json()
  const item = items.find((one: { id: string }) => one.id === comment)
  t.match(item.response, { disposition: 'noted', reason: '', version: null, paragraph: null })
  t.ok(item.response.correctedAt)
  t.ok(item.acknowledgedAt)
  const answered = (await site.app.inject('/api/v1/reports/report/responses?answer=unanswered')).json()
  t.notOk(answered.items.some((one: { id: string }) => one.id === comment))
})

t.test('what does not hold is refused with what to do, and changes nothing', async t => {
  const comment = await makeComment(site.db, rows, author)
  const duplicate = await makeComment(site.db, rows, author)
  const elsewhere = await makeComment(site.db, other, author)
  const withheld = await makeComment(site.db, rows, author, { status: 'withheld' })
  const wrong: [Record<string, unknown>, number, RegExp][] = [
    [{ disposition: 'not-accepted', reason: ' ' }, 422, /Say why/],
    [{ disposition: 'maybe', reason: 'x' }, 422, /accepted/],
    [{ disposition: 'duplicate', reason: 'x', duplicateOf: comment }, 422, /cannot repeat itself/],
    [{ disposition: 'duplicate', reason: 'x', duplicateOf: elsewhere }, 422, /no such comment/],
    [{ disposition: 'duplicate', reason: 'x', duplicateOf: withheld }, 422, /not published/],
    [{ disposition: 'accepted', duplicateOf: duplicate }, 422, /only for/],
    [{ disposition: 'accepted', paragraph: other.paragraphs[0] }, 422, /no such paragraph/],
    [{ disposition: 'accepted', version: 9 }, 422, /no such published version/],
    [{ disposition: 'accepted', version: 1, paragraphNumber: '99' }, 422, /no such paragraph/],
    [{ disposition: 'accepted', minutes: 'javascript:alert(1)' }, 422, /beginning with https/],
    [{ disposition: 'accepted', seen: 3 }, 409, /meanwhile/],
  ]
  for (const [payload, status, words] of wrong) {
    const { status: got, body } = await api(chair, comment, payload)
    t.equal(got, status, JSON.stringify(payload))
    t.match(JSON.stringify(body), words)
  }
  t.notOk(await stateOf(comment))
  t.equal((await api(chair, withheld, { disposition: 'accepted' })).status, 409, 'a withheld comment')
  t.equal((await api(chair, elsewhere, { disposition: 'accepted' })).status, 403, "another group's")
  const own = await makeComment(site.db, rows, chair)
  t.equal((await api(chair, own, { disposition: 'accepted' })).status, 403, 'her own')
  t.equal((await api(author, comment, { disposition: 'accepted' })).status, 403, 'a stakeholder')
})

t.test('duplicates cannot go round in a circle', async t => {
  const [a, b, c] = [
    await makeComment(site.db, rows, author),
    await makeComment(site.db, rows, author),
    await makeComment(site.db, rows, author),
  ]
  const answer = (comment: Id, duplicateOf: Id) =>
    api(chair, comment, { disposition: 'duplicate', reason: 'The same.', duplicateOf })
  t.equal((await answer(a, b)).status, 200)
  t.equal((await answer(b, c)).status, 200)
  const last = await answer(c, a)
  t.equal(last.status, 422)
  t.match(JSON.stringify(last.body), /itself said to repeat/)
  const at = await Promise.all([makeComment(site.db, rows, author), makeComment(site.db, rows, author)])
  const both = await Promise.all([answer(at[0], at[1]), answer(at[1], at[0])])
  t.strictSame(both.map(one => one.status).sort(), [200, 422], 'not even at the same moment')
})

t.test('of two people who write at once, the second sees what the first wrote before she writes over it', async t => {
  const comment = await makeComment(site.db, rows, author)
  const [hers, his] = [await signedIn(site.app, chair), await signedIn(site.app, second)]
  await hers.get(`/comments/${comment}/response`)
  await his.get(`/comments/${comment}/response`)
  await hers.post(`/comments/${comment}/response`, {
    disposition: 'noted',
    reason: 'From Chair.',
    seen: '0',
    step: 'draft',
  })
  const late = await his.post(`/comments/${comment}/response`, {
    disposition: 'accepted',
    reason: 'From Second.',
    seen: '0',
    step: 'publish',
  })
  t.equal(late.statusCode, 409)
  t.match(his.page, 'Chair has changed this answer')
  t.match(his.page, 'From Chair.')
  t.match(his.page, 'From Second.', 'what he typed is kept')
  t.equal((await stateOf(comment))?.reason, 'From Chair.')
  t.match(his.page, /name="seen" value="1"/)
  await his.post(`/comments/${comment}/response`, {
    disposition: 'accepted',
    reason: 'From Second.',
    seen: '1',
    step: 'publish',
  })
  t.equal((await stateOf(comment))?.reason, 'From Second.')
})

t.test('where the group wants two people, nothing is published before the second has agreed', async t => {
  await site.db.updateTable('reports').set({ second_person: true }).where('id', '=', rows.reportId).execute()
  t.teardown(() =>
    site.db.updateTable('reports').set({ second_person: false }).where('id', '=', rows.reportId).execute(),
  )
  const comment = await makeComment(site.db, rows, author)
  t.match(await api(chair, comment, { disposition: 'noted' }), { status: 200, body: { state: 'draft' } })
  t.equal((await api(chair, comment, { disposition: 'noted', step: 'publish' })).status, 409)
  const [hers, his] = [await signedIn(site.app, chair), await signedIn(site.app, second)]
  await hers.get(`/comments/${comment}/response`)
  t.notMatch(hers.page, 'response/agree', 'she is not asked to agree with herself')
  t.equal((await hers.post(`/comments/${comment}/response/agree`, { seen: '1' })).statusCode, 403)
  await his.get(`/comments/${comment}/response`)
  t.equal((await his.post(`/comments/${comment}/response/agree`, { seen: '1' })).statusCode, 303)
  t.equal((await stateOf(comment))?.state, 'agreed')
  t.equal(
    (await api(second, comment, { disposition: 'accepted' })).body.state,
    'draft',
    'a change has to be agreed to again',
  )
  await hers.get(`/comments/${comment}/response`)
  await hers.post(`/comments/${comment}/response/agree`, { seen: '2' })
  t.equal(await publishReady(site.app, chair, rows.reportId), 1)
  t.equal((await stateOf(comment))?.state, 'published')
})

t.test(
  'an author gets one mail for all that was published, with what changed and where, and says once what she thinks',
  async t => {
    const reader = await makePerson(site.db, 'Rosa')
    const comments = [await makeComment(site.db, rows, reader), await makeComment(site.db, rows, reader)]
    for (const comment of comments)
      await api(chair, comment, { disposition: 'accepted', version: 1, paragraphNumber: '2' })
    await tellOfAnswers(site.app, rows.reportId, reader.id)
    await tellOfAnswers(site.app, rows.reportId, reader.id)
    const mails = await site.db.selectFrom('mails').selectAll().where('person_id', '=', reader.id).execute()
    t.equal(mails.length, 1)
    t.match(JSON.stringify(mails[0]!.content), `/comments/${comments[1]}/answer`)
    const hers = await signedIn(site.app, reader)
    await hers.get(`/comments/${comments[0]}/answer`)
    t.match(hers.page, 'Are you satisfied')
    t.equal((await hers.post(`/comments/${comments[0]}/answer`, { satisfied: 'no' })).statusCode, 422, 'why not?')
    t.equal(
      (await hers.post(`/comments/${comments[0]}/answer`, { satisfied: 'no', why: 'Too short.' })).statusCode,
      303,
    )
    t.equal((await hers.post(`/comments/${comments[0]}/answer`, { satisfied: 'yes' })).statusCode, 409, 'once')
    const chairs = await signedIn(site.app, chair)
    await chairs.get(`/comments/${comments[0]}/response`)
    t.match(chairs.page, 'Too short.')
    const public_ = new Browser(site.app)
    await public_.get(`/comments/${comments[0]}`)
    t.notMatch(public_.page, 'Too short.')
    t.equal((await (await signedIn(site.app, author)).get(`/comments/${comments[0]}/answer`)).statusCode, 404)
  },
)

t.test('one answer goes to several comments, to all or to none', async t => {
  const ids = [await makeComment(site.db, rows, author), await makeComment(site.db, rows, author)]
  const chairs = await signedIn(site.app, chair)
  await chairs.get('/manage/reports/report/responses')
  const form = await chairs.post('/manage/reports/report/respond', { comment: ids })
  t.equal(form.statusCode, 200)
  t.match(chairs.page, 'Answer 2 comments')
  const seen = ids.map(id => `${id}:0`)
  const given = { disposition: 'not-accepted', reason: 'Another report.', step: 'publish', comment: ids, seen }
  await site.db.updateTable('comments').set({ status: 'withheld' }).where('id', '=', ids[1]!).execute()
  t.equal((await chairs.post('/manage/reports/report/respond', given)).statusCode, 409)
  t.notOk(await stateOf(ids[0]!))
  await site.db.updateTable('comments').set({ status: 'published' }).where('id', '=', ids[1]!).execute()
  t.equal((await chairs.post('/manage/reports/report/respond', given)).statusCode, 303)
  for (const id of ids) t.equal((await stateOf(id))?.state, 'published')
  const elsewhere = await makeComment(site.db, other, author)
  const mixed = await chairs.post('/manage/reports/report/respond', { ...given, comment: [ids[0]!, elsewhere] })
  t.equal(mixed.statusCode, 422)
})

t.test('a comment that is withheld takes its answer with it', async t => {
  const comment = await makeComment(site.db, rows, author)
  await api(chair, comment, { disposition: 'noted', reason: 'A word of the comment.' })
  await site.db.updateTable('comments').set({ status: 'withheld' }).where('id', '=', comment).execute()
  const reader = new Browser(site.app)
  for (const url of [
    '/reports/report/responses',
    `/comments/${comment}`,
    '/api/v1/reports/report/responses',
    '/api/v1/reports/report/comments',
  ])
    t.notMatch((await reader.get(url)).body, 'A word of the comment.', url)
})

t.test('the table says when answers are promised, and what has none yet', async t => {
  const fresh = await makeReport(site.db, { slug: 'fresh', group: 'wg1' })
  await makeComment(site.db, fresh, author, { body: 'Nobody has answered me.' })
  const reader = new Browser(site.app)
  await reader.get('/reports/fresh/responses')
  t.match(reader.page, 'Not answered yet. Promised by')
  const chairs = await signedIn(site.app, chair)
  await chairs.get('/manage/reports/fresh/responses')
  t.equal((await chairs.post('/manage/reports/fresh/responses', { answersBy: 'soon' })).statusCode, 422)
  t.equal((await chairs.post('/manage/reports/fresh/responses', { answersBy: '2031-03-04' })).statusCode, 303)
  await reader.get('/reports/fresh/responses')
  t.match(reader.page, '2031')
  await reader.get('/reports/fresh/responses?answer=answered')
  t.match(reader.page, 'No comment fits')
  await reader.get('/reports/fresh/responses?text=NOBODY')
  t.match(reader.page, 'Nobody has answered me.')
  t.equal((await reader.get('/reports/fresh/responses?answer=perhaps')).statusCode, 422)
  await chairs.get('/manage/reports/fresh/responses')
  t.match(chairs.page, 'The oldest comment without a published answer has waited 0 days')
  const canned = { name: 'Scope', disposition: 'out-of-scope', reason: 'That is for another report.' }
  t.equal((await chairs.post('/manage/reports/fresh/canned-reasons', canned)).statusCode, 303)
  t.equal((await chairs.post('/manage/reports/fresh/canned-reasons', canned)).statusCode, 422)
  await chairs.get('/manage/reports/fresh/responses')
  const id = /canned-reasons\/(\d+)\/remove/.exec(chairs.page)![1]
  t.equal((await chairs.post(`/manage/reports/fresh/canned-reasons/${id}/remove`)).statusCode, 303)
  t.equal((await chairs.post(`/manage/reports/fresh/canned-reasons/${id}/remove`)).statusCode, 404)
  await makeNextVersion(site.db, fresh, 2, ['First paragraph.'])
})

t.test('a final version is published with comments unanswered only by saying so to everybody', async t => {
  const last = await makeReport(site.db, { slug: 'last', group: 'wg1' })
  await makeComment(site.db, last, author)
  const coordinator = await makePerson(site.db, 'Cleo', [{ role: 'coordinator', workingGroupId: null }])
  const hers = await signedIn(site.app, coordinator)
  const file = { name: 'last.md', bytes: Buffer.from('# Last\n\nFirst paragraph, edited.\n') }
  await importVersion(site.app, { file, report: 'last', actor: null })
  await hers.get('/manage/reports/last/v/2/publish')
  t.match(hers.page, '1 comment on this report has no published answer yet')
  const closes = new Date(Date.now() + 40 * 24 * 3600_000).toISOString().slice(0, 10)
  const fields = { closesDate: closes, moderation: 'post', final: 'yes' }
  const refused = await hers.post('/manage/reports/last/v/2/publish', fields)
  t.equal(refused.statusCode, 422)
  t.match(hers.page, 'Answer them first, or say here why')
  t.match(hers.page, /name="final" value="yes" checked/)
  const note = 'The answers follow in March.'
  t.equal((await hers.post('/manage/reports/last/v/2/publish', { ...fields, unansweredNote: note })).statusCode, 303)
  const reader = new Browser(site.app)
  await reader.get('/reports/last/responses')
  t.match(reader.page, note)
  t.match(reader.page, 'was published before all comments were answered')
})

t.test('the page of changes says what was answered to the comments behind each of them', async t => {
  const changed = await makeReport(site.db, { slug: 'changed', group: 'wg1' })
  const comment = await makeComment(site.db, changed, author)
  const next = await makeNextVersion(site.db, changed, 2, ['First paragraph, edited.', 'Second paragraph.'])
  await site.db
    .insertInto('lineage_links')
    .values({
      version_id: next.id,
      old_paragraph_id: changed.paragraphs[0]!,
      new_paragraph_id: next.paragraphs[0]!,
      change: 'edited',
      confidence: 1,
    })
    .execute()
  await api(chair, comment, { disposition: 'accepted', paragraph: next.paragraphs[0] })
  const { items } = (await site.app.inject('/api/v1/reports/changed/versions/2/changes?from=1')).json()
  t.ok(items.some((item: { answers: Record<string, number> }) => item.answers.accepted === 1))
  const reader = new Browser(site.app)
  await reader.get('/reports/changed/v/2/changes?from=1')
  t.match(reader.page, 'What was answered')
  t.match(reader.page, 'Accepted: 1')
})
