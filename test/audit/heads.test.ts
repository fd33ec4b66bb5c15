import { strFromU8, unzipSync } from 'fflate'
import { sql } from 'kysely'
import { SaxesParser } from 'saxes'
import t, { type Test } from 'tap'
import { headHash, record, verifyLog } from '../../server/audit/index.js'
import { type Format, formats } from '../../server/exports/index.js'
import { taskList } from '../../server/jobs/tasks.js'
import { testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

async function setting(t: Test) {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const write = () => record(db, { actor: null, action: 'comment.written', subject: 'comment', subjectId: 1 })
  /** What the worker does every minute. */
  const minute = async () => {
    const chain = taskList(app)['chain-audit-log'] as unknown as () => Promise<void>
    await chain()
  }
  /** As if it had been yesterday; past the triggers, as only a test may. */
  const letADayPass = () =>
    db.transaction().execute(async tx => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`update log_heads set day = day - 1, published_at = published_at - interval '1 day'`.execute(tx)
    })
  const feed = async () => (await app.inject('/feeds/log-head')).body
  return { app, db, rows, write, minute, letADayPass, feed }
}

t.test('the newest hash is published once a day, in a feed that anybody can keep', async t => {
  const { app, db, write, minute, letADayPass, feed } = await setting(t)
  t.notMatch(await feed(), '<entry>', 'before there is anything to publish the feed is empty, and there')
  await minute()
  await write()
  await minute()
  const first = (await headHash(db))!
  await write()
  await minute()
  const second = (await headHash(db))!
  t.match(await feed(), first)
  const xml = await feed()
  t.doesNotThrow(() => new SaxesParser({ xmlns: true }).write(xml).close(), 'it is XML')
  t.notMatch(await feed(), second, 'the day has its hash')
  await letADayPass()
  await minute()
  await minute()
  const response = await app.inject('/feeds/log-head')
  t.match(response.headers['content-type'], 'application/atom+xml')
  t.match(response.body, new RegExp(`${second}[\\s\\S]+${first}`), 'the newest first')
  t.equal(response.body.match(/<entry>/g)?.length, 2)
  const ids = [...response.body.matchAll(/<id>([^<]+)<\/id>/g)].map(match => match[1])
  t.equal(new Set(ids).size, 3)
  t.match(ids[1], /^http:\/\/consult\.test\/feeds\/log-head#\d{4}-\d\d-\d\d$/)
  t.match((await app.inject('/moderation/log')).body, 'href="/feeds/log-head"')
  await t.rejects(sql`update log_heads set hash = ''`.execute(db), /append-only/)
})

t.test(
  'a log and chain that were written anew from some point on do not hold the hashes that were published',
  async t => {
    const { db, write, minute } = await setting(t)
    await write()
    await write()
    await minute()
    t.match(await verifyLog(db), { ok: true, entries: 2 })
    await db.transaction().execute(async tx => {
      await sql`set local session_replication_role = replica`.execute(tx)
      await sql`update audit_log set details = '{"another": true}' where id = 2`.execute(tx)
      await sql`delete from audit_chain where place = 2`.execute(tx)
    })
    await minute()
    t.match(await verifyLog(db), { ok: false, breach: 'unknown-head' }, 'though every hash fits')
  },
)

t.test('every export holds the newest hash', async t => {
  const { app, db, rows, write, minute } = await setting(t)
  await makeComment(db, rows, await makePerson(db, 'Author'))
  await write()
  await minute()
  const head = (await headHash(db))!
  for (const format of Object.keys(formats) as Format[]) {
    const { rawPayload, statusCode } = await app.inject(`/reports/report/export?format=${format}`)
    t.equal(statusCode, 200)
    const packed = rawPayload.subarray(0, 2).toString() === 'PK'
    const text = packed
      ? Object.values(unzipSync(rawPayload))
          .map(part => strFromU8(part))
          .join('\n')
      : rawPayload.toString()
    t.match(text, head, format)
  }
})
