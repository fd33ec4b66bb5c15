import t, { type Test } from 'tap'
import { apiToken, grantRole } from '../../server/accounts/index.js'
import type { Id } from '../../server/database/schema.js'
import { appealBlock, blockAccount, reviewBlock, unblockAccount } from '../../server/moderation/blocks/block.js'
import { signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

const FORM = '/reports/report/v/1/comments'

async function setting(t: Test) {
  const { app, db, runJobs, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const author = await makePerson(db, 'Author')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const coordinator = await makePerson(db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
  const second = await makePerson(db, 'Second', [{ role: 'coordinator', workingGroupId: null }])
  const block = (person: Id = author.id) =>
    blockAccount(app, { person, coordinator, reason: 'advertising', explanation: 'Goes on advertising watches.' })
  const mails = () =>
    db.selectFrom('mails').select(['message', 'content']).where('person_id', '=', author.id).orderBy('id').execute()
  const log = async () =>
    (await db.selectFrom('audit_log').select('action').where('subject', '=', 'person').orderBy('id').execute())
      .map(({ action }) => action)
      .filter(action => action !== 'token.created')
  const blocks = () => db.selectFrom('account_blocks').selectAll().orderBy('id').execute()
  return { app, db, rows, author, chair, coordinator, second, block, mails, log, blocks, runJobs }
}

const keyOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (fault: { key: string; fields?: { key: string }[] }) => fault.fields?.[0]?.key ?? fault.key,
  )

t.test('a coordinator blocks an account: it can read and appeal from then on, and nothing else', async t => {
  const { app, db, rows, author, coordinator, mails, log, runJobs } = await setting(t)
  const hers = await signedIn(app, author)
  await hers.get('/reports/report/v/1/p/1')
  const { page } = hers
  const token = await apiToken(db, { email: author.email, expiresMs: 60_000 })
  const comment = await makeComment(db, rows, author, { body: 'Stays.' })
  const his = await signedIn(app, coordinator)
  t.match((await his.get(`/moderation?author=${author.id}&state=published`)).body, `/moderation/people/${author.id}`)
  t.match((await his.get(`/moderation/people/${author.id}`)).body, 'Block the account')
  const empty = await his.post(`/moderation/people/${author.id}/block`, { reason: 'advertising' })
  t.match([empty.statusCode, empty.body], [422, 'value="advertising" selected'])
  const fields = { reason: 'advertising', explanation: 'Goes on advertising watches.' }
  t.equal((await his.post(`/moderation/people/${author.id}/block`, fields)).statusCode, 303)
  const again = await his.post(`/moderation/people/${author.id}/block`, fields)
  t.match([again.statusCode, again.body], [409, 'blocked already'])

  hers.page = page
  const refused = await hers.post(FORM, { paragraph: rows.paragraphs[0]!, kind: 'general', body: 'Watches!' })
  t.match([refused.statusCode, refused.body], [403, 'Watches!</textarea>'])
  const headers = { authorization: `Bearer ${token}` }
  const url = '/api/v1/reports/report/versions/1/comments'
  const byApi = await app.inject({ method: 'POST', url, headers, payload: { kind: 'general', body: 'Watches!' } })
  t.equal(byApi.statusCode, 403)
  t.match((await hers.get(`/comments/${comment}`)).body, 'Stays.')
  t.match((await hers.get('/account')).body, 'href="/account/block"')
  t.match(
    (await hers.get('/account/block')).body,
    /Advertising[\s\S]+Goes on advertising watches\.[\s\S]+Ask for a review/,
  )
  t.same(
    (await mails()).map(({ message }) => message),
    ['account-blocked'],
  )
  t.same(await log(), ['person.blocked'])
  await runJobs()
  const outbox = (await his.get('/outbox')).body
  t.match(outbox, 'Your account at IS3C Consult is blocked')
  t.match(outbox, /The comment advertises something\.[\s\S]+Goes on advertising watches\.[\s\S]+another coordinator/)
})

t.test('who blocked does not review; another coordinator ends the block, and she can write at once', async t => {
  const { app, rows, author, coordinator, second, block, mails, log, blocks } = await setting(t)
  await block()
  const hers = await signedIn(app, author)
  await hers.get('/account/block')
  t.equal((await hers.post('/account/block/appeal', { text: ' ' })).statusCode, 422)
  t.equal((await hers.post('/account/block/appeal', { text: 'I sell no watches.' })).statusCode, 303)
  t.match((await hers.get('/account/block')).body, /I sell no watches\.[\s\S]+waits for another coordinator/)
  t.equal(await keyOf(appealBlock(app, author, 'Once more.')), 'appeal-made')

  const { id } = (await blocks())[0]!
  const his = await signedIn(app, coordinator)
  t.match((await his.get('/moderation/blocks')).body, 'Asks for a review')
  t.match((await his.get(`/moderation/people/${author.id}`)).body, 'You blocked this account')
  t.equal((await his.post(`/moderation/blocks/${id}/review`, { outcome: 'upheld', reason: 'Mine.' })).statusCode, 403)
  const others = await signedIn(app, second)
  await others.get(`/moderation/people/${author.id}`)
  const empty = await others.post(`/moderation/blocks/${id}/review`, { outcome: 'overturned', reason: '' })
  t.match([empty.statusCode, empty.body], [422, 'value="overturned" checked'])
  const reason = 'It was another account.'
  t.equal((await others.post(`/moderation/blocks/${id}/review`, { outcome: 'overturned', reason })).statusCode, 303)
  t.equal(
    await keyOf(reviewBlock(app, { block: id, coordinator: second, outcome: 'upheld', reason: 'No.' })),
    'appeal-decided',
  )
  await hers.get('/reports/report/v/1/p/1')
  const sent = await hers.post(FORM, { paragraph: rows.paragraphs[0]!, kind: 'general', body: 'Back again.' })
  t.equal(sent.statusCode, 303)
  t.match((await hers.get('/account/block')).body, /The account was blocked[\s\S]+It was another account\./)
  t.same(
    (await mails()).map(({ message }) => message),
    ['account-blocked', 'block-appeal-decided', 'account-unblocked'],
  )
  t.same(await log(), ['person.blocked', 'block.appealed', 'block.overturned', 'person.unblocked'])
})

t.test('a coordinator ends a block with a reason; it can come again, and each keeps its own record', async t => {
  const { app, author, coordinator, block, blocks } = await setting(t)
  const end = (explanation: string) => unblockAccount(app, { person: author.id, coordinator, explanation })
  t.equal(await keyOf(end('No block.')), 'not-blocked')
  await block()
  t.equal(await keyOf(end(' ')), 'explanation-missing')
  t.same(
    await Promise.all([end('Enough.'), end('Enough.')].map(keyOf)).then(keys => keys.sort()),
    ['not-blocked', null].sort(),
  )
  t.equal(await keyOf(appealBlock(app, author, 'Why?')), 'not-blocked')
  await block()
  t.match(await blocks(), [{ end_explanation: 'Enough.' }, { ended_at: null }])
})

t.test('two coordinators at once block once', async t => {
  const { block, blocks, mails } = await setting(t)
  t.same((await Promise.all([block(), block()].map(keyOf))).sort(), ['blocked-already', null].sort())
  t.equal((await blocks()).length, 1)
  t.equal((await mails()).length, 1)
})

t.test('nobody who holds an office is blocked, and nobody who is blocked gets one', async t => {
  const { app, db, rows, author, chair, coordinator, second, block } = await setting(t)
  t.equal(await keyOf(block(chair.id)), 'block-of-office')
  t.equal(await keyOf(block(second.id)), 'block-of-office')
  t.equal(await keyOf(block(coordinator.id)), 'own-block')
  t.equal(await keyOf(block('999999')), 'no-such-account')
  await block()
  const grant = { email: author.email, role: 'coordinator', workingGroup: null, actor: coordinator.id } as const
  t.equal(await keyOf(grantRole(db, grant)), 'role-of-blocked')
  const chairs = await signedIn(app, chair)
  t.equal(
    (await chairs.get(`/moderation/people/${author.id}`)).statusCode,
    403,
    'a block holds everywhere: no chair decides',
  )
  t.notMatch((await chairs.get(`/moderation?author=${author.id}`)).body, '/moderation/people/')
  t.ok(rows)
})
