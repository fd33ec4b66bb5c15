import t, { type Test } from 'tap'
import { editComment, endorse, withdrawComment } from '../../server/comments/writing/change.js'
import type { Policy } from '../../server/database/schema.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { findVersion } from '../../server/reports/index.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

const PAGE = '/reports/report/v/1/p/1'

async function setting(t: Test, moderation: Policy = 'post') {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db, { moderation })
  const ada = await makePerson(db, 'Ada')
  const bob = await makePerson(db, 'Bob')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const { version } = await findVersion(db, 'report', 1)
  const comment = (id: string) => db.selectFrom('comments').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const entries = async (id: string) =>
    (await db.selectFrom('audit_log').select('action').where('subject_id', '=', id).orderBy('id').execute()).map(
      entry => entry.action,
    )
  const closePeriod = () =>
    db
      .updateTable('versions')
      .set({ closes_at: new Date(Date.now() - 1_000) })
      .where('id', '=', rows.versionId)
      .execute()
  return { app, db, rows, ada, bob, chair, version, comment, entries, closePeriod }
}

/** What the fault says that the promise ends with. */
const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (fault: { kind: string; key: string }) => `${fault.kind}: ${fault.key}`,
  )

t.test('an author changes her words in the form: the earlier ones are kept, for her and the chairs', async t => {
  const { app, db, rows, ada, bob, chair, comment, entries } = await setting(t)
  const id = await makeComment(db, rows, ada, { body: 'First words.' })
  const browser = await signedIn(app, ada)
  t.match((await browser.get(`/comments/${id}/edit`)).body, 'First words.</textarea>')
  const bad = await browser.post(`/comments/${id}/edit`, { body: ' ', kind: 'technical', onBehalfOf: 'Acme' })
  t.match([bad.statusCode, bad.body], [422, 'Fill in this field.'])
  t.match(bad.body, 'value="Acme"')
  const sent = await browser.post(`/comments/${id}/edit`, {
    body: 'Second words.',
    kind: 'technical',
    stance: 'oppose',
  })
  t.match([sent.statusCode, sent.headers.location], [303, `${PAGE}#c-${id}`])
  t.match(await comment(id), { body: 'Second words.', kind: 'technical', stance: 'oppose', status: 'published' })
  t.match(await db.selectFrom('comment_wordings').selectAll().execute(), [{ body: 'First words.', kind: 'general' }])
  await browser.get(`/comments/${id}/edit`)
  await browser.post(`/comments/${id}/edit`, { body: 'Second words.', kind: 'technical', stance: 'oppose' })
  t.same(await entries(id), ['comment.edited'], 'the same words again are no change')

  t.match((await browser.get(`/comments/${id}`)).body, 'First words.')
  t.match((await (await signedIn(app, chair)).get(`/comments/${id}`)).body, 'First words.')
  for (const reader of [new Browser(app), await signedIn(app, bob)]) {
    const page = (await reader.get(`/comments/${id}`)).body
    t.match(page, 'Second words.')
    t.match(page, 'edited')
    t.notMatch(page, 'First words.')
  }
})

t.test('under a policy that reads first, changed words wait again, and the thread says so', async t => {
  const { app, db, rows, ada, bob, version, comment } = await setting(t, 'pre')
  const id = await makeComment(db, rows, ada, { body: 'Approved.' })
  const reply = await makeComment(db, rows, bob, { body: 'An answer.' })
  await db.updateTable('comments').set({ parent_id: id }).where('id', '=', reply).execute()
  await editComment(app, version, ada, id, { kind: 'general', body: 'Not seen yet.' })
  t.equal((await comment(id)).status, 'pending')
  const page = (await new Browser(app).get(PAGE)).body
  t.match(page, 'The author has changed this comment.')
  t.match(page, 'An answer.')
  t.notMatch(page, 'Not seen yet.')
  const browser = await signedIn(app, ada)
  await browser.get(`/comments/${id}/edit`)
  await browser.post(`/comments/${id}/edit`, { body: 'Third.', kind: 'general' })
  t.match((await browser.get(PAGE)).body, 'A chair reads them before they are published.')
})

t.test('an author takes her comment back: a tombstone stays, and nothing can be changed any more', async t => {
  const { app, db, rows, ada, version, comment, entries } = await setting(t)
  const id = await makeComment(db, rows, ada, { body: 'Regretted.' })
  const browser = await signedIn(app, ada)
  t.match((await browser.get(`/comments/${id}/withdraw`)).body, 'Regretted.')
  t.match((await browser.post(`/comments/${id}/withdraw`)).headers.location, `${PAGE}#c-${id}`)
  t.match(await comment(id), { status: 'withdrawn', withdrawn_at: Date })
  const page = (await new Browser(app).get(PAGE)).body
  t.match(page, 'This comment was withdrawn by its author.')
  t.notMatch(page, 'Regretted.')
  t.match((await browser.get(PAGE)).body, 'Regretted.', 'she can still read it')
  await withdrawComment(app, version, ada, id)
  t.same(await entries(id), ['comment.withdrawn'], 'twice is once')
  t.equal(
    await faultOf(editComment(app, version, ada, id, { kind: 'general', body: 'x' })),
    'conflict: already-withdrawn',
  )
})

t.test('nobody changes another’s comment, nor one that is withheld, nor any after the close', async t => {
  const { app, db, rows, ada, bob, version, comment, closePeriod } = await setting(t)
  const id = await makeComment(db, rows, ada, { body: 'Hers.' })
  const waiting = await makeComment(db, rows, ada, { status: 'pending' })
  const withheld = await makeComment(db, rows, ada, { status: 'withheld' })
  const words = { kind: 'general', body: 'x' } as const
  t.equal(await faultOf(editComment(app, version, bob, id, words)), 'not-allowed: not-your-comment')
  t.equal(await faultOf(withdrawComment(app, version, bob, id)), 'not-allowed: not-your-comment')
  t.equal(await faultOf(editComment(app, version, bob, waiting, words)), 'not-found: no-such-comment')
  t.equal(await faultOf(editComment(app, version, ada, '999', words)), 'not-found: no-such-comment')
  t.equal(await faultOf(editComment(app, version, ada, withheld, words)), 'conflict: comment-withheld')
  t.equal(await faultOf(withdrawComment(app, version, ada, withheld)), 'conflict: comment-withheld')
  const browser = await signedIn(app, bob)
  for (const path of ['edit', 'withdraw']) {
    await browser.get(PAGE)
    t.equal((await browser.get(`/comments/${id}/${path}`)).statusCode, 403)
    t.equal((await browser.get(`/comments/${waiting}/${path}`)).statusCode, 404)
    t.equal((await browser.post(`/comments/${id}/${path}`, words)).statusCode, 403)
  }
  const hers = await signedIn(app, ada)
  await hers.get(`/comments/${id}/edit`)
  await closePeriod()
  const late = await hers.post(`/comments/${id}/edit`, { kind: 'general', body: 'Typed too late.' })
  t.match([late.statusCode, late.body], [409, 'Typed too late.'], 'what was typed can be copied')
  t.notMatch((await hers.get(PAGE)).body, `/comments/${id}/edit`, 'and the page offers it no longer')
  t.equal((await comment(id)).body, 'Hers.')
})

t.test('people agree with a comment, each once, and take it back', async t => {
  const { app, db, rows, ada, bob, chair, version, comment, entries, closePeriod } = await setting(t)
  const id = await makeComment(db, rows, ada)
  const browser = await signedIn(app, bob)
  await browser.get(PAGE)
  t.match((await browser.post(`/comments/${id}/endorse`)).headers.location, `${PAGE}#c-${id}`)
  await browser.post(`/comments/${id}/endorse`)
  t.equal((await comment(id)).endorsements, 1)
  t.match((await browser.get(PAGE)).body, 'You agree.')
  await endorse(app, version, chair, id, 'endorsed')
  await editComment(app, version, ada, id, { kind: 'general', body: 'Other words.' })
  t.match((await browser.get(PAGE)).body, '(2 before the words were changed)')
  await Promise.all([browser.post(`/comments/${id}/unendorse`), browser.post(`/comments/${id}/unendorse`)])
  t.equal((await comment(id)).endorsements, 1)
  t.same(await entries(id), ['comment.endorsed', 'comment.endorsed', 'comment.edited', 'comment.no-longer-endorsed'])
  t.equal(await faultOf(endorse(app, version, ada, id, 'endorsed')), 'not-allowed: own-endorsement')
  const withheld = await makeComment(db, rows, ada, { status: 'withheld' })
  t.equal(await faultOf(endorse(app, version, bob, withheld, 'endorsed')), 'conflict: comment-withheld')
  await closePeriod()
  t.equal((await browser.post(`/comments/${id}/endorse`)).statusCode, 409)
})

t.test('a crowd that agrees at once is counted to the head', async t => {
  const { app, db, rows, ada, version, comment } = await setting(t)
  const id = await makeComment(db, rows, ada)
  const crowd = []
  for (let n = 0; n < 20; n++) crowd.push(await makePerson(db, `Person ${n}`))
  await Promise.all([...crowd, ...crowd].map(person => endorse(app, version, person, id, 'endorsed')))
  await Promise.all(crowd.slice(0, 5).map(person => endorse(app, version, person, id, 'not endorsed')))
  t.equal((await comment(id)).endorsements, 15)
})

t.test(
  'an author who changes her words while a chair decides: one of the two comes first, neither is lost',
  async t => {
    const { app, db, rows, ada, chair, version, comment } = await setting(t, 'pre')
    for (let round = 0; round < 5; round++) {
      const id = await makeComment(db, rows, ada, { status: 'pending', body: 'Read by the chair.' })
      const edit = () => editComment(app, version, ada, id, { kind: 'general', body: 'Changed.' })
      const publish = () => decide(app, { comment: id, moderator: chair, action: 'publish', seen: 'pending@0' })
      const both = round % 2 ? [edit(), publish()] : [publish(), edit()]
      const faults = await Promise.all(both.map(faultOf))
      const now = await comment(id)
      // Words that no chair has read are never public.
      t.ok(now.body === 'Changed.' && now.status === 'pending', `${now.body} ${now.status} ${faults}`)
    }
  },
)
