import type { FastifyRequest } from 'fastify'
import root, { type Test } from 'tap'
import { signInLink } from '../../server/accounts/index.js'
import { readAddress } from '../../server/accounts/people/address.js'
import { deviceOf } from '../../server/accounts/session/device.js'
import { askToSignIn } from '../../server/accounts/sign-in/ask.js'
import { localPath } from '../../server/accounts/sign-in/continue.js'
import { limitNetwork, networkOf } from '../../server/accounts/sign-in/limits.js'
import { Browser, testApp } from '../app.js'
import { askForMail, refusal, signIn } from './mailbox.js'
import { emptyApp } from './setting.js'

/** An application of its own, with this environment. */
async function appWith(t: Test, env: Record<string, string>) {
  const test = await testApp(env)
  t.teardown(test.close)
  return test
}

root.test('a new person signs in by the link, answers three questions, and goes on to where she was', async t => {
  const { db, browser } = await emptyApp(root)
  const { link } = await askForMail(browser, ' Ada@Example.ORG ', '/privacy?x=1#write')

  const page = await browser.get(link)
  t.match(page.body, 'ada@example.org')
  t.equal(page.headers['cache-control'], 'no-store')
  t.equal(page.headers['referrer-policy'], 'no-referrer')
  t.notOk(browser.cookies.has('session'), 'following the link alone signs nobody in')
  const again = await browser.get(link)
  t.equal(again.statusCode, 200, 'nor does it use the link up')

  const signedIn = await browser.post(link)
  t.equal(signedIn.headers.location, '/account/welcome?continue=%2Fprivacy%3Fx%3D1%23write')
  const cookie = String(signedIn.headers['set-cookie'])
  t.match(cookie, /session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax/)
  t.notMatch(cookie, 'ada')

  await browser.get(String(signedIn.headers.location))
  const missing = await browser.post('/account/welcome', {
    name: 'Ada',
    gender: 'woman',
    continue: '/privacy?x=1#write',
  })
  t.equal(missing.statusCode, 422)
  t.match(missing.body, 'Choose your country.')
  t.match(missing.body, 'value="Ada"', 'what she typed is still there')
  t.match(missing.body, /value="woman" checked/)
  const done = await browser.post('/account/welcome', {
    name: '  Ada\u202e  Lovelace ',
    group: 'academia',
    country: 'GB',
    publishName: 'yes',
    continue: '/privacy?x=1#write',
  })
  t.equal(done.headers.location, '/privacy?x=1#write')
  t.match(await db.selectFrom('people').selectAll().execute(), [
    { email: 'ada@example.org', name: 'Ada Lovelace', publish_name: true, stakeholder_group: 'academia', gender: null },
  ])
  const entries = await db.selectFrom('audit_log').select(['action', 'details']).orderBy('id').execute()
  t.same(
    entries.map(entry => entry.action),
    ['person.registered', 'person.completed'],
  )
  t.notMatch(JSON.stringify(entries), /ada|lovelace/i, 'the log keeps no name and no address')
  t.match((await browser.get('/')).statusCode, /200|404/)
  t.match(browser.page, 'You are signed in.')
})

root.test('a link is good once', async t => {
  const { app, browser } = await emptyApp(root)
  const { link } = await askForMail(browser, 'ada@example.org')
  await browser.get(link)
  t.equal((await browser.post(link)).statusCode, 303)

  const other = new Browser(app)
  const gone = await other.get(link)
  t.equal(gone.statusCode, 410)
  t.match(gone.body, 'no longer good')
  await other.get('/sign-in')
  t.equal((await other.post(link)).statusCode, 410)
  t.notOk(other.cookies.has('session'))
  t.equal((await other.get(`/sign-in/${'x'.repeat(43)}`)).statusCode, 410)
})

root.test('two clicks at once sign in once', async t => {
  const { db, browser } = await emptyApp(root)
  const { link } = await askForMail(browser, 'ada@example.org')
  await browser.get(link)
  const answers = await Promise.all([browser.post(link), browser.post(link), browser.post(link)])
  t.equal(answers.filter(answer => answer.statusCode === 303).length, 1)
  t.equal((await db.selectFrom('sessions').selectAll().execute()).length, 1)
})

root.test('a link and a code are good for 15 minutes', async t => {
  const { db, browser } = await emptyApp(root)
  const { link, code } = await askForMail(browser, 'ada@example.org')
  await db
    .updateTable('sign_in_codes')
    .set({ expires_at: new Date(Date.now() - 1) })
    .execute()
  t.equal((await browser.post('/sign-in/code', { code })).headers.location, '/sign-in')
  t.match((await browser.get('/sign-in')).body, 'That code is no longer good')
  t.equal((await browser.get(link)).statusCode, 410)
})

root.test('the code is typed or pasted as it comes, in the browser that asked for it', async t => {
  const { app, browser } = await emptyApp(root)
  const { code } = await askForMail(browser, 'ada@example.org')
  t.match(browser.page, 'ada@example.org')
  t.match(browser.page, 'autocomplete="one-time-code"')
  t.match(browser.page, 'inputmode="numeric"')

  const other = new Browser(app)
  await other.get('/sign-in')
  t.equal((await other.post('/sign-in/code', { code })).headers.location, '/sign-in', 'elsewhere it opens nothing')
  t.equal((await browser.post('/sign-in/code', { code: 'abc' })).statusCode, 422)
  t.match(browser.page, 'six digits')
  const signedIn = await browser.post('/sign-in/code', { code: ` ${code.slice(0, 3)}\u00a0–${code.slice(3)}\n` })
  t.match(signedIn.headers.location, '/account/welcome')
  t.ok(browser.cookies.has('session'))
  t.notOk(browser.cookies.has('sign-in'))
})

root.test('after five wrong codes only the link is good', async t => {
  const { browser } = await emptyApp(root)
  const { code, link } = await askForMail(browser, 'ada@example.org')
  const wrong = code === '111111' ? '222222' : '111111'
  for (const left of ['4 more times', '3 more times', '2 more times', 'once more']) {
    const answer = await browser.post('/sign-in/code', { code: wrong })
    t.equal(answer.statusCode, 422)
    t.match(answer.body, left)
  }
  t.equal((await browser.post('/sign-in/code', { code: wrong })).statusCode, 429)
  const right = await browser.post('/sign-in/code', { code })
  t.equal(right.statusCode, 429)
  t.match(right.body, 'Open the link in the mail instead')
  await browser.get(link)
  t.equal((await browser.post(link)).statusCode, 303)
})

root.test('wrong codes count for the address too, so that asking for more mails gives no more guesses', async t => {
  const { browser } = await emptyApp(root)
  for (let round = 0; round < 4; round++) {
    const { code } = await askForMail(browser, 'ada@example.org')
    const wrong = code === '111111' ? '222222' : '111111'
    for (let guess = 0; guess < 5; guess++) await browser.post('/sign-in/code', { code: wrong })
  }
  const { code } = await askForMail(browser, 'ada@example.org')
  t.equal((await browser.post('/sign-in/code', { code })).statusCode, 429)
})

root.test('nobody learns whether an address has an account', async t => {
  const { app, browser } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  const ask = async (email: string) => {
    const stranger = new Browser(app)
    await stranger.get('/sign-in')
    const answer = await stranger.post('/sign-in', { email })
    await stranger.get('/sign-in/code')
    return [
      answer.statusCode,
      answer.headers.location,
      stranger.page.replaceAll(email, '…').replace(/value="[^"]+"/g, ''),
    ]
  }
  t.same(await ask('ada@example.org'), await ask('nobody@example.org'))
})

root.test('one address is sent five mails in a quarter of an hour, whoever asks', async t => {
  const { app, db } = await emptyApp(root)
  const limited = { db, config: { ...app.config, limits: true } }
  const ask = (email: string) => askToSignIn(limited, { email, locale: 'en', continueTo: '/' })
  const answers = await Promise.all(Array.from({ length: 7 }, () => ask('ada@example.org').catch(fault => fault.key)))
  t.same(answers.filter(answer => answer === 'too-many-mails').length, 2, 'also when all ask at once')
  await ask('eve@example.org')
  t.equal((await db.selectFrom('mails').selectAll().execute()).length, 6)
})

root.test('one network asks at most so often', async t => {
  const { app } = await emptyApp(root)
  const limited = { config: { ...app.config, limits: true }, createRateLimit: app.createRateLimit }
  const ask = limitNetwork(limited, 2)
  const other = limitNetwork(limited, 2)
  const from = (ip: string) => ({ ip, routeOptions: { config: {} } }) as FastifyRequest
  await ask(from('192.0.2.7'))
  await ask(from('192.0.2.7'))
  t.match(await refusal(ask(from('192.0.2.7'))), { kind: 'too-many', key: 'too-many-from-network' })
  await ask(from('192.0.2.8'))
  await other(from('192.0.2.7'))
  t.equal(networkOf('2001:db8:1:2:3:4:5:6'), networkOf('2001:db8:1:2::9'))
  t.not(networkOf('2001:db8:1:2::9'), networkOf('2001:db8:1:3::9'))
})

root.test('signing out works at once, also for whoever copied the cookie', async t => {
  const { app, browser } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  const thief = new Browser(app)
  for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
  t.equal((await thief.get('/account')).statusCode, 200)
  await browser.get('/account')
  const out = await browser.post('/sign-out')
  t.equal(out.headers.location, '/')
  t.match(out.headers['clear-site-data'], 'storage')
  t.notOk(browser.cookies.has('session'))
  t.equal((await thief.get('/account')).headers.location, '/sign-in?continue=%2Faccount')
})

root.test('a form is good only for the session in which it was shown', async t => {
  const { app, browser } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  await browser.get('/account/sign-ins')
  const other = new Browser(app)
  await signIn(other, 'eve@example.org')
  await other.get('/account/sign-ins')
  // Eve puts a token of her own, and its cookie, into Ada's browser.
  browser.page = other.page
  browser.cookies.set('csrf', other.cookies.get('csrf')!)
  t.equal((await browser.post('/account/sign-ins/end-all')).statusCode, 403)
  t.equal((await browser.get('/account')).statusCode, 200)
  t.equal((await new Browser(app).post('/sign-out')).statusCode, 403, 'and without a token nothing is done')
})

root.test('signing in again ends the session before, and forged or foreign cookies are nobody', async t => {
  const { app, db, browser } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  const before = browser.cookies.get('session')!
  const { link } = await askForMail(browser, 'bob@example.org')
  await browser.get(link)
  await browser.post(link)
  t.equal((await db.selectFrom('sessions').selectAll().execute()).length, 1)
  const [header, body] = before.split('.') as [string, string]
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  for (const session of [before, `${header}.${body}.`, `${none}.${body}.`, 'x', '']) {
    const visitor = new Browser(app)
    visitor.cookies.set('session', session)
    t.equal((await visitor.get('/account')).statusCode, 303)
  }
})

root.test('a session moves on while it is used, ends when it is not, and after half a year in any case', async t => {
  const { db, browser } = await emptyApp(root)
  await signIn(browser, 'ada@example.org')
  const days = (n: number) => new Date(Date.now() + n * 24 * 3600 * 1000)
  const set = (began: number, ends: number) =>
    db
      .updateTable('sessions')
      .set({ created_at: days(began), expires_at: days(ends) })
      .execute()
  const lasts = async () => {
    const { expires_at } = await db.selectFrom('sessions').select('expires_at').executeTakeFirstOrThrow()
    return Math.round((expires_at.getTime() - Date.now()) / (24 * 3600 * 1000))
  }
  await set(-20, 10)
  t.match((await browser.get('/account')).headers['set-cookie'], /session=/)
  t.equal(await lasts(), 30)
  await set(-0.5, 29.5)
  t.notMatch(String((await browser.get('/account')).headers['set-cookie']), /session=/, 'once a day is enough')
  await set(-170, 5)
  await browser.get('/account')
  t.equal(await lasts(), 10)
  await set(-40, -0.1)
  t.equal((await browser.get('/account')).statusCode, 303)
})

root.test('in production cookies are for https and for this host alone', async t => {
  const { app } = await appWith(t, {
    NODE_ENV: 'production',
    LIMITS: 'on',
    SECRET: 'r4nd0m-and-long-enough-for-a-test-1234567890',
    DATABASE_URL: 'postgres://unused',
    SMTP_URL: 'smtp://127.0.0.1:1',
    PUBLIC_URL: 'https://consult.test',
  })
  const page = await app.inject('/sign-in')
  t.match(String(page.headers['set-cookie']), /__Host-csrf=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax/)
  t.equal((await app.inject('/outbox')).statusCode, 404)
})

root.test('the operator prints a link for an account that is complete', async t => {
  const { app, db, browser } = await emptyApp(root)
  const url = await signInLink(app, { email: 'Chair@example.org' })
  t.match(url, /^http:\/\/consult\.test\/sign-in\/[\w-]{43}$/)
  const path = new URL(url).pathname
  await browser.get(path)
  t.equal((await browser.post(path)).headers.location, '/')
  t.equal((await browser.get(path)).headers.location, '/', 'opened again in the same browser it does no harm')
  t.match(await db.selectFrom('people').selectAll().execute(), [
    { name: 'chair', stakeholder_group: 'civil-society', country: 'CH', completed_at: Date },
  ])
  t.match(await refusal(signInLink(app, { email: 'nobody', country: 'XX', group: 'kings' })), {
    fields: [{ field: 'email' }, { field: 'group' }, { field: 'country' }],
  })
})

root.test('after signing in one goes on within the site alone', async t => {
  for (const path of ['/', '/reports/a/v/1/p/3.2-4?x=%2F#write', '/comments/1', '/reports/%C3%A9'])
    t.equal(localPath(path), path)
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\\..\\b',
    '/.//evil.example',
    '/a/..//evil.example',
    '/sign-in?continue=/sign-in',
    '/sign-out',
    '',
    `/${'a'.repeat(3_000)}`,
    undefined,
    ['/a', '/b'],
  ])
    t.equal(localPath(path), '/', String(path))
})

root.test('an e-mail address is one address, or none', t => {
  const good = {
    'a@b.co': 'a@b.co',
    ' A.B+c@Ex-ample.ORG': 'a.b+c@ex-ample.org',
    'ñandú@müller.example': 'ñandú@xn--mller-kva.example',
  }
  for (const [typed, kept] of Object.entries(good)) t.equal(readAddress(typed), kept)
  const bad = [
    '',
    'a',
    'a@b',
    'a@@b.co',
    'a@b.co,c@d.co',
    'a@b.co\r\nBcc: c@d.co',
    '"a b"@c.co',
    'a@[127.0.0.1]',
    '<a@b.co>',
  ]
  for (const typed of [...bad, '.a@b.co', 'a..b@c.co', 'a@b..co', 'a@127.0.0.1', `${'a'.repeat(65)}@b.co`, 'a\0@b.co'])
    t.equal(readAddress(typed), null, typed)
  t.end()
})

root.test('a session is known by browser and system', t => {
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604.1'
  t.equal(deviceOf(firefox), 'Firefox · Linux')
  t.equal(deviceOf(phone), 'Safari · iOS')
  t.equal(deviceOf(undefined), '')
  t.equal(deviceOf('<script>'), '')
  t.end()
})
