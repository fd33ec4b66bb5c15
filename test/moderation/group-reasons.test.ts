import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { apiToken } from '../../server/accounts/index.js'
import { ConfigError } from '../../server/config.js'
import { loadGroupReasons } from '../../server/moderation/group-reasons/load.js'
import { readGroupReasons } from '../../server/moderation/group-reasons/read.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

const PITCH = {
  reason: 'advertising',
  label: 'A vendor’s pitch',
  text: 'The comment sells a product instead of speaking of the draft.',
}

async function folderWith(t: Test, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'consult-reasons-'))
  t.teardown(() => rm(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

t.test('a group’s file is read, or everything that is wrong with it is named', async t => {
  t.same(readGroupReasons(JSON.stringify({ 'sales-pitch': { ...PITCH, text: ` ${PITCH.text}\n` } })), {
    reasons: [{ code: 'sales-pitch', ...PITCH }],
    faults: [],
  })
  t.same(readGroupReasons('{}'), { reasons: [], faults: [] })
  const faults = (content: string) => readGroupReasons(content).faults.join('\n')
  t.match(faults('{'), /it is no JSON/)
  for (const content of ['[]', 'null', '"x"']) t.match(faults(content), /must be a JSON object/)
  const bad = {
    'Not a code': PITCH,
    advertising: PITCH,
    one: { ...PITCH, reason: 'boring' },
    two: { ...PITCH, label: ' ' },
    three: { ...PITCH, text: 'x'.repeat(1_001) },
    four: { ...PITCH, colour: 'red' },
    five: 'x',
  }
  const found = readGroupReasons(JSON.stringify(bad))
  t.same(found.reasons, [])
  t.match(found.faults, [
    /“Not a code” must be of small letters/,
    /“advertising” is the name of a reason that there is already/,
    /“one” needs a reason out of off-topic, /,
    /“two” needs a label of 1 to 80/,
    /“three” needs a text of 1 to 1,000/,
    /“four” has “colour”/,
    /“five” must be an object/,
  ])
  const many = Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`r${n}`, PITCH]))
  t.match(faults(JSON.stringify(many)), /has 31 reasons; 30 are the most/)
})

t.test('a bad file is refused with its name and what is wrong with it', async t => {
  t.equal((await loadGroupReasons(join(tmpdir(), 'there-is-no-such-folder'))).size, 0)
  const folder = await folderWith(t, { 'wg1.json': '{', 'wg2.json': '{"a": 1}', 'README.txt': 'x' })
  const error = await loadGroupReasons(folder).catch(error => error)
  t.ok(error instanceof ConfigError)
  t.match(error.reasons, [/wg1\.json: it is no JSON/, /wg2\.json: “a” must be an object/])
  t.equal(error.reasons.length, 2)
  const file = await folderWith(t, { x: '' })
  t.match(await loadGroupReasons(join(file, 'x')).catch(error => error.message), /Check REASONS_DIR/)
})

t.test('a chair takes a reason of her group: its text stands in the decision, on the ground that there is', async t => {
  const folder = await folderWith(t, { 'wg1.json': JSON.stringify({ 'sales-pitch': PITCH }) })
  const { app, db, close } = await testApp({ REASONS_DIR: folder })
  t.teardown(close)
  const rows = await makeReport(db)
  const foreign = await makeReport(db, { slug: 'foreign', group: 'wg9' })
  const author = await makePerson(db, 'Author')
  const coordinator = await makePerson(db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
  const [one, two, part] = [
    await makeComment(db, rows, author, { status: 'pending' }),
    await makeComment(db, rows, author, { status: 'pending' }),
    await makeComment(db, rows, author, { body: 'Buy at shop.example. The draft is good.' }),
  ]
  const elsewhere = await makeComment(db, foreign, author, { status: 'pending' })
  const hers = await signedIn(app, coordinator)
  const option = '<option value="advertising+sales-pitch">A vendor’s pitch</option>'
  const queue = (await hers.get('/moderation')).body
  t.equal(queue.split(option).length - 1, 2, 'it is offered for the comments of the group, and for no others')
  t.match((await hers.get(`/comments/${one}/moderation`)).body, option)
  t.match((await hers.get(`/comments/${part}/redact`)).body, option)
  t.notMatch((await hers.get(`/comments/${elsewhere}/moderation`)).body, option)

  const withhold = { action: 'withhold', reason: 'advertising+sales-pitch', explanation: 'It names the shop.' }
  const foreignAnswer = await hers.post(`/comments/${elsewhere}/moderation`, withhold)
  t.match(
    [foreignAnswer.statusCode, foreignAnswer.body],
    [422, 'The working group does not give this reason any more.'],
  )
  for (const reason of ['off-topic+sales-pitch', 'advertising+sale', 'advertising+', '+', 'advertising+A B'])
    t.equal((await hers.post(`/comments/${one}/moderation`, { ...withhold, reason })).statusCode, 422, reason)
  await hers.get(`/comments/${one}/moderation`)
  const wrong = await hers.post(`/comments/${one}/moderation`, { ...withhold, seen: 'spam' })
  t.match([wrong.statusCode, wrong.body], [409, 'value="advertising+sales-pitch" selected'])
  t.equal((await hers.post(`/comments/${one}/moderation`, withhold)).statusCode, 303)
  t.equal(
    (await hers.post(`/comments/${part}/redact`, { passages: 'shop.example', reason: 'advertising+sales-pitch' }))
      .statusCode,
    303,
  )
  const authorization = `Bearer ${await apiToken(db, { email: coordinator.email, expiresMs: 60_000 })}`
  const payload = { action: 'withhold', reason: 'advertising', groupReason: 'sales-pitch', explanation: '' }
  const url = `/api/v1/comments/${two}/moderation`
  const called = await app.inject({ method: 'POST', url, payload, headers: { authorization } })
  t.match(called.json(), { decision: { reason: 'advertising', explanation: PITCH.text } })
  const decisions = await db.selectFrom('moderation_decisions').selectAll().orderBy('id').execute()
  t.match(decisions, [
    { comment_id: one, reason: 'advertising', explanation: `${PITCH.text}\n\nIt names the shop.` },
    { comment_id: part, reason: 'advertising', explanation: PITCH.text },
    { comment_id: two, reason: 'advertising', explanation: PITCH.text },
  ])
  t.match((await new Browser(app).get(`/comments/${one}`)).body, 'Reason: Advertising or spam.')
  t.match((await new Browser(app).get('/moderation/log')).body, PITCH.text)
})

t.test('a reader reports a comment for the same reasons', async t => {
  const folder = await folderWith(t, { 'wg1.json': JSON.stringify({ 'sales-pitch': PITCH }) })
  const { app, db, close } = await testApp({ REASONS_DIR: folder })
  t.teardown(close)
  const rows = await makeReport(db)
  const comment = await makeComment(db, rows, await makePerson(db, 'Author'))
  const nobody = new Browser(app)
  t.match((await nobody.get(`/comments/${comment}/flag`)).body, 'value="advertising+sales-pitch"')
  const wrong = await nobody.post(`/comments/${comment}/flag`, { reason: 'off-topic+sales-pitch' })
  t.match([wrong.statusCode, wrong.body], [422, 'Choose another.'])
  t.equal((await nobody.post(`/comments/${comment}/flag`, { reason: 'advertising+sales-pitch' })).statusCode, 303)
  t.match(await db.selectFrom('flags').selectAll().execute(), [{ reason: 'advertising', explanation: PITCH.text }])
})
