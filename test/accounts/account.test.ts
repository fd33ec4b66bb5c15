import root from 'tap'
import {
  apiToken,
  countries,
  countryCodes,
  ensurePerson,
  forgetKeptForm,
  grantRole,
  keepForm,
  revokeRole,
  takeKeptForm,
} from '../../server/accounts/index.js'
import { addJob } from '../../server/jobs/jobs.js'
import { Browser, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'
import { newestMail, refusal, signIn } from './mailbox.js'
import { emptyApp } from './setting.js'

const HOUR_MS = 3600 * 1000

root.test('a person sees her own comments with their state, the newest first, and nobody else’s', async t => {
  const { db, browser, personOf } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  const rows = await makeReport(db)
  const ada = await personOf('ada@example.org')
  const eve = await makePerson(db, 'Eve')
  await makeComment(db, rows, eve, { body: 'From Eve.' })
  await makeComment(db, rows, ada, { status: 'withheld', body: 'A <b>withheld</b> one.' })
  for (let i = 1; i <= 50; i++) await makeComment(db, rows, ada, { status: 'pending', body: `Number ${i}.` })
  const { body } = await browser.get('/account')
  t.match(body, 'Report report, ¶1')
  t.match(body, 'Waiting for a chair')
  t.ok(body.indexOf('Number 50.') < body.indexOf('Number 1.'))
  t.notMatch(body, 'withheld')
  t.notMatch(body, 'From Eve.')
  const next = /rel="next" href="([^"]+)"/.exec(body)![1]!.replace('&#x3D;', '=')
  const last = await browser.get(next)
  t.match(last.body, 'A &lt;b&gt;withheld&lt;/b&gt; one.')
  t.match(last.body, '>Withheld<')
  t.notMatch(last.body, 'rel="next"')
})

root.test('details are changed, and the log tells only which', async t => {
  const { db, browser, personOf } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  await browser.get('/account/profile')
  t.match(browser.page, 'value="ada"')
  t.match(browser.page, /<option value="KE" selected>Kenya/)
  t.notMatch(browser.page, '<option value="XX"')
  const answer = await browser.post('/account/profile', {
    name: 'Ada',
    group: 'government',
    country: 'FR',
    gender: 'another',
    asksReplyMails: 'yes',
  })
  t.equal(answer.headers.location, '/account/profile')
  t.match(await personOf('ada@example.org'), { country: 'FR', gender: 'another', reply_mails: false, locale: 'en' })
  const entry = await db.selectFrom('audit_log').select(['action', 'details']).orderBy('id', 'desc').limit(1).execute()
  t.same(entry, [{ action: 'person.changed', details: { fields: ['name', 'country', 'gender', 'reply_mails'] } }])
  const wrong = await browser.post('/account/profile', { name: 'x'.repeat(101), group: 'kings', country: 'XX' })
  t.equal(wrong.statusCode, 422)
  t.match(wrong.body, 'at most 100 characters')
  t.match(wrong.body, 'Choose your stakeholder group.')
  t.match(wrong.body, 'href="#country"')
  t.match(await personOf('ada@example.org'), { country: 'FR' })
})

root.test('a person ends one of her sign-ins, or all', async t => {
  const { app, browser } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  const phone = new Browser(app)
  await signIn(phone, 'ada@example.org')
  const eve = new Browser(app)
  await signIn(eve, 'eve@example.org')
  await eve.get('/account/sign-ins')
  await browser.get('/account/sign-ins')
  const ends = [...browser.page.matchAll(/action="(\/account\/sign-ins\/[0-9a-f-]{36}\/end)"/g)].map(match => match[1]!)
  t.equal(ends.length, 2)
  for (const end of ends) await eve.post(end)
  t.equal((await browser.get('/account')).statusCode, 200, 'a stranger ends nothing')
  await browser.get('/account/sign-ins')
  const other = /this browser[\s\S]*?action="([^"]+)"/.exec(browser.page)![1]!
  await browser.post(ends.find(end => end !== other)!)
  t.equal((await phone.get('/account')).statusCode, 303)
  t.equal((await browser.get('/account')).statusCode, 200)
  await signIn(phone, 'ada@example.org')
  await browser.get('/account/sign-ins')
  await browser.post('/account/sign-ins/end-all')
  t.equal((await phone.get('/account')).statusCode, 303)
  t.equal((await browser.get('/account')).statusCode, 303)
})

root.test('a token is shown once, opens the API until it ends or is revoked, and no cookie does', async t => {
  const { app, db, browser } = await emptyApp(root)
  app.log.level = 'silent'
  await signIn(browser, 'ada@example.org')
  await browser.get('/account/tokens')
  t.equal((await browser.post('/account/tokens', { name: '', days: '30' })).statusCode, 422)
  t.equal((await browser.post('/account/tokens', { name: 'Script', days: '3000' })).statusCode, 422)
  const made = await browser.post('/account/tokens', { name: 'Script', days: '30' })
  const token = /<code>(is3c_[\w-]{43})<\/code>/.exec(made.body)![1]!
  t.notMatch((await browser.get('/account/tokens')).body, token)
  const [row] = await db.selectFrom('api_tokens').selectAll().execute()
  t.notMatch(JSON.stringify(row), token)

  const call = (headers: Record<string, string>) => app.inject({ method: 'GET', url: '/api/v1/openapi.json', headers })
  t.equal((await call({ authorization: `Bearer ${token}` })).statusCode, 200)
  const refused = await call({ authorization: `Bearer ${token}x` })
  t.equal(refused.statusCode, 401)
  t.equal(refused.headers['www-authenticate'], 'Bearer')
  t.match(refused.json(), { status: 401, title: 'Sign in first' })
  t.equal((await call({ authorization: 'Basic YTpi' })).statusCode, 401)
  const cookie = `session=${browser.cookies.get('session')}`
  const write = (headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/api/v1/comments/1/moderation', headers, payload: { action: 'publish' } })
  t.equal((await write({ cookie })).statusCode, 401, 'a cookie is not asked for, so no other site can use it')
  t.not((await write({ authorization: `Bearer ${token}` })).statusCode, 401)

  await browser.post(`/account/tokens/${row!.id}/revoke`)
  t.equal((await call({ authorization: `Bearer ${token}` })).statusCode, 401)
  const short = await apiToken(db, { email: 'bot@example.org', name: 'Bot', country: 'ke', expiresMs: HOUR_MS })
  t.equal((await call({ authorization: `Bearer ${short}` })).statusCode, 200)
  await db
    .updateTable('api_tokens')
    .set({ expires_at: new Date(Date.now() - 1) })
    .execute()
  t.equal((await call({ authorization: `Bearer ${short}` })).statusCode, 401)
  t.match(
    (await db.selectFrom('audit_log').select('action').where('action', 'like', 'token.%').orderBy('id').execute()).map(
      entry => entry.action,
    ),
    ['token.created', 'token.revoked', 'token.created'],
  )
})

root.test('a role counts from the next request on, and is gone as fast', async t => {
  const { db, browser } = await emptyApp(root)
  await makeReport(db)
  await signIn(browser, 'ada@example.org')
  t.equal((await browser.get('/moderation')).statusCode, 403)
  const chair = { email: 'Ada@Example.org', role: 'chair', workingGroup: 'wg1', actor: null } as const
  await grantRole(db, chair)
  await grantRole(db, chair)
  t.equal((await browser.get('/moderation')).statusCode, 200)
  await revokeRole(db, chair)
  t.equal((await browser.get('/moderation')).statusCode, 403)
  t.match(await db.selectFrom('audit_log').selectAll().where('subject', '=', 'role').orderBy('id').execute(), [
    { action: 'role.granted', details: { role: 'chair', workingGroup: 'wg1' } },
    { action: 'role.revoked', details: { role: 'chair', workingGroup: 'wg1' } },
  ])
  t.match(await refusal(revokeRole(db, chair)), { key: 'no-such-role' })
  t.match(await refusal(revokeRole(db, { ...chair, email: 'nobody@example.org' })), { key: 'no-such-account' })
  t.match(await refusal(grantRole(db, { ...chair, workingGroup: 'wg99' })), { key: 'no-such-group' })
  t.match(await refusal(grantRole(db, { ...chair, workingGroup: null })), { fields: [{ field: 'workingGroup' }] })
  t.match(await refusal(grantRole(db, { ...chair, role: 'coordinator' })), { fields: [{ field: 'workingGroup' }] })
  t.match(await refusal(grantRole(db, { ...chair, email: 'ada' })), { fields: [{ field: 'email' }] })
})

root.test('the last coordinator stays, also when two are taken at once', async t => {
  const { db } = await emptyApp(root)
  const role = (email: string) => ({ email, role: 'coordinator', workingGroup: null, actor: null }) as const
  await grantRole(db, role('a@example.org'))
  t.match(await refusal(revokeRole(db, role('a@example.org'))), { kind: 'conflict', key: 'last-coordinator' })
  await grantRole(db, role('b@example.org'))
  const both = await Promise.allSettled([revokeRole(db, role('a@example.org')), revokeRole(db, role('b@example.org'))])
  t.same(both.map(one => one.status).sort(), ['fulfilled', 'rejected'])
  t.equal((await db.selectFrom('roles').selectAll().execute()).length, 1)
})

root.test(
  'what was typed before signing in comes back to the same browser, on the same page, and only there',
  async t => {
    const { app, db, close } = await testAppWithKept()
    t.teardown(close)
    const browser = new Browser(app)
    await browser.get('/sign-in')
    await browser.post('/keep?at=/a', { body: 'First words.' })
    await browser.post('/keep?at=/b', { body: 'Second words.' })
    t.same((await browser.get('/kept?at=/a')).json(), { body: 'First words.' })
    t.same((await browser.get('/kept?at=/b')).json(), { body: 'Second words.' })
    t.same((await browser.get('/kept?at=/c')).json(), null)
    t.same((await new Browser(app).get('/kept?at=/a')).json(), null)
    t.notMatch(
      JSON.stringify(await db.selectFrom('kept_forms').select('secret_hash').execute()),
      browser.cookies.get('kept')!,
    )

    await signIn(browser, 'ada@example.org')
    t.same((await browser.get('/kept?at=/a')).json(), { body: 'First words.' })
    await browser.post('/forget?at=/a')
    t.same((await browser.get('/kept?at=/a')).json(), null)
    t.same((await browser.get('/kept?at=/b')).json(), { body: 'Second words.' })
    await browser.get('/account')
    await browser.post('/sign-out')
    t.same((await browser.get('/kept?at=/b')).json(), null)
    t.same(await db.selectFrom('kept_forms').selectAll().execute(), [])

    const planted = new Browser(app)
    planted.cookies.set('kept', 'x'.repeat(43))
    await planted.get('/sign-in')
    await planted.post('/keep?at=/a', { body: 'Words.' })
    t.not(planted.cookies.get('kept'), 'x'.repeat(43), 'a secret that others may know is not used')
    t.equal((await planted.post('/keep?at=/a', { body: 'x'.repeat(200_000) })).statusCode, 413)
  },
)

root.test('a form that is kept waits through sign-in, and the next page says so', async t => {
  const { app, close } = await testAppWithKept()
  t.teardown(close)
  const browser = new Browser(app)
  await browser.get('/sign-in')
  await browser.post('/keep?at=/privacy', { body: 'Words.' })
  await browser.get('/sign-in?continue=/privacy%23write')
  await browser.post('/sign-in', { email: 'ada@example.org', continue: '/privacy#write' })
  const { link } = await newestMail(browser)
  await browser.get(link)
  await browser.post(link)
  await browser.get('/account/welcome?continue=/privacy%23write')
  const done = await browser.post('/account/welcome', {
    name: 'Ada',
    group: 'academia',
    country: 'NL',
    continue: '/privacy#write',
  })
  t.equal(done.headers.location, '/privacy#write')
  t.match((await browser.get('/privacy')).body, 'What you wrote is still in the form')
})

/** The application with three routes that keep, show and forget a form. */
function testAppWithKept() {
  return testApp({}, app => {
    const at = (request: { query: unknown }) => (request.query as { at: string }).at
    app.post('/keep', { config: { may: 'anyone' } }, async (request, reply) => {
      await keepForm(app, reply, { action: at(request), content: request.body as Record<string, unknown> })
      return {}
    })
    app.get('/kept', { config: { may: 'anyone' } }, async request =>
      JSON.stringify(await takeKeptForm(app, request, at(request))),
    )
    app.post('/forget', { config: { may: 'anyone' } }, async (request, reply) => {
      await forgetKeptForm(app, request, reply, at(request))
      return {}
    })
  })
}

root.test('a person takes all her data with her, and nobody else’s', async t => {
  const { db, browser, personOf } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  const ada = await personOf('ada@example.org')
  const eve = await makePerson(db, 'Eve')
  const rows = await makeReport(db)
  const comment = await makeComment(db, rows, ada, { body: 'Words of Ada.' })
  await makeComment(db, rows, eve, { body: 'Words of Eve.' })
  await db
    .insertInto('moderation_decisions')
    .values({ comment_id: comment, moderator_id: eve.id, action: 'keep', reason: null, explanation: 'Fine.' })
    .execute()
  const answer = await browser.get('/account/data')
  t.match(answer.headers['content-disposition'], 'attachment')
  t.match(answer.headers['cache-control'], 'no-store')
  t.match(answer.json(), {
    profile: { email: 'ada@example.org', name: 'ada', stakeholderGroup: 'government', country: 'KE' },
    sessions: [{ device: '' }],
    comments: [{ id: comment, paragraph: '¶1', body: 'Words of Ada.', decisions: [{ action: 'keep' }] }],
    log: [{ action: 'person.registered' }, { action: 'person.completed' }],
  })
  t.notMatch(answer.body, /eve/i)
})

root.test('an account is erased in two steps; the comments stay without a name', async t => {
  const { db, browser, personOf, runJobs } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  const { id } = await personOf('ada@example.org')
  const rows = await makeReport(db)
  const comment = await makeComment(db, rows, { id })
  await db
    .updateTable('people')
    .set({ publish_name: true, organisation: 'Analytical Society', gender: 'woman' })
    .execute()
  await apiToken(db, { email: 'ada@example.org', expiresMs: HOUR_MS })
  await browser.get('/account/erase')
  t.match(browser.page, 'This cannot be undone')
  const unsure = await browser.post('/account/erase')
  t.equal(unsure.statusCode, 422)
  t.match(unsure.body, 'Tick the box')
  t.ok(await personOf('ada@example.org'))
  t.equal((await browser.post('/account/erase', { sure: 'yes' })).headers.location, '/')
  t.notOk(browser.cookies.has('session'))

  t.match(await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst(), {
    email: null,
    name: null,
    organisation: null,
    gender: null,
    publish_name: false,
    stakeholder_group: 'government',
    country: 'KE',
  })
  for (const table of ['sessions', 'api_tokens', 'sign_in_codes', 'roles'] as const)
    t.same(await db.selectFrom(table).selectAll().execute(), [], table)
  t.match(await db.selectFrom('comments').selectAll().execute(), [{ id: comment, person_id: id }])
  const last = await db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  t.match(last, { action: 'person.erased', subject_id: id, details: {} })
  await browser.get('/outbox')
  t.match(browser.page, 'Your account at IS3C Consult is erased')
  await runJobs()

  await signIn(browser, 'ada@example.org')
  t.not((await personOf('ada@example.org')).id, id, 'whoever comes back begins anew')
  t.notMatch((await browser.get('/account')).body, 'A comment.')
})

root.test('the only coordinator names another before she leaves', async t => {
  const { db, browser } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  await grantRole(db, { email: 'ada@example.org', role: 'coordinator', workingGroup: null, actor: null })
  await browser.get('/account/erase')
  const refused = await browser.post('/account/erase', { sure: 'yes' })
  t.equal(refused.statusCode, 409)
  t.match(refused.body, 'Make another person coordinator first')
})

root.test('what has run out is removed at night', async t => {
  const { db, runJobs } = await emptyApp(root)
  const { id } = await ensurePerson(db, { email: 'ada@example.org' })
  const ago = (days: number) => new Date(Date.now() - days * 24 * HOUR_MS)
  const bytes = (n: number) => Buffer.alloc(32, n)
  for (const [n, expires_at] of [
    [1, ago(0.1)],
    [2, ago(-1)],
  ] as const) {
    await db.insertInto('sessions').values({ person_id: id, expires_at }).execute()
    await db
      .insertInto('api_tokens')
      .values({ person_id: id, name: 'x', token_hash: bytes(n), expires_at })
      .execute()
    await db
      .insertInto('kept_forms')
      .values({ secret_hash: bytes(n), action: '/', content: '{}', expires_at })
      .execute()
  }
  for (const [n, expires_at] of [
    [1, ago(1.1)],
    [2, ago(0.5)],
  ] as const)
    await db
      .insertInto('sign_in_codes')
      .values({ email: 'a@b.co', link_hash: bytes(n), code_hash: bytes(n), expires_at })
      .execute()
  const mail = { person_id: id, message: 'reply', path: '/' }
  await db
    .insertInto('mails')
    .values([
      { ...mail, sent_at: ago(8) },
      { ...mail, sent_at: ago(6) },
      { ...mail, created_at: ago(31) },
      { ...mail, created_at: ago(29) },
    ])
    .execute()
  await addJob(db, { task: 'forget-expired', payload: {} })
  await runJobs()
  for (const [table, left] of [
    ['sessions', 1],
    ['api_tokens', 1],
    ['kept_forms', 1],
    ['sign_in_codes', 1],
    ['mails', 2],
  ] as const)
    t.equal((await db.selectFrom(table).selectAll().execute()).length, left, table)
})

root.test('every country has a name, in the order of the reader’s language', t => {
  t.equal(new Set(countryCodes).size, 249)
  t.equal(countries('en').length, 249)
  t.equal(countries('en')[0]!.name, 'Afghanistan')
  t.ok(countries('en').every(({ code, name }) => name !== code))
  const french = countries('fr').map(country => country.name)
  t.ok(french.indexOf('Égypte') < french.indexOf('Finlande'))
  t.end()
})

root.test('the pages on privacy and accessibility can be read by everybody', async t => {
  const { browser } = await emptyApp(root)
  t.match((await browser.get('/privacy')).body, 'consult@localhost')
  t.match((await browser.get('/accessibility')).body, 'WCAG 2.2')
})
