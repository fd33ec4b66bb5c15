import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { testApp } from '../app.js'
import { makePerson } from '../rows.js'
import { DAY_MS, fromNow, makeVersion } from './drafted.js'

t.test('programs read reports, versions and paragraphs', async t => {
  const own = await testApp()
  t.teardown(() => own.close())
  const { app, db } = own
  const first = await makeVersion(db, { slug: 'one', opens: fromNow(-9 * DAY_MS), closes: fromNow(-8 * DAY_MS) })
  await makeVersion(db, { slug: 'one', number: 2, label: 'Revised', guidance: 'Read.', questions: ['Why?'] })
  await makeVersion(db, { slug: 'two', group: 'wg2', opens: fromNow(DAY_MS), closes: fromNow(2 * DAY_MS) })
  await makeVersion(db, { slug: 'secret', state: 'draft' })
  const author = await makePerson(db, 'Ada')
  for (const number of ['1 ¶2', '1 ¶2', null])
    await db
      .insertInto('comments')
      .values({
        report_id: first.reportId,
        version_id: first.versionId,
        paragraph_id: number && first.paragraphs.get(number)!,
        person_id: author.id,
        kind: 'general',
        body: 'Words.',
        status: 'published',
      })
      .execute()
  const get = async (path: string) => {
    const answer = await app.inject(`/api/v1${path}`)
    return { status: answer.statusCode, type: answer.headers['content-type'], body: answer.json() }
  }

  await t.test('the list, page by page', async t => {
    const all = await get('/reports')
    t.equal(all.status, 200)
    t.same(
      all.body.items.map((report: { slug: string }) => report.slug),
      ['one', 'two'],
    )
    t.equal(all.body.next, null)
    t.match(all.body.items[0], {
      title: 'Report one',
      workingGroup: { slug: 'wg1' },
      url: 'http://consult.test/reports/one',
      versions: [
        { number: 1, state: 'closed' },
        { number: 2, label: 'Revised', state: 'open', opensAt: /^\d{4}-\d\d-\d\dT.*Z$/, closesAt: /Z$/ },
      ],
    })
    t.equal(all.body.items[1].versions[0].state, 'upcoming')
    const page = await get('/reports?limit=1')
    t.equal(page.body.items.length, 1)
    const rest = await get(`/reports?limit=1&after=${page.body.next}`)
    t.equal(rest.body.items[0].slug, 'two')
    t.equal(rest.body.next, null)
  })

  await t.test('one report', async t => {
    const { body } = await get('/reports/one')
    t.equal(body.versions.length, 2)
    t.same(body, (await get('/reports')).body.items[0])
  })

  await t.test('a version with all its paragraphs and how many comments each has', async t => {
    const { body } = await get('/reports/one/versions/1')
    t.match(body, { number: 1, state: 'closed', report: { slug: 'one' }, comments: 1 })
    t.same(
      body.paragraphs.map((one: { number: string }) => one.number),
      ['title', '1', '1 ¶1', '1 ¶2'],
    )
    t.same(body.paragraphs[3], {
      id: first.paragraphs.get('1 ¶2'),
      lineage: body.paragraphs[3].lineage,
      number: '1 ¶2',
      url: 'http://consult.test/reports/one/v/1/p/1-2',
      kind: 'paragraph',
      level: 0,
      text: 'Second words.',
      comments: 2,
    })
    t.equal((await app.inject(new URL(body.paragraphs[3].url).pathname)).statusCode, 200, 'and where each can be read')
    const second = (await get('/reports/one/versions/2')).body
    t.match(second, { guidance: 'Read.', questions: ['Why?'], comments: 0 })
  })

  await t.test('what is not there, or not public, is said as a problem', async t => {
    for (const path of ['/reports/none', '/reports/secret', '/reports/secret/versions/1', '/reports/one/versions/3']) {
      const { status, type, body } = await get(path)
      t.equal(status, 404, path)
      t.match(type, 'application/problem+json')
      t.match(body, { type: String, title: String, status: 404, detail: String })
    }
    t.equal((await get('/reports?limit=1000')).status, 422)
  })

  await t.test('the description of it all is valid OpenAPI 3.1', async t => {
    const { body } = await get('/openapi.json')
    t.equal(body.openapi, '3.1.0')
    const verdict = await new Validator().validate(body)
    t.ok(verdict.valid, JSON.stringify(verdict.errors, null, 1)?.slice(0, 2_000))
    const described = Object.entries<Record<string, unknown>>(body.paths).flatMap(([path, calls]) =>
      Object.keys(calls).map(method => `${method.toUpperCase()} ${path}`),
    )
    for (const call of [
      'GET /api/v1/reports',
      'GET /api/v1/reports/{slug}',
      'GET /api/v1/reports/{slug}/versions/{number}',
      'POST /api/v1/reports/{slug}/versions/{number}/comments',
      'GET /api/v1/reports/{slug}/comments',
      'POST /api/v1/comments/{id}/moderation',
    ])
      t.ok(described.includes(call), call)
    t.notOk(
      described.some(call => !call.includes(' /api/v1/')),
      'pages are not calls',
    )
  })
})
