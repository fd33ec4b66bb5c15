import { sql } from 'kysely'
import t from 'tap'
import type { Database } from '../../server/database/pool.js'
import { holdVersion, unpublish } from '../../server/reports/managing/publishing/store.js'
import { signedIn, testApp } from '../app.js'
import { makeComment, makeNextVersion, makePerson, makeReport } from '../rows.js'

const NOTE = 'The wrong file was published.'
const DAY_MS = 24 * 3600_000

async function withReport() {
  const test = await testApp()
  const rows = await makeReport(test.db)
  const coordinator = await signedIn(
    test.app,
    await makePerson(test.db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }]),
  )
  const person = await makePerson(test.db, 'Reader')
  const reader = await signedIn(test.app, person)
  const takeBack = async (number: number, note = NOTE) => {
    await coordinator.get(`/manage/reports/report/v/${number}`)
    return coordinator.post(`/manage/reports/report/v/${number}/take-back`, { note })
  }
  return { ...test, ...rows, rows, coordinator, reader, person, takeBack }
}

const stateOf = async (db: Database, id: number) =>
  (await db.selectFrom('versions').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state

/** Until a statement of this database waits for a row that another transaction holds. */
async function untilOneWaits(db: Database) {
  for (const until = Date.now() + 5_000; Date.now() < until; ) {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    if (rows.length > 0) return
  }
  throw new Error('Nothing waits')
}

t.test('a version that was published by mistake is taken back, with a note for everybody', async t => {
  const { app, db, close, coordinator, reader, takeBack, versionId } = await withReport()
  t.teardown(close)
  t.equal((await reader.get('/reports/report/v/1')).statusCode, 200)
  const empty = await takeBack(1, ' ')
  t.equal(empty.statusCode, 422)
  t.match(empty.body, /id="taking-note"[^>]*aria-invalid="true"/, 'without a note the form comes back')
  t.equal(await stateOf(db, versionId), 'published')

  t.equal((await takeBack(1)).statusCode, 303)
  t.equal(await stateOf(db, versionId), 'draft')
  t.equal((await coordinator.post('/manage/reports/report/v/1/take-back', { note: NOTE })).statusCode, 303, 'twice')
  t.equal((await takeBack(1, 'Another note')).statusCode, 409, 'a draft cannot be taken back')
  t.equal((await reader.get('/reports/report/v/1')).statusCode, 404)
  const page = await app.inject('/reports/report')
  t.equal(page.statusCode, 200, 'the page of the report stays')
  t.match(page.body, /Version 1 was taken back on .*The wrong file was published\./s)
  const entries = await db.selectFrom('audit_log').selectAll().where('action', '=', 'version.taken-back').execute()
  t.equal(entries.length, 1)
  t.match(entries[0]!.details, { report: 'report', number: 1, note: NOTE })

  const discarded = await coordinator.post('/manage/reports/report/v/1/discard')
  t.equal(discarded.statusCode, 303, 'the draft can be discarded')
})

t.test('what is taken back can be published again, and comments are carried to it anew', async t => {
  const { db, close, coordinator, reader, runJobs, takeBack, person, reportId, rows } = await withReport()
  t.teardown(close)
  await makeComment(db, rows, person)
  const { id: second } = await makeNextVersion(db, { reportId }, 2, ['First paragraph.', 'Another paragraph.'], {
    openFor: DAY_MS,
  })
  await sql`select graphile_worker.add_job('carry-comments', json_build_object('version', ${second}::int))`.execute(db)
  await runJobs()
  const anchors = () => db.selectFrom('anchors').select('comment_id').where('version_id', '=', second).execute()
  t.equal((await anchors()).length, 1)
  t.equal((await takeBack(1)).statusCode, 409, 'only the latest is taken back')
  t.equal((await takeBack(2)).statusCode, 303)
  t.equal((await anchors()).length, 0)
  t.equal((await reader.get('/reports/report/v/1')).statusCode, 200)

  await coordinator.get('/manage/reports/report/v/2/publish')
  const published = await coordinator.post('/manage/reports/report/v/2/publish', {
    label: '',
    guidance: '',
    questions: '',
    moderation: 'post',
    closesDate: new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10),
    closesTime: '12:00',
  })
  t.equal(published.statusCode, 303)
  await runJobs()
  t.equal((await anchors()).length, 1)
  t.equal((await reader.get('/reports/report/v/2')).statusCode, 200)
})

t.test('after its first comment a version stays', async t => {
  const { db, close, coordinator, takeBack, versionId, person, rows } = await withReport()
  t.teardown(close)
  await coordinator.get('/manage/reports/report/v/1')
  t.match(coordinator.page, /take-back/)
  await makeComment(db, rows, person, { status: 'pending' })
  const refused = await takeBack(1)
  t.equal(refused.statusCode, 409)
  t.match(refused.body, /There are comments on this version/)
  t.equal(await stateOf(db, versionId), 'published')
  await t.rejects(sql`update versions set state = 'draft' where id = ${versionId}`.execute(db), /frozen/)
  await t.rejects(
    sql`update versions set state = 'draft', published_at = null, opens_at = null, closes_at = null`.execute(db),
    /frozen/,
    'the database itself refuses it',
  )
})

t.test('a comment of the same moment is kept, or finds no consultation, and never lands on a draft', async t => {
  const { db, close, reader, takeBack, versionId, person, rows } = await withReport()
  t.teardown(close)
  const form = { body: 'In the same moment.', kind: 'general', paragraph: '1' }
  await reader.get('/reports/report/v/1/p/1')
  const writing: Promise<{ statusCode: number }>[] = []
  await db.transaction().execute(async tx => {
    await holdVersion(tx, versionId)
    writing.push(reader.post('/reports/report/v/1/comments', form))
    await untilOneWaits(db)
    await unpublish(tx, versionId)
  })
  const late = await writing[0]!
  t.ok(late.statusCode >= 400, `refused with ${late.statusCode}`)
  t.equal((await db.selectFrom('comments').select('id').execute()).length, 0)

  await sql`update versions set state = 'published', published_at = now(), opens_at = now(),
    closes_at = now() + interval '1 day'`.execute(db)
  const taking: Promise<{ statusCode: number }>[] = []
  await db.transaction().execute(async tx => {
    await makeComment(tx, rows, person)
    taking.push(takeBack(1))
    await untilOneWaits(db)
  })
  t.equal((await taking[0]!).statusCode, 409, 'who was first is kept')
  t.equal(await stateOf(db, versionId), 'published')
})
