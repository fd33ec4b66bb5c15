import t, { type Test } from 'tap'
import { apiToken, type Visitor } from '../../server/accounts/index.js'
import type { Policy } from '../../server/database/schema.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

async function setting(t: Test) {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db, { moderation: 'pre' as Policy, texts: ['The duty of care is wide.'] })
  const author = await makePerson(db, 'Author')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const second = await makePerson(db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
  const other = await makeReport(db, { slug: 'other', group: 'wg2' })
  const statusOf = async (id: string) =>
    (await db.selectFrom('comments').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status
  const call = async (person: Visitor, id: string, payload: object) => {
    const token = await apiToken(db, { email: person.email, expiresMs: 60_000 })
    const headers = { authorization: `Bearer ${token}` }
    const response = await app.inject({ method: 'POST', url: `/api/v1/comments/${id}/moderation`, payload, headers })
    return { status: response.statusCode, body: response.json() }
  }
  const decisions = () => db.selectFrom('moderation_decisions').selectAll().orderBy('id').execute()
  return { app, db, rows, other, author, chair, second, statusOf, call, decisions }
}

/** The fields of the form that decides about a comment, as the page holds them. */
function formOf(page: string, id: string): Record<string, string> {
  const form = new RegExp(`action="/comments/${id}/moderation">([\\s\\S]+?)</form>`).exec(page)![1]!
  const hidden = [...form.matchAll(/name="(seen|back)" value="([^"]*)"/g)]
  return Object.fromEntries(
    hidden.map(([, name, value]) => [name!, value!.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')]),
  )
}

t.test('a chair reads what waits, oldest first, with its paragraph, its quote and its author’s history', async t => {
  const { app, db, rows, other, author, chair } = await setting(t)
  await makeComment(db, rows, author, { body: 'Published before.' })
  const first = await makeComment(db, rows, author, { status: 'pending', body: 'Too wide.\n\nFar too wide. <b>' })
  await db
    .updateTable('comments')
    .set({
      quote_exact: 'duty',
      quote_start: 4,
      quote_end: 8,
      proposed_text: 'The duty of care is narrow.',
      stance: 'oppose',
    })
    .where('id', '=', first)
    .execute()
  const own = await makeComment(db, rows, chair, { status: 'pending' })
  await makeComment(db, other, author, { status: 'pending', body: 'Of another group.' })
  const browser = await signedIn(app, chair)
  const { body } = await browser.get('/moderation')
  t.ok(body.indexOf(`id="c-${first}"`) < body.indexOf(`id="c-${own}"`))
  t.match(body, 'Waiting (2)')
  t.match(body, '<p>Far too wide. &lt;b&gt;</p>')
  t.match(body, /The <mark>duty<\/mark> of care/)
  t.match(body, /<del>.*wide<\/del><ins>.*narrow<\/ins>/)
  t.match(body, 'published 1, withheld 0, spam 0')
  t.match(body, 'This is your own comment')
  t.notMatch(body, 'Of another group.')
  t.notMatch(body, `action="/comments/${own}/moderation"`)
  t.match((await browser.get('/moderation?state=published&report=report&kind=')).body, 'Published before.')
  t.match((await browser.get('/moderation?kind=editorial')).body, 'Nothing here.')
  t.match((await browser.get(`/moderation?author=${author.id}`)).body, 'Only the comments of one author.')
  t.equal((await browser.get('/moderation?state=nonsense')).statusCode, 422)
})

t.test('she chooses by paragraph, as it is printed or in addresses, and by language', async t => {
  const { app, db, rows, other, author, chair } = await setting(t)
  const here = await makeComment(db, rows, author, { status: 'pending', body: 'On the first paragraph.' })
  const whole = await makeComment(db, rows, author, { status: 'pending', body: 'On the whole report.' })
  await db.updateTable('comments').set({ paragraph_id: null, language: 'fr' }).where('id', '=', whole).execute()
  await db.updateTable('reports').set({ language: 'es' }).where('id', '=', other.reportId).execute()
  const browser = await signedIn(app, chair)
  const shown = async (query: string) => {
    const { body, statusCode } = await browser.get(`/moderation?${query}`)
    t.equal(statusCode, 200, query)
    return [here, whole].filter(id => body.includes(`id="c-${id}"`))
  }
  t.same(await shown(''), [here, whole])
  t.same(await shown(`paragraph=${encodeURIComponent(' ¶1 ')}`), [here])
  t.same(await shown('paragraph=1&report=report'), [here])
  t.same(await shown('paragraph=9.9'), [])
  t.same(await shown('language=fr'), [whole])
  t.same(await shown('language=en&paragraph=&kind='), [here])
  t.same(await shown('language=en&state=flagged'), [])
  t.match(browser.page, 'value="en" selected>English')
  t.match(browser.page, 'value="es">Spanish', 'also one in which no report is written')
  t.match(browser.page, 'language&#x3D;en&amp;state&#x3D;published', 'tabs keep the filter')
})

t.test('she decides in the queue: author, public and log learn of it', async t => {
  const { app, db, rows, author, chair, statusOf, decisions } = await setting(t)
  const id = await makeComment(db, rows, author, { status: 'pending', body: 'Foul words.' })
  const browser = await signedIn(app, chair)
  const { body: queue } = await browser.get('/moderation?kind=general')
  const sent = await browser.post(`/comments/${id}/moderation`, {
    ...formOf(queue, id),
    action: 'withhold',
    reason: 'personal-attack',
    explanation: 'It insults\u0000 the editors.',
  })
  t.match([sent.statusCode, sent.headers.location], [303, '/moderation?kind=general#queue'])
  t.equal(await statusOf(id), 'withheld')
  t.match(await decisions(), [{ moderator_role: 'chair', explanation: 'It insults the editors.' }])
  t.match((await browser.get('/moderation')).body, 'The comment is withheld. Its author is told.')
  t.match(await db.selectFrom('mails').selectAll().execute(), [
    {
      person_id: author.id,
      message: 'moderation-decision',
      path: `/comments/${id}/decisions`,
      content: { action: 'withhold', reason: 'personal-attack', explanation: 'It insults the editors.' },
    },
  ])

  const hers = await signedIn(app, author)
  const statement = (await hers.get(`/comments/${id}/decisions`)).body
  for (const words of [
    'Comment withheld from the public',
    'Personal attack',
    'It insults the editors.',
    'Chair, Working group wg1',
    'No automated means were used',
    'another person review the decision',
  ])
    t.match(statement, words)
  t.equal(
    (await (await signedIn(app, await makePerson(db, 'Reader'))).get(`/comments/${id}/decisions`)).statusCode,
    404,
  )

  const log = (await new Browser(app).get('/moderation/log')).body
  for (const words of [
    'Comment withheld from the public',
    'Personal attack',
    'It insults the editors.',
    'Chair, Working group wg1',
    `href="/comments/${id}"`,
  ])
    t.match(log, words)
  t.notMatch(log, /Foul words|Author/)

  await browser.get(`/comments/${id}/moderation`)
  await browser.post(`/comments/${id}/moderation`, { ...formOf(browser.page, id), action: 'restore' })
  t.equal(await statusOf(id), 'published')
  t.match((await hers.get(`/comments/${id}/decisions`)).body, 'Comment restored')
})

t.test('a decision without its reason comes back with all that was typed, and decides nothing', async t => {
  const { app, db, rows, author, chair, statusOf, decisions } = await setting(t)
  const id = await makeComment(db, rows, author, { status: 'pending' })
  const browser = await signedIn(app, chair)
  const form = formOf((await browser.get('/moderation')).body, id)
  const cases: [Record<string, string>, number, string][] = [
    [{ action: 'withhold', explanation: 'Typed <words>.' }, 422, 'Choose the reason why it is withheld.'],
    [{ action: 'withhold', reason: 'other', explanation: ' ' }, 422, 'needs an explanation'],
    [{ action: 'withhold', reason: 'dislike', explanation: 'Typed <words>.' }, 422, 'Choose one of these'],
    [{ action: 'restore', explanation: 'Typed <words>.' }, 409, 'This cannot be decided about this comment'],
    [{ action: 'burn', explanation: 'Typed <words>.' }, 422, 'Choose one of these'],
    [{ action: 'spam', explanation: 'x'.repeat(2_001) }, 422, 'at most 2,000 characters'],
  ]
  for (const [typed, status, message] of cases) {
    await browser.get('/moderation')
    const { statusCode, body } = await browser.post(`/comments/${id}/moderation`, { ...form, ...typed })
    t.equal(statusCode, status, JSON.stringify(typed).slice(0, 60))
    t.match(body, message)
    if (typed.explanation?.startsWith('Typed')) t.match(body, 'Typed &lt;words&gt;.')
  }
  browser.page = ''
  const stale = await browser.post(`/comments/${id}/moderation`, { ...form, action: 'spam', explanation: 'Typed.' })
  t.match([stale.statusCode, stale.body], [403, 'Typed.'], 'a form that has grown old comes back')
  t.equal(await statusOf(id), 'pending')
  t.equal((await decisions()).length, 0)
})

t.test('two chairs with the same page open: the second sees what the first did', async t => {
  const { app, db, rows, author, chair, second, statusOf, decisions } = await setting(t)
  const id = await makeComment(db, rows, author, { status: 'pending' })
  const [one, two] = [await signedIn(app, chair), await signedIn(app, second)]
  const form = formOf((await one.get('/moderation')).body, id)
  await two.get('/moderation')
  await one.post(`/comments/${id}/moderation`, { ...form, action: 'publish' })
  const late = await two.post(`/comments/${id}/moderation`, {
    ...form,
    action: 'withhold',
    reason: 'off-topic',
    explanation: 'Mine.',
  })
  t.equal(late.statusCode, 409)
  for (const words of ['Somebody has already decided', 'Chair, Working group wg1, published.', 'Mine.'])
    t.match(late.body, words)
  const twice = await one.post(`/comments/${id}/moderation`, { ...form, action: 'publish' })
  t.equal(twice.statusCode, 409, 'a double click decides once')
  t.equal((await decisions()).length, 1)
  t.equal(await statusOf(id), 'published')

  await two.post(`/comments/${id}/moderation`, { ...formOf(late.body, id), action: 'withhold', reason: 'off-topic' })
  t.equal(await statusOf(id), 'withheld', 'having seen it, she can decide otherwise')
  const withdrawn = await makeComment(db, rows, author, { status: 'withdrawn' })
  await two.get('/moderation')
  const gone = await two.post(`/comments/${withdrawn}/moderation`, { action: 'publish' })
  t.match([gone.statusCode, gone.body], [409, 'The author has withdrawn this comment'])
})

t.test('nobody decides on a comment of her own, nor on another group’s', async t => {
  const { app, db, rows, other, author, chair, statusOf } = await setting(t)
  const own = await makeComment(db, rows, chair, { status: 'pending' })
  const elsewhere = await makeComment(db, other, author, { status: 'pending' })
  const browser = await signedIn(app, chair)
  await browser.get('/moderation')
  for (const [id, words] of [
    [own, 'This is your own comment'],
    [elsewhere, 'another working group'],
  ] as const) {
    const sent = await browser.post(`/comments/${id}/moderation`, { action: 'publish' })
    t.match([sent.statusCode, sent.body], [403, words])
    t.equal(await statusOf(id), 'pending')
  }
  t.equal((await browser.get(`/comments/${elsewhere}/moderation`)).statusCode, 404)
  t.equal((await (await signedIn(app, author)).get('/moderation')).statusCode, 403)
})

t.test('programs decide by the same rules', async t => {
  const { db, rows, author, chair, second, call, statusOf } = await setting(t)
  const id = await makeComment(db, rows, author, { status: 'pending' })
  t.match(await call(chair, id, { action: 'withhold' }), { status: 422, body: { errors: [{ field: 'reason' }] } })
  t.match(await call(author, id, { action: 'publish' }), { status: 403 })
  t.match(await call(chair, id, { action: 'publish', seen: 'withheld' }), { status: 409 })
  const made = await call(chair, id, { action: 'withhold', reason: 'duplicate', explanation: 'See 7.' })
  t.match(made, {
    status: 200,
    body: {
      id,
      status: 'withheld',
      decision: { action: 'withhold', reason: 'duplicate', explanation: 'See 7.', decidedAt: /Z$/ },
    },
  })
  t.match(await call(second, id, { action: 'restore', seen: made.body.decision.id }), {
    status: 200,
    body: { status: 'published', decision: { reason: null } },
  })
  t.match(await call(chair, '999', { action: 'publish' }), { status: 404 })
  t.match(await call(chair, id, { action: 'spam', reason: 'other' }), {
    status: 422,
    body: { errors: [{ field: 'explanation' }] },
  })
  t.equal(await statusOf(id), 'published')
})

t.test('a reply that waited tells the one it answers when it is let through, and only then', async t => {
  const { app, db, rows, author, chair, call } = await setting(t)
  const jobs = async () =>
    (await app.pg.query('select payload from graphile_worker._private_jobs')).rows.map(row => row.payload.reply)
  const top = await makeComment(db, rows, chair)
  const reply = await makeComment(db, rows, author, { status: 'pending' })
  await db.updateTable('comments').set({ parent_id: top }).where('id', '=', reply).execute()
  const second = await makePerson(db, 'Third', [{ role: 'coordinator', workingGroupId: null }])
  await call(second, reply, { action: 'publish' })
  t.ok((await jobs()).includes(reply))
})
