import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { initialStatus } from '../../server/comments/writing/policy.js'
import type { Policy } from '../../server/database/schema.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { decisionsOn } from '../../server/moderation/decisions/store.js'
import { queuePage, stateCounts } from '../../server/moderation/queue/store.js'
import { testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

async function setting(t: Test) {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const author = await makePerson(db, 'Author')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const second = await makePerson(db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
  const statusOf = async (id: string) =>
    (await db.selectFrom('comments').select('status').where('id', '=', id).executeTakeFirstOrThrow()).status
  return { app, db, rows, author, chair, second, statusOf }
}

/** The decision is not taken, for this reason. */
async function refuses(t: Test, decision: Promise<unknown>, expected: object) {
  const fault = await decision.then(
    () => null,
    (error: unknown) => error,
  )
  t.match(fault, expected)
}

t.test('a chair withholds with a reason: state, decision and log entry come together', async t => {
  const { app, db, rows, author, chair, statusOf } = await setting(t)
  const comment = await makeComment(db, rows, author)
  const decided = await decide(app, {
    comment,
    moderator: chair,
    action: 'withhold',
    reason: 'off-topic',
    explanation: ' Not here. ',
  })
  t.match(decided, { status: 'withheld', reason: 'off-topic', explanation: 'Not here.' })
  t.equal(await statusOf(comment), 'withheld')
  t.match(await decisionsOn(db, comment), [{ id: decided.id, moderator_role: 'chair', reason: 'off-topic' }])
  const [entry] = await db.selectFrom('audit_log').selectAll().where('subject_id', '=', comment).execute()
  t.match(entry, {
    actor_id: chair.id,
    action: 'comment.withheld',
    details: { decision: decided.id, from: 'published', to: 'withheld' },
  })
  t.notMatch(JSON.stringify(entry!.details), 'Not here', 'the log keeps no words')
  t.equal((await decide(app, { comment, moderator: chair, action: 'restore' })).status, 'published')
})

t.test('what cannot be decided is refused, and nothing changes', async t => {
  const { app, db, rows, author, chair, statusOf } = await setting(t)
  const other = await makeReport(db, { slug: 'other', group: 'wg2' })
  const comment = await makeComment(db, rows, author)
  const withhold = { comment, moderator: chair, action: 'withhold' } as const
  await refuses(t, decide(app, withhold), { kind: 'invalid', fields: [{ field: 'reason' }] })
  await refuses(t, decide(app, { ...withhold, reason: 'other', explanation: ' ' }), {
    fields: [{ field: 'explanation' }],
  })
  await refuses(t, decide(app, { comment, moderator: chair, action: 'publish' }), {
    kind: 'conflict',
    key: 'not-in-this-state',
  })
  await refuses(t, decide(app, { comment: '999', moderator: chair, action: 'publish' }), { kind: 'not-found' })
  await refuses(t, decide(app, { ...withhold, moderator: author, reason: 'illegal' }), { key: 'own-comment' })
  const elsewhere = await makeComment(db, other, author)
  await refuses(t, decide(app, { ...withhold, comment: elsewhere, reason: 'illegal' }), {
    kind: 'not-allowed',
    key: 'other-group',
  })
  const own = await makeComment(db, rows, chair)
  await refuses(t, decide(app, { ...withhold, comment: own, reason: 'illegal' }), { key: 'own-comment' })
  const withdrawn = await makeComment(db, rows, author, { status: 'withdrawn' })
  await refuses(t, decide(app, { ...withhold, comment: withdrawn, reason: 'illegal' }), { key: 'comment-withdrawn' })
  t.equal(await statusOf(comment), 'published')
  t.equal((await db.selectFrom('moderation_decisions').selectAll().execute()).length, 0)
  t.equal((await db.selectFrom('audit_log').selectAll().execute()).length, 0)
})

t.test('two chairs at once: one decides, the other learns who did what', async t => {
  const { app, db, rows, author, chair, second } = await setting(t)
  const comment = await makeComment(db, rows, author, { status: 'pending' })
  const answers = await Promise.allSettled([
    decide(app, { comment, moderator: chair, action: 'publish', seen: 'pending@0' }),
    decide(app, { comment, moderator: second, action: 'withhold', reason: 'duplicate', seen: 'pending@0' }),
  ])
  t.same(answers.map(answer => answer.status).sort(), ['fulfilled', 'rejected'])
  const refused = answers.find(answer => answer.status === 'rejected')
  t.match(refused, {
    reason: { kind: 'conflict', key: 'decided-meanwhile', values: { who: 'chair', group: 'Working group wg1' } },
  })
  const fault = (refused as PromiseRejectedResult).reason
  t.match(
    app.messages.in('en')(`faults.${fault.key}.detail`, fault.values),
    /Chair, Working group wg1, (published|withheld)\./,
  )
  t.equal((await decisionsOn(db, comment)).length, 1)
})

t.test('words that the author changed meanwhile are not decided about unread', async t => {
  const { app, db, rows, author, chair, statusOf } = await setting(t)
  const comment = await makeComment(db, rows, author, { status: 'pending' })
  await db
    .updateTable('comments')
    .set({ body: 'Other words.', edited_at: new Date() })
    .where('id', '=', comment)
    .execute()
  await refuses(t, decide(app, { comment, moderator: chair, action: 'publish', seen: 'pending@0' }), {
    key: 'edited-meanwhile',
  })
  t.equal(await statusOf(comment), 'pending')
})

t.test('who has had a comment published is not asked to wait again', async t => {
  const { app, db, rows, author, chair } = await setting(t)
  const starts = async (policy: Policy) => {
    const status = sql.raw(initialStatus(`'${policy}'`, author.id))
    return (await sql<{ status: string }>`select ${status} as status`.execute(db)).rows[0]!.status
  }
  t.equal(await starts('post'), 'published')
  t.equal(await starts('pre'), 'pending')
  t.equal(await starts('first'), 'pending')
  const comment = await makeComment(db, rows, author, { status: 'pending' })
  t.equal(await starts('first'), 'pending')
  await decide(app, { comment, moderator: chair, action: 'publish' })
  t.equal(await starts('first'), 'published')
})

t.test('the queue of several groups comes oldest first, page by page, without what is not hers', async t => {
  const { db, rows, author } = await setting(t)
  const second = await makeReport(db, { slug: 'second', group: 'wg2' })
  const foreign = await makeReport(db, { slug: 'third', group: 'wg3' })
  const ids: string[] = []
  for (let i = 0; i < 6; i++) {
    ids.push(await makeComment(db, i % 2 ? rows : second, author, { status: 'pending' }))
    await makeComment(db, foreign, author, { status: 'pending' })
  }
  const groups = [rows.groupId, second.groupId]
  const first = await queuePage(db, groups, { state: 'pending' }, null, 4)
  t.same(first, ids.slice(0, 4))
  t.same(await queuePage(db, groups, { state: 'pending' }, first.at(-1)!, 4), ids.slice(4))
  t.match(await stateCounts(db, groups, undefined), { pending: 6, published: 0, withheld: 0, spam: 0 })
  t.match(await stateCounts(db, 'all', 'third'), { pending: 6 })
})
