import { sql } from 'kysely'
import t, { type Test } from 'tap'
import type { Id } from '../../server/database/schema.js'
import { makeAppeal, reviewAppeal } from '../../server/moderation/appeals/appeal.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { flagComment } from '../../server/moderation/flags/flag.js'
import { signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

async function setting(t: Test) {
  const { app, db, runJobs, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const author = await makePerson(db, 'Author')
  const reader = await makePerson(db, 'Reader')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const second = await makePerson(db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
  const coordinator = await makePerson(db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
  const comment = await makeComment(db, rows, author, { body: 'Sharp words.' })
  const withhold = () => decide(app, { comment, moderator: chair, action: 'withhold', reason: 'personal-attack' })
  const appeals = () => db.selectFrom('appeals').selectAll().orderBy('id').execute()
  const status = async (id: Id = comment) =>
    (await db.selectFrom('comments').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status
  const mailsTo = (person: Id) =>
    db.selectFrom('mails').selectAll().where('person_id', '=', person).orderBy('id').execute()
  return {
    app,
    db,
    rows,
    author,
    reader,
    chair,
    second,
    coordinator,
    comment,
    withhold,
    appeals,
    status,
    mailsTo,
    runJobs,
  }
}

const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (fault: { key: string; fields?: { key: string }[] }) => fault.fields?.[0]?.key ?? fault.key,
  )

t.test(
  'an author asks for a review, another chair takes the decision back, and all who should know hear of it',
  async t => {
    const { app, db, author, chair, second, comment, withhold, appeals, status, mailsTo, runJobs } = await setting(t)
    const decision = await withhold()
    const hers = await signedIn(app, author)
    t.match((await hers.get(`/comments/${comment}/decisions`)).body, `href="/decisions/${decision.id}"`)
    t.match((await hers.get(`/decisions/${decision.id}`)).body, /Personal attack[\s\S]+Ask for a review/)
    const empty = await hers.post(`/decisions/${decision.id}/appeal`, { text: ' \r\n ' })
    t.match([empty.statusCode, empty.body], [422, 'Fill in this field.'])
    const long = await hers.post(`/decisions/${decision.id}/appeal`, { text: `Typed ${'x'.repeat(5_000)}` })
    t.match([long.statusCode, long.body], [422, 'Typed xxx'])
    const sent = await hers.post(`/decisions/${decision.id}/appeal`, {
      text: 'It was about the text.\r\n\r\nNot a person.',
    })
    t.match([sent.statusCode, sent.headers.location], [303, `/decisions/${decision.id}`])
    t.match((await hers.get(`/decisions/${decision.id}`)).body, 'It waits for another person.')
    const twice = await hers.post(`/decisions/${decision.id}/appeal`, { text: 'Again.' })
    t.match([twice.statusCode, twice.body], [409, 'You have already asked for a review'])
    const [appeal] = await appeals()

    const first = await signedIn(app, chair)
    t.match((await first.get('/moderation')).body, 'Appeals (1)')
    t.match((await first.get('/moderation/appeals')).body, 'You took this decision')
    const own = await first.post(`/appeals/${appeal!.id}`, { outcome: 'upheld', reason: 'I was right.' })
    t.match([own.statusCode, own.body], [403, 'You took this decision'])

    const other = await signedIn(app, second)
    const page = (await other.get(`/appeals/${appeal!.id}`)).body
    for (const words of ['Sharp words.', 'Not a person.', 'The author of the comment asks for a review'])
      t.match(page, words)
    const bad = await other.post(`/appeals/${appeal!.id}`, { reason: 'Typed why.' })
    t.match([bad.statusCode, bad.body], [422, 'Typed why.'])
    const decided = await other.post(`/appeals/${appeal!.id}`, { outcome: 'overturned', reason: 'Sharp, but fair.' })
    t.match([decided.statusCode, decided.headers.location], [303, '/moderation/appeals'])
    t.equal(await status(), 'published')
    t.match(await appeals(), [{ outcome: 'overturned', decided_by: second.id, reason: 'Sharp, but fair.' }])
    const late = await other.post(`/appeals/${appeal!.id}`, { outcome: 'upheld', reason: 'No.' })
    t.match([late.statusCode, late.body], [409, 'The decision is taken back'])
    t.match(await mailsTo(author.id), [
      { message: 'moderation-decision', content: { action: 'withhold' } },
      { message: 'appeal-decided', path: `/decisions/${decision.id}`, content: { outcome: 'overturned' } },
      { message: 'moderation-decision', content: { action: 'restore', explanation: 'Sharp, but fair.' } },
    ])
    await runJobs()
    const entries = await db
      .selectFrom('audit_log')
      .select('action')
      .where('subject', '=', 'decision')
      .orderBy('id')
      .execute()
    t.same(
      entries.map(entry => entry.action),
      ['appeal.made', 'appeal.overturned'],
    )
    t.match((await hers.get(`/decisions/${decision.id}`)).body, /Outcome[\s\S]+taken back[\s\S]+Sharp, but fair\./)
  },
)

t.test('a decision that stands is told with its reason, and changes nothing', async t => {
  const { app, author, coordinator, withhold, appeals, status, mailsTo } = await setting(t)
  const decision = await withhold()
  await makeAppeal(app, author, decision.id, 'Please.')
  const [appeal] = await appeals()
  await reviewAppeal(app, {
    appeal: appeal!.id,
    moderator: coordinator,
    outcome: 'upheld',
    reason: 'It names a person.',
  })
  t.equal(await status(), 'withheld')
  t.match((await mailsTo(author.id)).at(-1), { message: 'appeal-decided', content: { outcome: 'upheld' } })
})

t.test('a reader whose report was not followed asks for a review, and the comment is withheld after all', async t => {
  const { app, author, reader, chair, second, comment, appeals, status } = await setting(t)
  await flagComment(app, { person: reader, address: '192.0.2.1' }, comment, { reason: 'discrimination' })
  const kept = await decide(app, { comment, moderator: chair, action: 'keep' })
  const hers = await signedIn(app, reader)
  t.match((await hers.get(`/decisions/${kept.id}`)).body, 'Ask for a review')
  await hers.post(`/decisions/${kept.id}/appeal`, { text: 'Read it again.' })
  t.notMatch((await (await signedIn(app, author)).get(`/decisions/${kept.id}`)).body, 'Ask for a review')
  const [appeal] = await appeals()
  const other = await signedIn(app, second)
  const page = (await other.get(`/appeals/${appeal!.id}`)).body
  t.match(page, 'A reader who reported the comment asks for a review')
  t.notMatch(page, 'Reader')
  const bad = await other.post(`/appeals/${appeal!.id}`, { outcome: 'overturned', reason: 'It demeans.' })
  t.match([bad.statusCode, bad.body], [422, 'Choose the reason why it is withheld.'])
  await other.post(`/appeals/${appeal!.id}`, { outcome: 'overturned', reason: 'It demeans.', ground: 'discrimination' })
  t.equal(await status(), 'withheld')
})

t.test('a review is for those whom the decision concerns, once, in time, and while it stands', async t => {
  const { app, db, author, reader, chair, second, comment, withhold } = await setting(t)
  const first = await withhold()
  t.equal(await faultOf(makeAppeal(app, reader, first.id, 'x')), 'no-such-decision')
  t.equal(await faultOf(makeAppeal(app, author, '999', 'x')), 'no-such-decision')
  t.equal((await (await signedIn(app, reader)).get(`/decisions/${first.id}`)).statusCode, 404)
  const restored = await decide(app, { comment, moderator: second, action: 'restore' })
  t.equal(await faultOf(makeAppeal(app, author, first.id, 'x')), 'appeal-superseded')
  t.equal(await faultOf(makeAppeal(app, author, restored.id, 'x')), 'no-such-decision', 'nothing was held against it')
  const again = await decide(app, { comment, moderator: chair, action: 'withhold', reason: 'off-topic' })
  await db.updateTable('people').set({ blocked_at: new Date() }).where('id', '=', author.id).execute()
  const blocked = await signedIn(app, author)
  await blocked.get(`/decisions/${again.id}`)
  t.equal(
    (await blocked.post(`/decisions/${again.id}/appeal`, { text: 'x' })).statusCode,
    303,
    'who is blocked can appeal',
  )
  await sql`alter table moderation_decisions disable trigger kept`.execute(db)
  await sql`update moderation_decisions set appeal_until = now() where id = ${again.id}`.execute(db)
  await db.deleteFrom('appeals').execute()
  t.equal(await faultOf(makeAppeal(app, author, again.id, 'x')), 'appeal-too-late')
})

t.test('two who review an appeal at once decide it once; sealed words are for coordinators', async t => {
  const { app, db, rows, author, chair, second, coordinator, withhold, appeals, status } = await setting(t)
  await makeAppeal(app, author, (await withhold()).id, 'Please.')
  const [appeal] = await appeals()
  const review = (moderator: typeof second, outcome: 'upheld' | 'overturned') =>
    faultOf(reviewAppeal(app, { appeal: appeal!.id, moderator, outcome, reason: 'Because.' }))
  const faults = await Promise.all([review(second, 'overturned'), review(coordinator, 'upheld')])
  t.same(faults.sort(), ['appeal-decided', null])
  t.equal(await status(), (await appeals())[0]!.outcome === 'overturned' ? 'published' : 'withheld')
  t.equal(
    await faultOf(reviewAppeal(app, { appeal: appeal!.id, moderator: chair, outcome: 'upheld', reason: 'x' })),
    'own-decision',
  )

  const secret = await makeComment(db, rows, author, { body: 'An address.' })
  const sealed = await decide(app, { comment: secret, moderator: chair, action: 'withhold', reason: 'personal-data' })
  await makeAppeal(app, author, sealed.id, 'It is mine.')
  const id = (await appeals())[1]!.id
  t.equal(
    await faultOf(reviewAppeal(app, { appeal: id, moderator: second, outcome: 'upheld', reason: 'x' })),
    'coordinators-only',
  )
  t.notMatch((await (await signedIn(app, second)).get(`/appeals/${id}`)).body, 'An address.')
  await sql`update appeals set created_at = now() - interval '8 days' where id = ${id}`.execute(db)
  t.match(
    (await (await signedIn(app, coordinator)).get('/moderation')).body,
    '1 appeal has been open for more than 7 days.',
  )
  const late = '<a href="/moderation/appeals">1 appeal against a decision has been open for more than 7 days.</a>'
  t.match((await (await signedIn(app, coordinator)).get('/manage')).body, late)
  t.notMatch((await (await signedIn(app, second)).get('/manage')).body, 'more than 7 days', 'which is for coordinators')
})
