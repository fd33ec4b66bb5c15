import t, { type Test } from 'tap'
import type { Id } from '../../server/database/schema.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { flagComment } from '../../server/moderation/flags/flag.js'
import { claim } from '../../server/moderation/queue/claims.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

async function setting(t: Test, env: Record<string, string> = {}) {
  const { app, db, close } = await testApp(env)
  t.teardown(close)
  const rows = await makeReport(db)
  const author = await makePerson(db, 'Author')
  const reader = await makePerson(db, 'Reader')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const second = await makePerson(db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
  const comment = await makeComment(db, rows, author, { body: 'Buy my boxes.' })
  const flags = () => db.selectFrom('flags').selectAll().orderBy('id').execute()
  const status = async (id: Id = comment) =>
    (await db.selectFrom('comments').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status
  return { app, db, rows, author, reader, chair, second, comment, flags, status }
}

const inQueue = (html: string) => [...html.matchAll(/<article class="card" id="c-(\d+)"/g)].map(match => match[1])

t.test(
  'a reader reports a comment, signed in or not; it stays where it is, and chairs see it without her name',
  async t => {
    const { app, db, reader, chair, comment, flags, status } = await setting(t)
    const nobody = new Browser(app)
    t.match((await nobody.get('/reports/report/v/1/p/1')).body, `/comments/${comment}/flag`)
    t.match((await nobody.get(`/comments/${comment}/flag`)).body, 'Buy my boxes.')
    const bad = await nobody.post(`/comments/${comment}/flag`, { reason: 'other', explanation: ' ' })
    t.match([bad.statusCode, bad.body], [422, 'needs an explanation'])
    const none = await nobody.post(`/comments/${comment}/flag`, { reason: '', explanation: 'Typed <b>.' })
    t.match([none.statusCode, none.body], [422, 'Typed &lt;b&gt;.'])
    const sent = await nobody.post(`/comments/${comment}/flag`, {
      reason: 'advertising',
      explanation: 'It\u0000 sells boxes.',
    })
    t.match([sent.statusCode, sent.headers.location], [303, `/comments/${comment}`])
    t.match((await nobody.get(`/comments/${comment}`)).body, 'A chair will read the comment and decide.')
    const hers = await signedIn(app, reader)
    await hers.get(`/comments/${comment}/flag`)
    for (let n = 0; n < 2; n++) await hers.post(`/comments/${comment}/flag`, { reason: 'advertising' })
    await nobody.get(`/comments/${comment}/flag`)
    await nobody.post(`/comments/${comment}/flag`, { reason: 'off-topic' })
    t.match(await flags(), [
      { person_id: null, address_hash: Buffer, explanation: 'It sells boxes.' },
      { person_id: reader.id, address_hash: null },
    ])
    t.equal((await flags()).length, 2, 'once for each reader')
    t.equal(await status(), 'published', 'nothing is hidden by flags')
    t.notMatch(JSON.stringify(await db.selectFrom('audit_log').selectAll().execute()), 'boxes')

    const queue = (await (await signedIn(app, chair)).get('/moderation?state=flagged')).body
    t.same(inQueue(queue), [comment])
    t.match(queue, 'Flagged (1)')
    t.match(queue, '2 × Advertising')
    t.match(queue, 'It sells boxes.')
    t.match(queue, 'Leave standing')
    t.notMatch(queue, 'Reader')
  },
)

t.test(
  'what most readers report comes first; a decision answers all flags, and tells those who can be told',
  async t => {
    const { app, db, rows, author, reader, chair, comment, flags } = await setting(t)
    const other = await makeComment(db, rows, author)
    await flagComment(app, { person: null, address: '192.0.2.1' }, comment, { reason: 'advertising' })
    for (const n of [1, 2])
      await flagComment(app, { person: null, address: `192.0.2.${n}` }, other, { reason: 'illegal' })
    await flagComment(app, { person: reader, address: '192.0.2.9' }, other, { reason: 'illegal' })
    const browser = await signedIn(app, chair)
    t.same(inQueue((await browser.get('/moderation?state=flagged')).body), [other, comment])
    t.same(inQueue((await browser.get(`/moderation?state=flagged&after=${other}.3`)).body), [comment])

    const kept = await decide(app, { comment: other, moderator: chair, action: 'keep', explanation: 'A fair point.' })
    t.equal(kept.status, 'published')
    t.same(inQueue((await browser.get('/moderation?state=flagged')).body), [comment])
    t.same((await flags()).filter(flag => flag.decision_id === kept.id).length, 3)
    t.match(await db.selectFrom('mails').selectAll().execute(), [
      { person_id: reader.id, message: 'flag-answered', path: `/decisions/${kept.id}` },
    ])
    await t.rejects(
      decide(app, { comment: other, moderator: chair, action: 'keep' }),
      'there is no flag left to answer',
    )
    await decide(app, { comment, moderator: chair, action: 'withhold', reason: 'advertising' })
    const mails = await db.selectFrom('mails').selectAll().orderBy('id').execute()
    t.match(mails.at(-1), { person_id: author.id, message: 'moderation-decision', content: { origin: 'flagged' } })
  },
)

t.test('what cannot be reported is refused', async t => {
  const { app, db, rows, author, reader, comment, flags } = await setting(t)
  const faultOf = (person: typeof author | null, id: Id) =>
    flagComment(app, { person, address: '192.0.2.1' }, id, { reason: 'illegal' }).then(
      () => null,
      (fault: { key: string }) => fault.key,
    )
  t.equal(await faultOf(author, comment), 'own-flag')
  t.equal(await faultOf({ ...reader, blocked: true }, comment), 'blocked')
  t.equal(await faultOf(reader, '999'), 'no-such-comment')
  t.equal(await faultOf(reader, await makeComment(db, rows, author, { status: 'pending' })), 'no-such-comment')
  t.equal(await faultOf(reader, await makeComment(db, rows, author, { status: 'withheld' })), 'not-public-any-more')
  t.equal((await flags()).length, 0)
  t.match((await (await signedIn(app, author)).get(`/comments/${comment}/flag`)).body, 'cannot be reported')
})

t.test('one network reports only so much in an hour, and what was typed stays', async t => {
  const { app, comment } = await setting(t, { LIMITS: 'on' })
  const nobody = new Browser(app)
  for (let n = 0; n < 10; n++) {
    await nobody.get(`/comments/${comment}/flag`)
    await nobody.post(`/comments/${comment}/flag`, { reason: 'illegal' })
  }
  await nobody.get(`/comments/${comment}/flag`)
  const late = await nobody.post(`/comments/${comment}/flag`, { reason: 'illegal', explanation: 'Typed.' })
  t.match([late.statusCode, late.body], [429, 'Typed.'])
})

t.test('what one chair has open is not put before another, who sees that she has it', async t => {
  const { app, db, rows, author, chair, second } = await setting(t)
  const ids: Id[] = []
  for (let n = 0; n < 30; n++) ids.push(await makeComment(db, rows, author, { status: 'pending' }))
  const [one, two] = [await signedIn(app, chair), await signedIn(app, second)]
  t.same(inQueue((await one.get('/moderation')).body), ids.slice(0, 25))
  t.same(inQueue((await one.get('/moderation')).body), ids.slice(0, 25), 'loading again she still has them')
  const hers = (await two.get('/moderation')).body
  t.same(inQueue(hers), ids.slice(25))
  t.match(hers, 'Chair (25)')
  const all = (await two.get('/moderation?all=yes')).body
  t.same(inQueue(all), ids.slice(0, 25))
  t.match(all, 'Chair has this comment open.')
  t.match((await two.get(`/comments/${ids[0]}/moderation`)).body, 'Chair has this comment open.')

  await decide(app, { comment: ids[0]!, moderator: chair, action: 'publish' })
  t.equal((await db.selectFrom('claims').selectAll().where('comment_id', '=', ids[0]!).execute()).length, 0)
  await db
    .updateTable('claims')
    .set({ until: new Date(Date.now() - 1_000) })
    .where('person_id', '=', chair.id)
    .execute()
  t.same(inQueue((await two.get('/moderation')).body), ids.slice(1, 26), 'after ten minutes they are free again')
})

t.test('two chairs who open the queue at the same moment get different comments', async t => {
  const { app, db, rows, author, chair, second } = await setting(t)
  for (let n = 0; n < 60; n++) await makeComment(db, rows, author, { status: 'pending' })
  const [one, two] = [await signedIn(app, chair), await signedIn(app, second)]
  const pages = await Promise.all([one.get('/moderation'), two.get('/moderation')])
  const [a, b] = pages.map(page => new Set(inQueue(page.body)))
  t.ok(a!.size > 0 && b!.size > 0)
  t.same(
    [...a!].filter(id => b!.has(id)),
    [],
  )
  t.same(await claim(db, second.id, [...a!] as Id[]), new Set(), 'nor can one take what the other has')
})
