import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { Browser, signedIn, type TestApp, testApp } from '../../app.js'
import { makePerson } from '../../rows.js'
import { DAY_MS, type Drafted, fromNow, HOUR_MS, makeVersion } from '../drafted.js'
import { longDraft } from './long-draft.js'

const BROTLI = { 'accept-encoding': 'gzip, deflate, br' }
const URL_1 = '/reports/report/v/1'

/** Puts a published comment on a paragraph (by its printed number), or on the report as a whole, and tells of it. */
async function comment(own: TestApp, at: Drafted, author: { id: string }, number: string | null): Promise<void> {
  await own.db
    .insertInto('comments')
    .values({
      report_id: at.reportId,
      version_id: at.versionId,
      paragraph_id: number === null ? null : at.paragraphs.get(number)!,
      person_id: author.id,
      kind: 'general',
      body: 'Words of a comment.',
      status: 'published',
    })
    .execute()
  own.app.signals.tell('comments', at.versionId)
}

t.test('a version to read', async t => {
  const own = await testApp()
  t.teardown(() => own.close())
  const at = await makeVersion(own.db, {
    label: 'First draft',
    guidance: 'Read <this>.\n\nThen that.',
    questions: ['Is it clear?'],
    closes: fromNow(3 * DAY_MS + HOUR_MS),
  })
  const author = await makePerson(own.db, 'Ada Author')
  await comment(own, at, author, '1 ¶2')
  await comment(own, at, author, '1 ¶2')
  await comment(own, at, author, null)
  const get = (headers = {}, url = URL_1) => own.app.inject({ url, headers })

  await t.test('shows everything that one needs to read and to comment', async t => {
    const { statusCode, headers, body } = await get()
    t.equal(statusCode, 200)
    t.equal(headers['content-type'], 'text/html; charset=utf-8')
    t.match(body, '<h1 lang="en" dir="ltr">Report report</h1>')
    t.match(body, 'Version 1: First draft')
    t.match(body, '<strong>3 days left</strong>')
    t.match(body, /Open until <time datetime="[^"]+">[^<]+ UTC<\/time>/, 'with its time zone')
    t.match(body, '<p>Read &lt;this&gt;.</p><p>Then that.</p>')
    t.match(body, '<li>Is it clear?</li>')
    t.match(body, '<li><a href="#p-1">1 First section</a>')
    t.match(
      body,
      '<div class="block kind-paragraph" id="p-1-2"><a class="number" href="#p-1-2">1 ¶2</a><p>Second words.</p>',
    )
    t.match(body, 'href="1/p/1-2" aria-label="2 comments on 1 ¶2">2</a>')
    t.match(body, 'href="1/p/1-1" aria-label="Comment on 1 ¶1"></a>')
    t.match(body, /href="\/reports\/report\/v\/1\/p\/report">1 comment on the report as a whole/)
    t.match(body, /\/reports\/report\/export\?format(=|&#x3D;)docx&amp;version(=|&#x3D;)1/)
    t.match(body, /All comments \(3\)/)
    t.notMatch(body, 'Words of a comment', 'comments are not in the page')
  })

  await t.test('leaves nothing in the browser of who is not signed in, and nothing of anybody in the page', async t => {
    const { headers, body } = await get({ cookie: 'session=made-up; theme=dark' })
    t.equal(headers['set-cookie'], undefined)
    t.notMatch(body, '_csrf')
    t.equal(headers['cache-control'], 'no-cache')
    t.match(headers.vary, 'accept-encoding, accept-language')
  })

  await t.test('comes compressed as the browser likes it, and not a second time', async t => {
    const plain = await get()
    const brotli = await get(BROTLI)
    const gzip = await get({ 'accept-encoding': 'gzip' })
    t.equal(plain.headers['content-encoding'], undefined)
    t.equal(brotli.headers['content-encoding'], 'br')
    t.equal(gzip.headers['content-encoding'], 'gzip')
    t.equal(String(brotliDecompressSync(brotli.rawPayload)), plain.body)
    t.equal(String(gunzipSync(gzip.rawPayload)), plain.body)
    t.equal(Number(brotli.headers['content-length']), brotli.rawPayload.length)
    const again = await get({ ...BROTLI, 'if-none-match': String(brotli.headers.etag) })
    t.equal(again.statusCode, 304)
    t.equal(again.body, '')
    t.equal(again.headers.etag, brotli.headers.etag)
    t.equal((await get({ ...BROTLI, 'if-none-match': String(gzip.headers.etag) })).statusCode, 200)
    const head = await own.app.inject({ method: 'HEAD', url: URL_1 })
    t.equal(head.statusCode, 200)
    t.equal(head.body, '')
  })

  await t.test('counts a new comment within a second', async t => {
    const before = await get()
    await comment(own, at, author, '1 ¶1')
    const until = Date.now() + 5_000
    let after = before
    while (after.headers.etag === before.headers.etag && Date.now() < until) after = await get()
    t.match(after.body, 'aria-label="1 comment on 1 ¶1">1</a>')
  })

  await t.test('is each one’s own who is signed in, with the same text', async t => {
    const browser = await signedIn(own.app, author)
    const mine = await browser.get(URL_1)
    t.match(mine.body, 'action="/sign-out"')
    t.match(mine.body, 'aria-label="2 comments on 1 ¶2">2</a>')
    t.equal(mine.headers['cache-control'], 'private, no-cache')
    const theirs = await get()
    t.notMatch(theirs.body, 'action="/sign-out"')
    const article = (body: string) => /<article.*<\/article>/s.exec(body)?.[0]
    t.equal(article(mine.body), article(theirs.body))
  })

  await t.test('shows the message that awaits a visitor, once', async t => {
    const browser = new Browser(own.app)
    browser.cookies.set('notice', 'comment.kept')
    t.match((await browser.get(URL_1)).body, /class="notice" role="status"/)
    t.notMatch((await browser.get(URL_1)).body, /class="notice" role="status"/)
  })

  await t.test('is answered from memory with all that any answer has, and is counted', async t => {
    const [fromMemory, other] = [await get(), await get({}, '/privacy')]
    const protective = (headers: Record<string, unknown>) =>
      Object.entries(headers).filter(([name]) => /^(x-|content-security|cross-origin|referrer|origin-agent)/.test(name))
    t.same(protective(fromMemory.headers), protective(other.headers))
    t.equal(Number(fromMemory.headers['content-length']), fromMemory.rawPayload.length)
    const counted = async () => {
      const { body } = await get({}, '/metrics')
      return Number(
        /consult_request_seconds_count\{[^}]*route="\/reports\/:slug\/v\/:number"[^}]*status="200"[^}]*\} (\d+)/.exec(
          body,
        )?.[1],
      )
    }
    const before = await counted()
    await get()
    t.equal(await counted(), before + 1)
  })

  await t.test('keeps to its one address, whatever was asked first', async t => {
    await makeVersion(own.db, { slug: 'asked' })
    const first = await get({}, '/reports/asked/v/1?utm_source=%3Cscript%3E')
    t.notMatch(first.body, 'utm_source')
    t.match(first.body, 'href="/sign-in?continue=%2Freports%2Fasked%2Fv%2F1"')
  })

  await t.test('is not there where no version is', async t => {
    for (const url of ['/reports/report/v/9', '/reports/none/v/1', '/reports/report/v/x', '/reports/report/v/0'])
      t.ok([404, 422].includes((await get({}, url)).statusCode), url)
  })
})

t.test('what one can do depends on the period', async t => {
  const own = await testApp()
  t.teardown(() => own.close())
  await makeVersion(own.db, { slug: 'upcoming', opens: fromNow(DAY_MS), closes: fromNow(2 * DAY_MS) })
  await makeVersion(own.db, {
    slug: 'closed',
    opens: fromNow(-2 * DAY_MS),
    closes: fromNow(-DAY_MS),
    note: 'Closed early.',
  })
  await makeVersion(own.db, { slug: 'two', number: 1, closes: fromNow(-HOUR_MS) })
  await makeVersion(own.db, { slug: 'two', number: 2, label: 'Revised' })
  const get = async (slug: string, number = 1) => (await own.app.inject(`/reports/${slug}/v/${number}`)).body

  const upcoming = await get('upcoming')
  t.match(upcoming, 'Opens soon')
  t.match(upcoming, 'You can comment on it as soon as the period opens')
  t.match(upcoming, 'aria-label="0 comments on 1 ¶1"></a>')
  const closed = await get('closed')
  t.match(closed, 'Comments on this version are no longer taken')
  t.match(closed, 'Closed early.')
  t.match(closed, '0 comments on the report as a whole')
  const old = await get('two', 1)
  t.match(old, /There is a newer version of this report: <a href="\/reports\/two\/v\/2">Version 2: Revised<\/a>/)
  t.notMatch(await get('two', 2), 'There is a newer version')
})

t.test('a draft that is not published is there for those alone who prepare it', async t => {
  const own = await testApp()
  t.teardown(() => own.close())
  await makeVersion(own.db, { group: 'wg2', slug: 'other' })
  const { reportId } = await makeVersion(own.db, { state: 'draft' })
  const { working_group_id: group } = await own.db
    .selectFrom('reports')
    .select('working_group_id')
    .where('id', '=', reportId)
    .executeTakeFirstOrThrow()
  const other = await own.db
    .selectFrom('working_groups')
    .select('id')
    .where('slug', '=', 'wg2')
    .executeTakeFirstOrThrow()
  const people = {
    stakeholder: await makePerson(own.db, 'Stakeholder'),
    otherChair: await makePerson(own.db, 'Other chair', [{ role: 'chair', workingGroupId: other.id }]),
    chair: await makePerson(own.db, 'Chair', [{ role: 'chair', workingGroupId: group }]),
    coordinator: await makePerson(own.db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }]),
  }
  const statusFor = async (person: { id: string }, url: string) =>
    (await (await signedIn(own.app, person)).get(url)).statusCode
  for (const url of [URL_1, '/reports/report']) {
    t.equal((await own.app.inject(url)).statusCode, 404, `${url} for nobody`)
    t.equal(await statusFor(people.stakeholder, url), 404)
    t.equal(await statusFor(people.otherChair, url), 404)
    t.equal(await statusFor(people.chair, url), 200)
    t.equal(await statusFor(people.coordinator, url), 200)
  }
  const { body } = await (await signedIn(own.app, people.chair)).get(URL_1)
  t.match(body, 'This draft is not published')
  t.notMatch(body, 'class="comments"')
})

t.test('pictures never change and are nothing but pictures', async t => {
  const own = await testApp()
  t.teardown(() => own.close())
  await makeVersion(own.db, { markdown: `# A\n\n![A lock](data:image/png;base64,${PIXEL})\n` })
  const { body } = await own.app.inject(URL_1)
  const url = /<img loading="lazy" src="([^"]+)" alt="A lock">/.exec(body)?.[1]
  const image = await own.app.inject(url!)
  t.equal(image.headers['content-type'], 'image/png')
  t.equal(image.headers['cache-control'], 'public, max-age=31536000, immutable')
  t.equal(image.headers['x-content-type-options'], 'nosniff')
  t.equal(image.rawPayload.toString('base64'), PIXEL)
  t.equal((await own.app.inject(`/images/${'0'.repeat(64)}`)).statusCode, 404)
})

t.test('the first visit of a long draft weighs little more than its words', async t => {
  const own = await testApp()
  t.teardown(() => own.close())
  const { markdown, blocks, text } = longDraft(800)
  const at = await makeVersion(own.db, { markdown })
  t.equal(at.paragraphs.size, blocks)
  const author = await makePerson(own.db, 'Ada')
  for (const number of [...at.paragraphs.keys()].filter((_, k) => k % 3 === 0)) await comment(own, at, author, number)

  const weight = async (url: string) => (await own.app.inject({ url, headers: BROTLI })).rawPayload.length
  const { body } = await own.app.inject(URL_1)
  const loaded = [...body.matchAll(/<(?:link|script)[^>]* (?:href|src)="(\/assets\/[^"]+)"/g)].map(([, url]) => url!)
  const page = await weight(URL_1)
  const rest = await Promise.all(loaded.map(weight))
  const total = page + rest.reduce((sum, bytes) => sum + bytes, 0)
  const limit = 1.25 * gzipSync(text).length + 25 * 1024
  t.comment(`page ${page}, assets ${rest.join(' + ')}, total ${total}, limit ${Math.floor(limit)}`)
  t.ok(total <= limit, `${total} bytes of at most ${Math.floor(limit)}`)
})

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
