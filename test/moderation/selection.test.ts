import t, { type Test } from 'tap'
import type { Id } from '../../server/database/schema.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { flagComment } from '../../server/moderation/flags/flag.js'
import { decideFlood } from '../../server/moderation/selection/flood.js'
import { signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

async function setting(t: Test) {
  const { app, db, runJobs, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const other = await makeReport(db, { slug: 'other', group: 'wg2' })
  const author = await makePerson(db, 'Author')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const second = await makePerson(db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
  const statuses = async (ids: readonly Id[]) =>
    (await db.selectFrom('comments').select('status').where('id', 'in', ids).orderBy('id').execute()).map(
      row => row.status,
    )
  const several = async (n: number, status: 'pending' | 'published' = 'pending') => {
    const ids: Id[] = []
    for (let i = 0; i < n; i++) ids.push(await makeComment(db, rows, author, { status }))
    return ids
  }
  const decisions = () => db.selectFrom('moderation_decisions').selectAll().orderBy('id').execute()
  return { app, db, rows, other, author, chair, second, statuses, several, decisions, runJobs }
}

/** The values of the boxes “Select”, by comment. */
const boxesOf = (html: string) =>
  new Map([...html.matchAll(/name="pick" value="((\d+):[^"]+)"/g)].map(([, value, id]) => [id!, value!]))

t.test('a chair picks several comments and decides about all with one action', async t => {
  const { app, db, chair, statuses, several, decisions } = await setting(t)
  const ids = await several(4)
  const browser = await signedIn(app, chair)
  const boxes = boxesOf((await browser.get('/moderation')).body)
  t.equal(boxes.size, 4)
  const pick = ids.slice(0, 3).map(id => boxes.get(id)!)
  const none = await browser.post('/moderation/selection', { action: 'publish' })
  t.match([none.statusCode, none.body], [422, 'Select at least one comment.'])
  const unexplained = await browser.post('/moderation/selection', { pick, action: 'withhold', explanation: 'Typed.' })
  t.match([unexplained.statusCode, unexplained.body], [422, 'Choose the reason why it is withheld.'])
  t.match(unexplained.body, 'Typed.')
  t.same([...boxesOf(unexplained.body).values()], pick, 'what was picked stays picked')
  t.equal((await decisions()).length, 0)
  const sent = await browser.post('/moderation/selection', {
    pick,
    action: 'withhold',
    reason: 'advertising',
    back: '/moderation?kind=general',
  })
  t.match([sent.statusCode, sent.headers.location], [303, '/moderation?kind=general#queue'])
  t.same(await statuses(ids), ['withheld', 'withheld', 'withheld', 'pending'])
  t.equal((await db.selectFrom('audit_log').selectAll().where('action', '=', 'comment.withheld').execute()).length, 3)
})

t.test('what others have decided meanwhile is not decided twice, and she learns of it', async t => {
  const { app, db, rows, chair, second, statuses, several, decisions } = await setting(t)
  const [one, two, three] = (await several(3)) as [Id, Id, Id]
  const own = await makeComment(db, rows, chair, { status: 'pending' })
  const browser = await signedIn(app, chair)
  const boxes = boxesOf((await browser.get('/moderation')).body)
  await decide(app, { comment: two, moderator: second, action: 'spam' })
  const pick = [...[one, two, three].map(id => boxes.get(id)!), `${own}:pending@0`]
  const sent = await browser.post('/moderation/selection', { pick, action: 'publish' })
  t.equal(sent.statusCode, 409)
  for (const words of [
    '2 comments have been decided about.',
    'marked as spam',
    'Somebody else has to decide about it.',
  ])
    t.match(sent.body, words)
  t.same(await statuses([one, two, three, own]), ['published', 'spam', 'published', 'pending'])
  t.equal((await decisions()).length, 3)
})

t.test('a flood of one account costs one action and sends one mail', async t => {
  const { app, db, rows, other, author, chair, decisions, runJobs } = await setting(t)
  const made = Array.from({ length: 1_000 }, (_, n) => ({
    report_id: rows.reportId,
    version_id: rows.versionId,
    paragraph_id: rows.paragraphs[n % 2]!,
    person_id: author.id,
    kind: 'general' as const,
    body: `Buy box ${n}.`,
    status: 'published' as const,
  }))
  await db.insertInto('comments').values(made).execute()
  const elsewhere = await makeComment(db, other, author)
  const bystander = await makeComment(db, rows, await makePerson(db, 'Bystander'))
  const reader = await makePerson(db, 'Reader')
  const [flagged] = await db.selectFrom('comments').select('id').orderBy('id').limit(1).execute()
  await flagComment(app, { person: reader, address: '192.0.2.1' }, flagged!.id, { reason: 'advertising' })

  const browser = await signedIn(app, chair)
  t.match((await browser.get(`/moderation?state=published&author=${author.id}`)).body, 'All comments of this author')
  const sent = await browser.post(`/moderation/authors/${author.id}`, {
    state: 'published',
    action: 'spam',
    explanation: 'A flood.',
  })
  t.equal(sent.statusCode, 303)
  const counts = await db
    .selectFrom('comments')
    .select(['status', db.fn.countAll().as('n')])
    .groupBy('status')
    .orderBy('status')
    .execute()
  t.same(counts, [
    { status: 'published', n: '2' },
    { status: 'spam', n: '1000' },
  ])
  for (const id of [elsewhere, bystander])
    t.equal(
      (await db.selectFrom('comments').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status,
      'published',
    )
  t.equal((await decisions()).length, 1_000)
  t.match((await decisions())[0], {
    moderator_id: chair.id,
    moderator_role: 'chair',
    action: 'spam',
    explanation: 'A flood.',
  })
  const entries = await db
    .selectFrom('audit_log')
    .select('details')
    .where('action', '=', 'comment.marked-spam')
    .execute()
  t.equal(entries.length, 1_000)
  t.match(entries[0]!.details, { from: 'published', to: 'spam', role: 'chair', decision: /^\d+$/ })
  const published = await db
    .selectFrom('comment_counts')
    .select('published')
    .where('version_id', '=', rows.versionId)
    .execute()
  t.equal(
    published.reduce((sum, row) => sum + row.published, 0),
    1,
    'the counts by paragraph follow',
  )
  const mails = await db.selectFrom('mails').select(['person_id', 'message', 'content']).orderBy('id').execute()
  t.match(mails, [
    { person_id: author.id, message: 'moderation-decisions', content: { count: 1_000, action: 'spam' } },
    { person_id: reader.id, message: 'flag-answered' },
  ])
  t.equal(mails.length, 2)
  await runJobs()
  const outbox = (await browser.get('/outbox')).body
  t.match(outbox, /1,?000 comments of yours/)

  const flood = { author: author.id, state: 'published', moderator: chair, action: 'withhold' } as const
  await t.rejects(decideFlood(app, { ...flood, reason: 'other' }), 'another reason needs an explanation')
  await t.rejects(decideFlood(app, { ...flood, reason: 'advertising' }), 'nothing is left')
  await t.rejects(decideFlood(app, { ...flood, author: chair.id, reason: 'advertising' }), 'not her own')
  t.equal((await decisions()).length, 1_000)
})

t.test('three chairs at once on 60 comments, one by one and in heaps: none is lost, none decided twice', async t => {
  const { app, db, rows, chair, second, statuses, several, decisions } = await setting(t)
  const third = await makePerson(db, 'Third', [{ role: 'chair', workingGroupId: rows.groupId }])
  const ids = await several(60)
  const work = async (person: typeof chair, how: 'one' | 'heap') => {
    const browser = await signedIn(app, person)
    for (let round = 0; round < 80; round++) {
      const boxes = [...boxesOf((await browser.get('/moderation')).body).values()]
      if (boxes.length === 0) return
      if (how === 'heap') await browser.post('/moderation/selection', { pick: boxes.slice(0, 7), action: 'publish' })
      else {
        const [id, seen] = boxes[0]!.split(':')
        await browser.post(`/comments/${id}/moderation`, { seen: seen!, action: 'spam' })
      }
    }
  }
  await Promise.all([work(chair, 'heap'), work(second, 'one'), work(third, 'heap')])
  t.equal((await statuses(ids)).filter(status => status === 'pending').length, 0)
  const made = await decisions()
  t.equal(made.length, 60)
  t.equal(new Set(made.map(decision => decision.comment_id)).size, 60)
})
