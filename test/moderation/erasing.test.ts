import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { extendChain, verifyLog } from '../../server/audit/index.js'
import { GAP } from '../../server/comments/gaps/gaps.js'
import { editComment } from '../../server/comments/writing/change.js'
import type { Database } from '../../server/database/pool.js'
import { makeAppeal, reviewAppeal } from '../../server/moderation/appeals/appeal.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { erase } from '../../server/moderation/erasing/erase.js'
import { flagComment } from '../../server/moderation/flags/flag.js'
import { redact } from '../../server/moderation/redactions/redact.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

const SECRET = 'xyzzyplugh'

/** The comment has been edited, flagged, and its author has typed it anew without having signed in. */
async function setting(t: Test) {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const author = await makePerson(db, 'Author')
  const reader = await makePerson(db, 'Reader')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const coordinator = await makePerson(db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
  const other = await makePerson(db, 'Other', [{ role: 'coordinator', workingGroupId: null }])
  const version = await db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  const comment = await makeComment(db, rows, author, { body: `She lives at ${SECRET}.\n\nThe draft is good.` })
  const words = { kind: 'general' as const, body: `She lives at ${SECRET}, 3.\n\nThe draft is good.` }
  await editComment(app, version, author, comment, { ...words, proposedText: `Ask at ${SECRET}` })
  const nobody = new Browser(app)
  await nobody.get('/reports/report/v/1/p/1')
  const typed = { ...words, byHand: 'yes', body: words.body.replaceAll('\n', '\r\n') }
  await nobody.post('/reports/report/v/1/comments', { ...typed, paragraph: rows.paragraphs[0]! })
  await flagComment(app, { person: reader, address: '192.0.2.1' }, comment, {
    reason: 'personal-data',
    explanation: `It says ${SECRET}.`,
  })
  const row = () => db.selectFrom('comments').selectAll().where('id', '=', comment).executeTakeFirstOrThrow()
  return { app, db, rows, author, reader, chair, coordinator, other, comment, row, version }
}

/** Every table with a row in which the words stand. */
async function tablesWith(db: Database, words: string): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`.execute(db)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.raw(name)} r where r::text ilike ${`%${words}%`}`.execute(db)
    if (rows[0]!.n) found.push(name)
  }
  return found
}

const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (fault: { key: string; fields?: { key: string }[] }) => fault.fields?.[0]?.key ?? fault.key,
  )

t.test(
  'a coordinator erases a comment that is kept apart: its words are gone, the tombstone and the log stay',
  async t => {
    const { app, db, author, reader, chair, coordinator, comment, row } = await setting(t)
    t.same(await tablesWith(db, SECRET), [
      'public.comment_wordings',
      'public.comments',
      'public.flags',
      'public.kept_forms',
    ])
    await decide(app, { comment, moderator: chair, action: 'withhold', reason: 'personal-data' })
    await extendChain(db)
    const written = await verifyLog(db)

    const hers = await signedIn(app, coordinator)
    t.match((await hers.get(`/comments/${comment}/moderation`)).body, `href="/comments/${comment}/erase"`)
    t.match((await hers.get(`/comments/${comment}/erase`)).body, SECRET, 'she reads once more what it is')
    const unsure = await hers.post(`/comments/${comment}/erase`, { explanation: 'Typed: an address.' })
    t.match([unsure.statusCode, unsure.body], [422, 'Tick the box if you want to erase these words.'])
    t.match(unsure.body, 'Typed: an address.')
    const silent = await hers.post(`/comments/${comment}/erase`, { sure: 'yes' })
    t.match([silent.statusCode, silent.body], [422, 'Fill in this field.'])
    t.equal((await row()).erased_at, null)
    const done = await hers.post(`/comments/${comment}/erase`, {
      sure: 'yes',
      explanation: 'An address of a third person.',
    })
    t.match([done.statusCode, done.headers.location], [303, '/moderation#queue'])

    t.same(await tablesWith(db, SECRET), [], 'no table holds them any more')
    t.match(await row(), { body: '', proposed_text: null, status: 'withheld', erased_at: Date })
    const [entry] = await db.selectFrom('audit_log').selectAll().where('action', '=', 'comment.erased').execute()
    t.match(entry, {
      subject_id: comment,
      details: { reason: 'personal-data', role: 'coordinator', erased: 'comment' },
    })
    t.match(String((entry!.details as { sha256: string }).sha256), /^[0-9a-f]{64}$/)
    await extendChain(db)
    const whole = await verifyLog(db, written.ok ? written.head : null)
    t.match(whole, { ok: true, waiting: 0 })

    const tombstone = 'This comment was withheld by a moderator. Reason: Personal data'
    t.match((await (await signedIn(app, reader)).get(`/comments/${comment}`)).body, tombstone)
    t.match((await (await signedIn(app, chair)).get(`/comments/${comment}`)).body, tombstone)
    t.match(
      (await (await signedIn(app, author)).get(`/comments/${comment}`)).body,
      'its words have been erased for good',
    )
    t.match(
      (await hers.get('/moderation/log')).body,
      /Words of a withheld comment erased[\s\S]+An address of a third person/,
    )
    t.match(
      (await db.selectFrom('mails').selectAll().where('person_id', '=', author.id).orderBy('id').execute()).at(-1),
      {
        message: 'moderation-decision',
        content: { action: 'erase', reason: 'personal-data', explanation: 'An address of a third person.' },
      },
    )

    const again = await hers.post(`/comments/${comment}/erase`, { sure: 'yes', explanation: 'Twice.' })
    t.match([again.statusCode, again.body], [409, 'The words have been erased'])
    for (const action of ['restore', 'spam'] as const)
      t.equal(await faultOf(decide(app, { comment, moderator: coordinator, action })), 'comment-erased')
    const back = { comment, moderator: coordinator, passages: ['x'], reason: 'other' as const, explanation: 'x' }
    t.equal(await faultOf(redact(app, back)), 'comment-erased')
    t.notMatch((await hers.get(`/comments/${comment}/moderation`)).body, 'value="restore"')
  },
)

t.test('of a public comment only the passages go that are kept apart', async t => {
  const { app, db, author, reader, chair, coordinator, comment, row, version } = await setting(t)
  await redact(app, { comment, moderator: chair, passages: ['good'], reason: 'off-topic' })
  await redact(app, { comment, moderator: chair, passages: [SECRET], reason: 'illegal', explanation: 'A threat.' })
  const done = await erase(app, { comment, moderator: coordinator, explanation: 'A threat.' })
  t.match(done, { status: 'published', reason: 'illegal' })
  t.same(await tablesWith(db, SECRET), [])
  t.match(await row(), {
    body: `She lives at ${GAP}, 3.\n\nThe draft is good.`,
    proposed_text: `Ask at ${GAP}`,
    shown_body: `She lives at ${GAP}, 3.\n\nThe draft is ${GAP}.`,
    erased_at: null,
  })
  const page = (await (await signedIn(app, reader)).get(`/comments/${comment}`)).body
  t.match(page, /She lives at <span class="gap">[\s\S]+Reason: Illegal content\./)
  const hers = await signedIn(app, author)
  const edit = (await hers.get(`/comments/${comment}/edit`)).body
  t.match(edit, 'She lives at […], 3.')
  for (const path of [`/comments/${comment}`, '/account', '/account/data', `/comments/${comment}/edit`])
    t.notMatch((await hers.get(path)).body, GAP, path)
  t.equal(await faultOf(erase(app, { comment, moderator: coordinator, explanation: 'x' })), 'nothing-to-erase')
  const parts = (await (await signedIn(app, chair)).get(`/comments/${comment}/redact`)).body
  t.match(parts, 'These words have been erased.')
  t.match(await editComment(app, version, author, comment, { kind: 'general', body: 'Anew.' }), { status: 'pending' })
})

t.test('what is not kept apart, or under appeal, cannot be erased, and by nobody but a coordinator', async t => {
  const { app, db, author, chair, coordinator, other, comment, row } = await setting(t)
  const tried = (moderator = coordinator) => faultOf(erase(app, { comment, moderator, explanation: 'x' }))
  t.equal(await tried(), 'nothing-to-erase')
  await decide(app, { comment, moderator: chair, action: 'withhold', reason: 'off-topic' })
  t.equal(await tried(), 'nothing-to-erase')
  await decide(app, { comment, moderator: chair, action: 'restore' })
  const withheld = await decide(app, {
    comment,
    moderator: chair,
    action: 'withhold',
    reason: 'illegal',
    explanation: 'A law.',
  })
  t.equal(await tried(chair), 'kept-apart')
  const theirs = await signedIn(app, chair)
  t.equal((await theirs.get(`/comments/${comment}/erase`)).statusCode, 403)
  await makeAppeal(app, author, withheld.id, `It is lawful to say ${SECRET}.`)
  t.equal(await tried(), 'appeal-open')
  t.notMatch((await theirs.get('/moderation/appeals')).body, SECRET, 'nor does a chair read it in the appeal')
  t.equal((await theirs.get('/appeals/1')).statusCode, 200)
  t.notMatch(theirs.page, SECRET)
  const [appeal] = await db.selectFrom('appeals').select('id').execute()
  await reviewAppeal(app, { appeal: appeal!.id, moderator: other, outcome: 'upheld', reason: 'It is not.' })
  t.equal((await row()).erased_at, null)
  const both = await Promise.all([tried(), tried(other)])
  t.same(both.sort(), ['comment-erased', null], 'two at once erase once')
  t.same(await tablesWith(db, SECRET), [])
})

t.test('an author can appeal against an erasure: the words do not come back, and she is told', async t => {
  const { app, db, author, coordinator, other, chair, comment, row } = await setting(t)
  await decide(app, { comment, moderator: chair, action: 'withhold', reason: 'illegal', explanation: 'A law.' })
  const { id } = await erase(app, { comment, moderator: coordinator, explanation: 'A threat.' })
  await makeAppeal(app, author, id, 'It was none.')
  const { id: appeal } = await db.selectFrom('appeals').select('id').executeTakeFirstOrThrow()
  const page = (await (await signedIn(app, other)).get(`/appeals/${appeal}`)).body
  t.match(page, 'nothing can bring them back')
  const review = (moderator: typeof other) =>
    faultOf(reviewAppeal(app, { appeal, moderator, outcome: 'overturned', reason: 'It was none.' }))
  t.equal(await review(coordinator), 'own-decision')
  t.equal(await review(other), null)
  t.match(await row(), { status: 'withheld', body: '' })
})
