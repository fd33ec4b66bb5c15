import t from 'tap'
import { findHome } from '../../server/reports/overview/pages.js'
import { nextTurn, periodOf, timeLeft } from '../../server/reports/period.js'
import { signedIn, testApp } from '../app.js'
import { makePerson } from '../rows.js'
import { DAY_MS, fromNow, HOUR_MS, makeVersion } from './drafted.js'

t.test('a period belongs to who comments from its first instant to its last', t => {
  const version = { opens_at: new Date('2026-12-01T00:00Z'), closes_at: new Date('2026-12-31T23:59Z') }
  const stateAt = (time: string) => periodOf(version, new Date(time)).state
  t.equal(stateAt('2026-11-30T23:59:59.999Z'), 'upcoming')
  t.equal(stateAt('2026-12-01T00:00:00.000Z'), 'open')
  t.equal(stateAt('2026-12-31T23:58:59.999Z'), 'open')
  t.equal(stateAt('2026-12-31T23:59:00.000Z'), 'closed')
  t.equal(periodOf({ opens_at: null, closes_at: null }, new Date()).state, 'upcoming')
  const period = periodOf(version, new Date())
  t.same(nextTurn([period], new Date('2026-11-01T00:00Z')), version.opens_at)
  t.same(nextTurn([period], version.opens_at), version.closes_at)
  t.equal(nextTurn([period], version.closes_at), null)
  t.end()
})

t.test('the time left is said in the unit that tells most', t => {
  const now = new Date('2026-12-01T00:00Z')
  const left = (ms: number) => timeLeft(new Date(now.getTime() + ms), now)
  t.same(left(12.9 * DAY_MS), { unit: 'days', count: 12 })
  t.same(left(1.5 * DAY_MS), { unit: 'hours', count: 36 })
  t.same(left(1.99 * HOUR_MS), { unit: 'minutes', count: 119 })
  t.same(left(59_000), { unit: 'minutes', count: 0 })
  t.same(left(-1), { unit: 'minutes', count: 0 })
  t.end()
})

t.test('the pages that lead to the texts', async t => {
  const own = await testApp()
  t.teardown(() => own.close())
  const { app, db } = own
  await makeVersion(db, { slug: 'late', closes: fromNow(20 * DAY_MS) })
  await makeVersion(db, { slug: 'open', number: 1, opens: fromNow(-9 * DAY_MS), closes: fromNow(-8 * DAY_MS) })
  const open = await makeVersion(db, {
    slug: 'open',
    number: 2,
    label: 'Revised',
    closes: fromNow(3 * DAY_MS + HOUR_MS),
    guidance: 'Say what is missing.',
    questions: ['What would you add?'],
  })
  await makeVersion(db, { slug: 'upcoming', group: 'wg2', opens: fromNow(DAY_MS), closes: fromNow(9 * DAY_MS) })
  await makeVersion(db, {
    slug: 'closed',
    group: 'wg2',
    opens: fromNow(-9 * DAY_MS),
    closes: fromNow(-DAY_MS),
    note: 'Closed early.',
  })
  await makeVersion(db, { slug: 'secret', group: 'wg2', state: 'draft' })
  const author = await makePerson(db, 'Ada')
  const other = await makePerson(db, 'Ben')
  await db
    .insertInto('comments')
    .values(
      [author, author, other].map(person => ({
        report_id: open.reportId,
        version_id: open.versionId,
        paragraph_id: open.paragraphs.get('1 ¶1')!,
        person_id: person.id,
        kind: 'general' as const,
        body: 'Words.',
        status: 'published' as const,
      })),
    )
    .execute()
  const get = (url: string) => app.inject({ url, headers: { 'accept-encoding': 'identity' } })
  /** The titles of the reports below a heading of the page, in their order. */
  const below = (body: string, id: string) => {
    const section = new RegExp(`<section aria-labelledby="${id}">.*?</section>`, 's').exec(body)?.[0] ?? ''
    return [...section.matchAll(/<h3><a href="\/reports\/([^"]+)"/g)].map(([, slug]) => slug)
  }

  await t.test('home shows what is open by the time left, what comes and what is over', async t => {
    const { body, headers } = await get('/')
    t.same(below(body, 'open'), ['open', 'late'])
    t.same(below(body, 'upcoming'), ['upcoming'])
    t.same(below(body, 'closed'), ['closed'])
    t.match(body, '<strong>3 days left</strong>')
    t.match(body, '3 comments so far')
    t.notMatch(body, 'secret')
    t.match(body, '<a href="/working-groups/wg2" dir="auto">Working group wg2</a>')
    t.equal(body.match(/<ol class="steps">(?:<li>.*?<\/li>){4}<\/ol>/s)?.length, 1, 'how it works, in four sentences')
    t.equal(headers['set-cookie'], undefined)
    t.equal((await app.inject({ url: '/', headers: { 'accept-encoding': 'br' } })).headers['content-encoding'], 'br')
  })

  await t.test('home knows when it is no longer true', async t => {
    const words = app.messages.in('en')
    const { until } = await findHome(db, words, new Date())
    const { opens_at } = await db
      .selectFrom('versions')
      .innerJoin('reports', 'reports.id', 'versions.report_id')
      .select('opens_at')
      .where('reports.slug', '=', 'upcoming')
      .executeTakeFirstOrThrow()
    t.same(until, opens_at)
    const then = await findHome(db, words, opens_at!)
    t.same((then.data.open as { number: number }[]).length, 3)
    t.same(then.data.upcoming, [])
  })

  await t.test('a working group has its own', async t => {
    const { body } = await get('/working-groups/wg2')
    t.match(body, '<h1>Working group wg2</h1>')
    t.match(body, 'What wg2 does.')
    t.same(below(body, 'upcoming'), ['upcoming'])
    t.same(below(body, 'closed'), ['closed'])
    t.notMatch(body, 'secret')
    t.equal((await get('/working-groups/none')).statusCode, 404)
  })

  await t.test('a report shows its latest version, all versions, and who has taken part', async t => {
    const { body } = await get('/reports/open')
    t.match(body, '<h2 id="latest">Version 2: Revised</h2>')
    t.match(body, '<a class="button" href="/reports/open/v/2">Read the draft and comment</a>')
    t.match(body, 'Say what is missing.')
    t.match(body, 'What would you add?')
    t.match(body, '<span class="stat">3</span> comments')
    t.match(body, '<span class="stat">2</span> people')
    t.match(body, '<span class="stat">1</span> country')
    t.match(body, '<a href="/reports/open/v/1">Version 1</a>')
    const closed = (await get('/reports/closed')).body
    t.match(closed, 'Read the draft</a>')
    t.match(closed, 'Closed early.')
    t.equal((await get('/reports/none')).statusCode, 404)
    t.equal((await get('/reports/secret')).statusCode, 404)
  })

  await t.test('chairs find the drafts of their group, and only those', async t => {
    const groups = await db.selectFrom('working_groups').select(['id', 'slug']).execute()
    const chairOf = (slug: string) => {
      const workingGroupId = groups.find(group => group.slug === slug)!.id
      return makePerson(db, `Chair ${slug}`, [{ role: 'chair', workingGroupId }])
    }
    const chair = await signedIn(app, await chairOf('wg2'))
    t.match((await chair.get('/working-groups/wg2')).body, 'href="/reports/secret/v/1"')
    t.match((await chair.get('/reports/secret')).body, 'No version of this report has been published yet.')
    const stranger = await signedIn(app, await chairOf('wg1'))
    t.notMatch((await stranger.get('/working-groups/wg2')).body, 'secret')
  })

  await t.test('what is published, extended or closed shows at once', async t => {
    t.match((await get('/reports/late')).body, 'Version 1')
    await db
      .updateTable('versions')
      .set({ period_note: 'Extended by a week.' })
      .from('reports')
      .whereRef('reports.id', '=', 'versions.report_id')
      .where('reports.slug', '=', 'late')
      .execute()
    app.signals.tell('version', 0)
    t.match((await get('/reports/late')).body, 'Extended by a week.')
  })
})
