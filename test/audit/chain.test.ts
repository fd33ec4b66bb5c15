import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { canonical } from '../../server/audit/canonical.js'
import { extendChain, headHash, record, verifyLog } from '../../server/audit/index.js'
import type { Database } from '../../server/database/pool.js'
import { testDatabase } from '../database.js'

/** As a superuser does it who leaves no trigger in force. */
async function tamper(db: Database, ...statements: string[]) {
  await db.transaction().execute(async tx => {
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const statement of statements) await sql.raw(statement).execute(tx)
  })
}

async function write(db: Database, count: number) {
  for (let i = 0; i < count; i++)
    await record(db, {
      actor: null,
      action: 'comment.written',
      subject: 'comment',
      subjectId: i,
      details: { b: i, a: 'é' },
    })
}

async function chained(t: Test, count = 10): Promise<Database> {
  const { db, close } = await testDatabase()
  t.teardown(close)
  await write(db, count)
  t.equal(await extendChain(db), count)
  return db
}

t.test('every entry gets its place, once, and a clean log is found clean', async t => {
  const db = await chained(t)
  t.equal(await extendChain(db), 0)
  t.match(await verifyLog(db), { ok: true, entries: 10, waiting: 0, head: (await headHash(db))! })
  await write(db, 3)
  t.match(await verifyLog(db), { ok: true, entries: 10, waiting: 3 })
  const counts = await Promise.all([extendChain(db), extendChain(db), extendChain(db)])
  t.equal(
    counts.reduce((sum, n) => sum + n),
    3,
    'processes that extend at once do not give a place twice',
  )
  t.match(await verifyLog(db), { ok: true, entries: 13 })
})

t.test('another program comes to the same hash from what the documentation says', async t => {
  const db = await chained(t, 1)
  const { rows } = await sql<{ at: string }>`
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from audit_log`.execute(db)
  const text = `{"action":"comment.written","actor":null,"at":"${rows[0]!.at}","details":{"a":"é","b":0},"id":"1","subject":"comment","subjectId":"0"}`
  t.equal(await headHash(db), createHash('sha256').update(Buffer.alloc(32)).update(text).digest('hex'))
})

t.test('a log that somebody changed past all triggers is found broken at the first entry that was touched', async t => {
  const cases: [string, string[], object][] = [
    [
      'a detail changed',
      [`update audit_log set details = '{"a":"e","b":4}' where id = 5`],
      { breach: 'changed', entry: '5' },
    ],
    [
      'a time changed by a microsecond',
      [`update audit_log set at = at + interval '1 microsecond' where id = 3`],
      { breach: 'changed', entry: '3' },
    ],
    ['an actor named', ['update audit_log set actor_id = 7 where id = 1'], { breach: 'changed', entry: '1' }],
    ['an entry deleted', ['delete from audit_log where id = 6'], { breach: 'deleted', entry: '6', place: 6 }],
    ['the last entry deleted', ['delete from audit_log where id = 10'], { breach: 'deleted', entry: '10' }],
    [
      'an entry deleted with its link',
      ['delete from audit_log where id = 6', 'delete from audit_chain where entry_id = 6'],
      { breach: 'deleted', place: 6 },
    ],
    [
      'an entry deleted, the links moved up',
      [
        'delete from audit_log where id = 6',
        'delete from audit_chain where entry_id = 6',
        'update audit_chain set place = place - 1 where place > 6',
      ],
      { breach: 'changed', entry: '7', place: 6 },
    ],
    [
      'two entries that changed places',
      [
        'update audit_log a set subject_id = b.subject_id, details = b.details, at = b.at from audit_log b where a.id + b.id = 5 and a.id in (2, 3)',
      ],
      { breach: 'changed', entry: '2' },
    ],
    [
      'an entry put among the others',
      [
        'delete from audit_log where id = 4',
        `insert into audit_log (id, action, subject, subject_id) overriding system value values (4, 'comment.written', 'comment', '3')`,
      ],
      { breach: 'changed', entry: '4' },
    ],
    [
      'an entry put before the first',
      [
        `insert into audit_log (id, action, subject, subject_id) overriding system value values (-1, 'x.y', 'comment', '1')`,
      ],
      { breach: 'inserted', entry: '-1' },
    ],
    [
      'a hash changed',
      [`update audit_chain set hash = sha256('x') where place = 2`],
      { breach: 'changed', entry: '2' },
    ],
  ]
  for (const [name, statements, expected] of cases) {
    await t.test(name, async t => {
      const db = await chained(t)
      await tamper(db, ...statements)
      await write(db, 2)
      await extendChain(db)
      t.match(await verifyLog(db), { ok: false, ...expected })
    })
  }
})

t.test('the log refuses to be changed', async t => {
  const db = await chained(t)
  for (const statement of [
    'update audit_log set action = action',
    'delete from audit_log',
    'truncate audit_log cascade',
    'delete from audit_chain',
  ])
    await t.rejects(sql.raw(statement).execute(db), /append-only/, statement)
})

t.test('an entry slipped into a gap that a transaction left is found, also after the chain has grown', async t => {
  const { db, close } = await testDatabase()
  t.teardown(close)
  await write(db, 3)
  await db
    .transaction()
    .execute(async tx => {
      await write(tx, 1)
      throw new Error('rolled back')
    })
    .catch(() => undefined)
  await write(db, 3)
  t.equal(await extendChain(db), 6)
  t.match(await verifyLog(db), { ok: true, entries: 6 }, 'a gap alone is nothing')
  await sql`insert into audit_log (id, action, subject, subject_id) overriding system value values (4, 'x.y', 'comment', '1')`.execute(
    db,
  )
  t.match(await verifyLog(db), { ok: false, breach: 'inserted', entry: '4' })
  await write(db, 1)
  await extendChain(db)
  t.match(await verifyLog(db), { ok: false, breach: 'inserted', entry: '4' })
})

t.test('an entry that pretends to be older than those before it is found', async t => {
  const db = await chained(t)
  await sql`insert into audit_log (at, action, subject, subject_id) values (now() - interval '1 year', 'x.y', 'comment', '1')`.execute(
    db,
  )
  await extendChain(db)
  t.match(await verifyLog(db), { ok: false, breach: 'out-of-time', entry: '11' })
})

t.test('a log whose end was cut off does not know the hash that an export carries', async t => {
  const db = await chained(t)
  const head = await headHash(db)
  await tamper(db, 'delete from audit_chain where place > 7', 'delete from audit_log where id > 7')
  t.match(await verifyLog(db), { ok: true, entries: 7 }, 'from within this cannot be seen')
  t.match(await verifyLog(db, head), { ok: false, breach: 'unknown-head' })
})

t.test('entries of a transaction that is under way are not passed over', async t => {
  const { db, close } = await testDatabase()
  t.teardown(close)
  let begun!: () => void
  let finish!: () => void
  const hasBegun = new Promise<void>(resolve => {
    begun = resolve
  })
  const mayFinish = new Promise<void>(resolve => {
    finish = resolve
  })
  const slow = db.transaction().execute(async tx => {
    await write(tx, 1)
    begun()
    await mayFinish
  })
  await hasBegun
  await write(db, 2)
  t.equal(await extendChain(db, 0), 0, 'later entries wait for the one that is under way')
  finish()
  await slow
  t.equal(await extendChain(db), 3)
  const { rows } = await sql<{ ok: boolean }>`select bool_and(place = entry_id) as ok from audit_chain`.execute(db)
  t.ok(rows[0]!.ok, 'the chain follows the ids')
})

t.test('the canonical form does not depend on the order of names or on the way back through JSON', async t => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = canonical(value)
      t.equal(canonical(JSON.parse(text)), text)
      if (value !== null && typeof value === 'object' && !Array.isArray(value))
        t.equal(canonical(Object.fromEntries(Object.entries(value).reverse())), text)
    }),
    { numRuns: 200 },
  )
})
