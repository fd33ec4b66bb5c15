import fc from 'fast-check'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { apiToken } from '../../server/accounts/index.js'
import { GAP, piecesOf, rangesOf, withGaps, wordGaps } from '../../server/comments/gaps/gaps.js'
import { editComment } from '../../server/comments/writing/change.js'
import type { Id } from '../../server/database/schema.js'
import { makeAppeal, reviewAppeal } from '../../server/moderation/appeals/appeal.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { flagComment } from '../../server/moderation/flags/flag.js'
import { lift, redact } from '../../server/moderation/redactions/redact.js'
import { signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

const BODY = 'Write to Ms Doe, 12 Long Street.\n\nThe draft is good.'
const NOTE = 'a moderator has withheld these words'

async function setting(t: Test) {
  const { app, db, runJobs, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const author = await makePerson(db, 'Author')
  const reader = await makePerson(db, 'Reader')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const second = await makePerson(db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
  const coordinator = await makePerson(db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
  const comment = await makeComment(db, rows, author, { body: BODY })
  const row = (id: Id = comment) => db.selectFrom('comments').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const version = await db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  const mailsTo = (person: Id) =>
    db.selectFrom('mails').selectAll().where('person_id', '=', person).orderBy('id').execute()
  const passages = ['12 Long Street']
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
    row,
    version,
    mailsTo,
    passages,
    runJobs,
  }
}

const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (fault: { key: string; fields?: { key: string }[] }) => fault.fields?.[0]?.key ?? fault.key,
  )

t.test('a passage is found as words, whatever its case, its spaces and its script', async t => {
  const found = (text: string, ...passages: string[]) => rangesOf(text, passages).map(r => text.slice(r.start, r.end))
  t.same(found('An ass. This assessment, ASS!', 'ass'), ['ass', 'ASS'])
  t.same(found('This assessment', 'ass'), ['ass'], 'where it stands nowhere as a word, it is taken where it stands')
  t.same(found('12  Long\nStreet', '12 long street'), ['12  Long\nStreet'])
  t.same(found('我认识张三的人，张三。', '张三'), ['张三', '张三'])
  t.same(found('a (b) c-d', '(b)', '.', 'c-d'), ['(b) c-d'])
  t.same(found('one two three', 'one', 'two'), ['one two'], 'what meets is one gap')
  t.same(found('abcd', 'abc', 'bcd'), ['abcd'])
  t.same(found('nothing', ' ', 'x'), [])
  t.equal(withGaps('Hello ass.', ['ass']), `Hello ${GAP}.`)
  t.equal(wordGaps(`Hello ${GAP}.`, 'gone'), 'Hello [gone].')
  t.same(piecesOf(`a${GAP}${GAP}b`), [
    { gap: false, text: 'a' },
    { gap: true },
    { gap: true },
    { gap: false, text: 'b' },
  ])
})

t.test('whatever the words: what is taken out is not there any more, and all else is', async t => {
  const word = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter(w => w.trim() !== '' && !w.includes(GAP))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(), (words, n): boolean => {
      const text = words.join(' ').normalize('NFC')
      const passage = words[n % words.length]!
      const shown = withGaps(text, [passage])
      if (!shown.includes(GAP)) return false
      const ranges = rangesOf(text, [passage])
      const kept = ranges.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)
      return kept === shown.replaceAll(GAP, '')
    }),
    { numRuns: 300 },
  )
  t.pass('for 300 texts')
})

t.test('a chair withholds an address: readers find a gap with its reason, the author and chairs the words', async t => {
  const { app, db, author, reader, chair, comment, row, mailsTo } = await setting(t)
  const hers = await signedIn(app, chair)
  const form = (await hers.get(`/comments/${comment}/redact`)).body
  t.match(form, /12 Long Street[\s\S]+Words to withhold/)
  t.match((await hers.get(`/comments/${comment}/moderation`)).body, `href="/comments/${comment}/redact"`)
  await hers.get(`/comments/${comment}/redact`)
  const seen = /name="seen" value="([^"]+)"/.exec(hers.page)![1]!
  const preview = await hers.post(`/comments/${comment}/redact`, {
    passages: '12 long street\r\n',
    step: 'preview',
    seen,
  })
  t.match([preview.statusCode, preview.body], [200, `Write to Ms Doe, [${NOTE}].`])
  t.match(preview.body, /12 long street\s*<\/textarea>/, 'what she typed stays')
  t.equal((await row()).shown_body, null, 'looking changes nothing')
  const none = await hers.post(`/comments/${comment}/redact`, { passages: '12 Long Street', step: 'do', seen })
  t.match([none.statusCode, none.body], [422, 'Choose the reason why it is withheld.'])
  const missing = await hers.post(`/comments/${comment}/redact`, { passages: '13 Long Street', reason: 'other', seen })
  t.match([missing.statusCode, missing.body], [422, 'These words do not stand in the comment: “13 Long Street”'])
  const sent = await hers.post(`/comments/${comment}/redact`, {
    passages: '12 Long Street',
    reason: 'personal-attack',
    explanation: 'It names where somebody lives.',
    seen,
    step: 'do',
  })
  t.match([sent.statusCode, sent.headers.location], [303, '/moderation#queue'])
  t.match(await row(), {
    body: BODY,
    status: 'published',
    shown_body: `Write to Ms Doe, ${GAP}.\n\nThe draft is good.`,
  })
  const twice = await hers.post(`/comments/${comment}/redact`, { passages: '12 Long Street', reason: 'illegal', seen })
  t.match([twice.statusCode, twice.body], [409, 'Somebody has already decided'])

  const theirs = await signedIn(app, reader)
  for (const path of [`/comments/${comment}`, '/reports/report/v/1/p/1', '/reports/report/comments']) {
    const { body } = await theirs.get(path)
    t.match(body, `Write to Ms Doe, <span class="gap">[${NOTE}]</span>.`, path)
    t.match(body, 'A moderator has withheld a part of this comment. Reason: Personal attack.', path)
    t.notMatch(body, 'Long Street', path)
  }
  t.match((await theirs.get('/reports/report/comments?text=Long')).body, 'No comment')
  t.match((await theirs.get('/reports/report/comments?text=good')).body, 'Ms Doe')
  const [item] = (await theirs.get('/api/v1/reports/report/comments')).json().items
  t.match(item, {
    body: `Write to Ms Doe, [${NOTE}].\n\nThe draft is good.`,
    withheldParts: [{ reason: 'personal-attack', words: null }],
  })
  t.match((await theirs.get('/reports/report/export?format=csv')).body, `Write to Ms Doe, [${NOTE}].`)
  const own = await signedIn(app, author)
  t.match((await own.get(`/comments/${comment}`)).body, `href="/comments/${comment}/decisions"`)
  for (const browser of [own, hers]) {
    const { body } = await browser.get(`/comments/${comment}`)
    t.match(body, '<mark>12 Long Street</mark>')
    t.match(body, 'Withheld from the public: “12 Long Street”. Reason: Personal attack.')
  }
  t.match((await hers.get('/reports/report/comments?text=Long')).body, 'Ms Doe')
  t.match((await hers.get('/reports/report/export?format=csv&audience=chair')).body, 'Long Street')
  const [mail] = await mailsTo(author.id)
  t.match(mail, {
    message: 'moderation-decision',
    content: { action: 'redact', reason: 'personal-attack', origin: 'own' },
  })
  t.notMatch(JSON.stringify(mail), 'Long Street')
  const log = await db.selectFrom('audit_log').selectAll().where('action', '=', 'comment.redacted').execute()
  t.match(log, [
    { subject_id: comment, details: { reason: 'personal-attack', role: 'chair', parts: 1, to: 'published' } },
  ])
  t.match((await theirs.get('/moderation/log')).body, /Part of a comment withheld[\s\S]+where somebody lives/)
})

t.test('what cannot be taken out is refused, and nothing changes', async t => {
  const { app, db, rows, author, chair, coordinator, comment, passages, row } = await setting(t)
  const tried = (change: object) =>
    faultOf(redact(app, { comment, moderator: chair, passages, reason: 'off-topic', ...change }))
  const foreign = await makeReport(db, { slug: 'foreign', group: 'wg9' })
  const stranger = await makePerson(db, 'Elsewhere', [{ role: 'chair', workingGroupId: foreign.groupId }])
  const own = await makePerson(db, 'Own', [{ role: 'chair', workingGroupId: rows.groupId }])
  const hers = await makeComment(db, rows, own, { body: BODY })
  t.equal(await tried({ reason: undefined }), 'reason-missing')
  t.equal(await tried({ reason: 'other' }), 'explanation-missing')
  t.equal(await tried({ reason: 'illegal' }), 'law-missing')
  t.equal(await tried({ passages: [' '] }), 'passages-missing')
  t.equal(await tried({ passages: ['Short Street'] }), 'passage-not-found')
  t.equal(await tried({ passages: BODY.split('\n\n') }), 'nothing-left')
  t.equal(await tried({ moderator: stranger }), 'other-group')
  t.equal(await tried({ moderator: own, comment: hers }), 'own-comment')
  t.equal(await tried({ comment: '999' }), 'no-such-comment')
  t.equal(await tried({ seen: 'pending@0' }), 'not-in-this-state')
  const spam = await makeComment(db, rows, author, { body: BODY, status: 'spam' })
  t.equal(await tried({ comment: spam }), 'not-in-this-state')
  const withdrawn = await makeComment(db, rows, author, { body: BODY, status: 'withdrawn' })
  t.equal(await tried({ comment: withdrawn }), 'comment-withdrawn')
  t.match(await row(), { shown_body: null, status: 'published' })
  t.equal(Number((await db.selectFrom('moderation_decisions').select(sql`count(*)`.as('n')).executeTakeFirst())!.n), 0)
  const both = await Promise.all([tried({ seen: '0@0' }), tried({ seen: '0@0', moderator: coordinator })])
  t.same(both.sort(), ['decided-meanwhile', null], 'two at once decide once')
  t.equal(await tried({ moderator: coordinator }), 'passages-withheld')
})

t.test(
  'a comment that waits is published without the part, and one that was withheld is restored without it',
  async t => {
    const { app, db, rows, author, chair, comment, passages, row } = await setting(t)
    const reply = await makeComment(db, rows, author, { status: 'pending', body: BODY })
    await db
      .updateTable('comments')
      .set({ parent_id: await makeComment(db, rows, chair) })
      .where('id', '=', reply)
      .execute()
    const done = await redact(app, { comment: reply, moderator: await second(db, rows), passages, reason: 'off-topic' })
    t.match([done.status, (await row(reply)).status], ['published', 'published'])
    const { rows: jobs } = await sql<{ n: number }>`
    select count(*)::int as n from graphile_worker.jobs where task_identifier = 'tell-of-reply'`.execute(db)
    t.equal(jobs[0]!.n, 1, 'who was answered hears of it')
    await decide(app, { comment, moderator: chair, action: 'withhold', reason: 'off-topic' })
    await redact(app, { comment, moderator: chair, passages, reason: 'off-topic' })
    t.match(await row(), { status: 'published', shown_body: `Write to Ms Doe, ${GAP}.\n\nThe draft is good.` })
  },
)

const second = (db: Parameters<typeof makePerson>[0], rows: { groupId: number }) =>
  makePerson(db, 'Another Chair', [{ role: 'chair', workingGroupId: rows.groupId }])

t.test('no edit brings the words back: they stay out, and the new words wait for a chair', async t => {
  const { app, reader, author, chair, version, comment, passages, row } = await setting(t)
  await redact(app, { comment, moderator: chair, passages, reason: 'off-topic' })
  const hers = await signedIn(app, author)
  t.match((await hers.get(`/comments/${comment}/edit`)).body, '12 Long Street', 'she sees her own words')
  const edit = (body: string) => editComment(app, version, author, comment, { kind: 'general', body })
  t.match(await edit('I insist: 12 LONG street, twice: 12 Long Street. Good.'), { status: 'pending' })
  t.match(await row(), { shown_body: `I insist: ${GAP}, twice: ${GAP}. Good.` })
  const theirs = await signedIn(app, reader)
  t.notMatch((await theirs.get(`/comments/${comment}`)).body, /Long Street/i)
  await decide(app, { comment, moderator: chair, action: 'publish' })
  t.notMatch((await theirs.get(`/comments/${comment}`)).body, /Long Street/i)
  t.match((await theirs.get(`/comments/${comment}`)).body, `I insist: <span class="gap">`)
  t.match(await edit('Without an address.'), { status: 'pending' })
  t.match(await row(), { shown_body: null }, 'nothing is left to be taken out')
  await decide(app, { comment, moderator: chair, action: 'publish' })
  t.notMatch((await theirs.get(`/comments/${comment}`)).body, /Long Street|class="gap"/i, 'nor from earlier wordings')
  t.match(await edit('Again 12 Long Street, and good.'), { status: 'pending' })
  t.match(await row(), { shown_body: `Again ${GAP}, and good.` })
})

t.test('a chair shows the words again, once; and so does an appeal', async t => {
  const { app, db, author, chair, second, coordinator, comment, passages, row, mailsTo } = await setting(t)
  const first = await redact(app, { comment, moderator: chair, passages, reason: 'off-topic' })
  const other = await redact(app, { comment, moderator: second, passages: ['good'], reason: 'off-topic' })
  t.equal((await row()).shown_body, `Write to Ms Doe, ${GAP}.\n\nThe draft is ${GAP}.`)
  const hers = await signedIn(app, chair)
  t.match((await hers.get(`/comments/${comment}/redact`)).body, /Withheld parts[\s\S]+<mark>12 Long Street<\/mark>/)
  const done = await hers.post(`/decisions/${first.id}/lift`, { explanation: 'It is her office.' })
  t.match([done.statusCode, done.headers.location], [303, `/comments/${comment}/redact`])
  t.equal((await row()).shown_body, `Write to Ms Doe, 12 Long Street.\n\nThe draft is ${GAP}.`)
  const again = await hers.post(`/decisions/${first.id}/lift`)
  t.match([again.statusCode, again.body], [409, 'These words are shown again already'])
  t.match((await mailsTo(author.id)).at(-1), { content: { action: 'lift', explanation: 'It is her office.' } })
  t.equal(await faultOf(lift(app, { decision: '999', moderator: chair })), 'no-such-decision')

  t.equal(await faultOf(makeAppeal(app, author, first.id, 'x')), 'appeal-superseded')
  await makeAppeal(app, author, other.id, 'It is good.')
  const { id: appeal } = await db.selectFrom('appeals').select('id').executeTakeFirstOrThrow()
  await reviewAppeal(app, { appeal, moderator: coordinator, outcome: 'overturned', reason: 'A harmless word.' })
  t.match(await row(), { shown_body: null, status: 'published', body: BODY })
  t.match((await mailsTo(author.id)).slice(-2), [
    { message: 'appeal-decided', content: { outcome: 'overturned' } },
    { message: 'moderation-decision', content: { action: 'lift', explanation: 'A harmless word.' } },
  ])
})

t.test('what is withheld as illegal or for personal data is kept apart from chairs too', async t => {
  const { app, db, author, reader, chair, second, coordinator, comment, passages } = await setting(t)
  await flagComment(app, { person: reader, address: '192.0.2.1' }, comment, { reason: 'personal-data' })
  const sealed = await redact(app, { comment, moderator: chair, passages, reason: 'personal-data' })
  t.match((await db.selectFrom('mails').select('content').where('person_id', '=', author.id).execute())[0], {
    content: { origin: 'flagged' },
  })
  for (const one of [chair, second]) {
    const browser = await signedIn(app, one)
    for (const path of [
      `/comments/${comment}`,
      `/comments/${comment}/moderation`,
      '/moderation?state=published',
      '/reports/report/comments?text=Long',
      '/reports/report/export?format=csv&audience=chair',
    ])
      t.notMatch((await browser.get(path)).body, 'Long Street', path)
    t.equal((await browser.get(`/comments/${comment}/redact`)).statusCode, 403)
    t.equal(await faultOf(lift(app, { decision: sealed.id, moderator: one })), 'kept-apart')
    t.equal(await faultOf(redact(app, { comment, moderator: one, passages: ['good'], reason: 'other' })), 'kept-apart')
  }
  t.match((await (await signedIn(app, coordinator)).get(`/comments/${comment}`)).body, '12 Long Street')
  t.match((await (await signedIn(app, author)).get(`/comments/${comment}`)).body, '12 Long Street')
  await lift(app, { decision: sealed.id, moderator: coordinator })
  t.match((await (await signedIn(app, reader)).get(`/comments/${comment}`)).body, '12 Long Street')

  const whole = await decide(app, { comment, moderator: chair, action: 'withhold', reason: 'personal-data' })
  t.equal(whole.status, 'withheld')
  t.equal(await faultOf(decide(app, { comment, moderator: chair, action: 'restore' })), 'kept-apart')
  t.equal(await faultOf(redact(app, { comment, moderator: chair, passages, reason: 'illegal' })), 'kept-apart')
  t.notMatch((await (await signedIn(app, chair)).get(`/comments/${comment}/moderation`)).body, 'value="restore"')
  t.equal((await decide(app, { comment, moderator: coordinator, action: 'restore' })).status, 'published')
})

t.test('programs withhold a part by the same rules', async t => {
  const { app, db, chair, comment, row } = await setting(t)
  const authorization = `Bearer ${await apiToken(db, { email: chair.email, expiresMs: 60_000 })}`
  const call = (url: string, payload: object) =>
    app.inject({ method: 'POST', url, payload, headers: { authorization } })
  const url = `/api/v1/comments/${comment}/redactions`
  t.equal((await call(url, { passages: [] })).statusCode, 422)
  t.match((await call(url, { passages: ['Nobody'], reason: 'illegal' })).json(), {
    status: 422,
    errors: [{ field: 'passages' }],
  })
  const done = (await call(url, { passages: ['good'], reason: 'off-topic' })).json()
  t.match(done, { id: comment, status: 'published', decision: { action: 'redact', reason: 'off-topic' } })
  t.equal((await row()).shown_body, BODY.replace('good', GAP))
  t.match((await call(`/api/v1/decisions/${done.decision.id}/lift`, {})).json(), { decision: { action: 'lift' } })
  t.equal((await row()).shown_body, null)
})
