import t from 'tap'
import { carryComments } from '../../server/comments/index.js'
import type { Database } from '../../server/database/pool.js'
import type { Id } from '../../server/database/schema.js'
import { readerHere as reader } from '../../server/reports/index.js'
import { testDatabase } from '../database.js'
import { makeNextVersion, makePerson, makeReport, type Rows } from '../rows.js'

const FIRST = [
  'Makers should publish security updates for at least five years after the last device was sold.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
  'Buyers cannot see the difference between a safe and an unsafe device in the shop.',
  'The annex lists every interview that was held in the autumn, by country and by sector.',
  'Labels help if there is one label, if it is known, and if it can be checked by anybody.',
]
const SECOND = [
  'Labels help if there is one label, if it is known, and if it can be checked by anybody.',
  'Makers should publish security updates for at least eight years after the last device was sold.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
  'Buyers cannot see the difference between a safe and an unsafe device in the shop.',
]

async function comment(db: Database, rows: Rows, person: Id, paragraph: number | null, quote?: string): Promise<Id> {
  const start = quote === undefined ? -1 : FIRST[paragraph!]!.indexOf(quote)
  const { id } = await db
    .insertInto('comments')
    .values({
      report_id: rows.reportId,
      version_id: rows.versionId,
      paragraph_id: paragraph === null ? null : rows.paragraphs[paragraph]!,
      person_id: person,
      kind: 'general',
      body: 'A comment.',
      status: 'published',
      ...(quote !== undefined && {
        quote_exact: quote,
        quote_prefix: FIRST[paragraph!]!.slice(Math.max(0, start - 32), start),
        quote_suffix: FIRST[paragraph!]!.slice(start + quote.length, start + quote.length + 32),
        quote_start: start,
        quote_end: start + quote.length,
      }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

t.test('every comment finds its place in the next draft, or says that it has none', async t => {
  const { db, close } = await testDatabase()
  t.teardown(close)
  const rows = await makeReport(db, { texts: FIRST })
  const { id: person } = await makePerson(db, 'Ama')
  const onEdited = await comment(db, rows, person, 0)
  const onChangedWords = await comment(db, rows, person, 0, 'five years')
  const onKeptWords = await comment(db, rows, person, 0, 'publish security updates')
  const onSame = await comment(db, rows, person, 1)
  const onRemoved = await comment(db, rows, person, 3)
  const onMoved = await comment(db, rows, person, 4, 'one label')
  const onReport = await comment(db, rows, person, null)
  const second = await makeNextVersion(db, rows, 2, SECOND)

  t.equal(await carryComments({ db, reader }, second.id), 7)
  const anchors = new Map(
    (await db.selectFrom('anchors').selectAll().where('version_id', '=', second.id).execute()).map(row => [
      row.comment_id,
      row,
    ]),
  )
  const quoted = (id: Id) => {
    const { paragraph_id, quote_start, quote_end } = anchors.get(id)!
    return SECOND[second.paragraphs.indexOf(paragraph_id!)]!.slice(quote_start!, quote_end!)
  }
  t.match(anchors.get(onEdited), { state: 'edited', paragraph_id: second.paragraphs[1] })
  t.match(anchors.get(onChangedWords), { state: 'quote-changed', paragraph_id: second.paragraphs[1] })
  t.match(anchors.get(onKeptWords), { state: 'edited', paragraph_id: second.paragraphs[1] })
  t.equal(quoted(onKeptWords), 'publish security updates')
  t.match(anchors.get(onSame), { state: 'same', paragraph_id: second.paragraphs[2] })
  t.match(anchors.get(onRemoved), { state: 'removed', paragraph_id: null, beside_id: second.paragraphs[3] })
  t.match(anchors.get(onMoved), { state: 'moved', paragraph_id: second.paragraphs[0] })
  t.equal(quoted(onMoved), 'one label')
  t.match(anchors.get(onReport), { state: 'same', paragraph_id: null })

  t.test('again adds nothing, and a comment that came late is carried alone', async t => {
    const before = await db.selectFrom('anchors').selectAll().orderBy('comment_id').execute()
    t.equal(await carryComments({ db, reader }, second.id), 0)
    t.same(await db.selectFrom('anchors').selectAll().orderBy('comment_id').execute(), before)
    const late = await comment(db, rows, person, 2)
    t.equal(await carryComments({ db, reader }, second.id), 1)
    const anchor = await db.selectFrom('anchors').selectAll().where('comment_id', '=', late).executeTakeFirst()
    t.match(anchor, { state: 'same', paragraph_id: second.paragraphs[3] })
  })

  t.test('a third draft takes them on from where they stood in the second', async t => {
    const third = await makeNextVersion(db, rows, 3, [SECOND[1]!, SECOND[2]!])
    t.equal(await carryComments({ db, reader }, third.id), 8)
    const on = (id: Id) =>
      db
        .selectFrom('anchors')
        .selectAll()
        .where('version_id', '=', third.id)
        .where('comment_id', '=', id)
        .executeTakeFirstOrThrow()
    t.match(await on(onKeptWords), { state: 'same', paragraph_id: third.paragraphs[0] })
    t.match(await on(onMoved), { state: 'removed', paragraph_id: null, beside_id: null })
    t.match(await on(onRemoved), { state: 'removed', beside_id: third.paragraphs[1] })
  })
})
