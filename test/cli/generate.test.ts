import { sql } from 'kysely'
import t from 'tap'
import { verifyLog } from '../../server/audit/index.js'
import { testDatabase } from '../database.js'
import { makeReport } from '../rows.js'
import { consoleOn } from './console.js'

const database = await testDatabase()
t.teardown(() => database.close())
const { db } = database
const consult = consoleOn(database.url)
const texts = [
  'Devices shall be delivered without default passwords, and all users should be able to change them.',
  'The working group asked manufacturers and public buyers which standards they use in tenders.',
  'Each recommendation names those who may carry it out and the time in which they can do so.',
]

interface Made {
  comments: number
  people: number
  replies: number
  endorsements: number
  statuses: Record<string, number>
  campaigns: { letter: string; comments: string[] }[]
}

t.test(
  'a demonstration gets as many comments as were asked for, in every state, with counters and log right',
  async t => {
    const rows = await makeReport(db, { slug: 'demo', texts })
    const { code, json } = await consult(
      ...'generate --report demo --comments 2500 --people 300 --campaigns 2 --seed 7 --json'.split(' '),
    )
    t.equal(code, 0)
    const made = json<Made>()
    t.match(made, { report: 'demo', version: 1, seed: 7, comments: 2500, people: 300 })
    const stored = await db
      .selectFrom('comments')
      .select(['status', sql<number>`count(*)::int`.as('n')])
      .where('report_id', '=', rows.reportId)
      .groupBy('status')
      .execute()
    t.strictSame(Object.fromEntries(stored.map(row => [row.status, row.n])), made.statuses)
    for (const status of ['published', 'withheld', 'withdrawn', 'spam']) t.ok(made.statuses[status], status)
    t.ok(made.replies > 100 && made.endorsements > 100)

    const { rows: wrong } = await sql`
    select paragraph_id from (
      select coalesce(paragraph_id, 0) as paragraph_id, count(*) as n from comments where status = 'published' group by 1
    ) real full join (select paragraph_id, sum(published) as n from comment_counts group by 1) kept using (paragraph_id)
    where real.n is distinct from kept.n`.execute(db)
    t.strictSame(wrong, [], 'the counters by the paragraphs')
    const { rows: off } = await sql`
    select c.id from comments c left join paragraphs p on p.id = c.paragraph_id
    where c.endorsements <> (select count(*) from endorsements e where e.comment_id = c.id)
      or c.quote_exact <> substr(p.text, c.quote_start + 1, c.quote_end - c.quote_start)
      or not exists (select from audit_log where subject = 'comment' and subject_id = c.id::text and action = 'comment.written')
      or (c.status in ('withheld', 'spam')) and not exists (select from moderation_decisions d where d.comment_id = c.id)
      or c.parent_id is not null and not exists (
        select from comments a where a.id = c.parent_id and a.paragraph_id is not distinct from c.paragraph_id
          and a.status = 'published' and a.created_at <= c.created_at)`.execute(db)
    t.strictSame(off, [], 'endorsements, quotes, log, decisions and threads')
    t.match(await verifyLog(db), { ok: true })

    t.equal(made.campaigns.length, 2)
    const letter = await db
      .selectFrom('comments')
      .select(['body'])
      .where('id', 'in', made.campaigns[0]!.comments)
      .execute()
    t.ok(letter.length > 100)
    t.ok(
      letter.some(({ body }) => body === made.campaigns[0]!.letter),
      'some send the letter as it is',
    )
    t.ok(new Set(letter.map(({ body }) => body)).size > letter.length / 2, 'most change it')
  },
)

t.test('the same seed makes the same words', async t => {
  const bodies = async (slug: string) => {
    const { reportId } = await makeReport(db, { slug, texts })
    await consult('generate', '--report', slug, '--comments', '60', '--seed', '3')
    const rows = await db
      .selectFrom('comments')
      .select('body')
      .where('report_id', '=', reportId)
      .orderBy('id')
      .execute()
    return rows.map(row => row.body)
  }
  t.strictSame(await bodies('first-time'), await bodies('second-time'))
})

t.test('in production nothing is made up', async t => {
  const production = consoleOn(database.url, { NODE_ENV: 'production' })
  const { code, stderr } = await production('generate', '--report', 'demo', '--comments', '1')
  t.equal(code, 1)
  t.match(stderr, /in production/)
})
