import t from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import type { Id } from '../../server/database/schema.js'
import { refreshClusters } from '../../server/responses/clusters/refresh.js'
import { Browser, signedIn, type TestApp, testApp } from '../app.js'
import { makeComment, makePerson, makeReport, type Rows } from '../rows.js'

const LETTER =
  'Please make the deployment of DNSSEC a requirement in public procurement. Voluntary recommendations have been made ' +
  'for fifteen years and have changed little. Governments are the largest buyers of connectivity and can turn the market ' +
  'with one decision. The cost is small when it is asked for at the time of a new contract.'
const OTHERS = [
  'The definition of a constrained device differs from the one that RFC 7228 gives, and the report should use that one.',
  'Who is meant by the manufacturer when a device is sold under the name of a shop that has never seen its software?',
  'We support the five years, but count them from the day on which the last device was sold and not from the first.',
]

let site: TestApp
let people: Visitor[]
let chair: Visitor
let made = 0

t.before(async () => {
  site = await testApp()
  people = await Promise.all(['Ada', 'Bo', 'Cy', 'Di', 'Ed'].map(name => makePerson(site.db, name)))
})
t.teardown(() => site.close())

/** A report with four letters of a campaign, one with words of its own, and three independent comments. */
async function campaign(): Promise<{ rows: Rows; slug: string; letters: Id[]; others: Id[] }> {
  made += 1
  const slug = `report-${made}`
  const rows = await makeReport(site.db, { slug })
  chair = await makePerson(site.db, `Chair ${made}`, [{ role: 'chair', workingGroupId: rows.groupId }])
  const write = (body: string, k: number) => makeComment(site.db, rows, people[k % people.length]!, { body })
  const letters = [
    await write(LETTER, 0),
    await write(LETTER.replace('small', 'very small'), 1),
    await write(LETTER.replace('fifteen', 'ten'), 2),
    await write(`${LETTER}\n\nIn our harbour town forty fishermen lost their savings to a forged page.`, 3),
  ]
  const others: Id[] = []
  for (const [k, body] of OTHERS.entries()) others.push(await write(body, k))
  return { rows, slug, letters, others }
}

const clusters = async (slug: string) => (await site.app.inject(`/api/v1/reports/${slug}/clusters`)).json()

t.test('programs find a campaign the moment it is there, with the words that its letters share', async t => {
  const { slug, letters } = await campaign()
  const { items, next } = await clusters(slug)
  t.equal(items.length, 1)
  t.strictSame(items[0].comments, letters)
  t.equal(items[0].size, 4)
  t.match(items[0].shared, 'Voluntary recommendations have been made for')
  t.equal(next, null)
})

t.test('what comes later finds its place, and what is no longer public leaves it', async t => {
  const { rows, slug, letters } = await campaign()
  const [{ id }] = (await clusters(slug)).items
  const late = await makeComment(site.db, rows, people[4]!, { body: LETTER.replace('new contract', 'contract') })
  await site.db.updateTable('comments').set({ status: 'withheld' }).where('id', '=', letters[0]!).execute()
  const { items } = await clusters(slug)
  t.equal(items[0].id, id, 'its address stays')
  t.strictSame(items[0].comments, [...letters.slice(1), late])
  await site.db
    .updateTable('comments')
    .set({ body: 'Something else altogether, about the education of children in schools.' })
    .where('id', '=', late)
    .execute()
  t.strictSame((await clusters(slug)).items[0].comments, letters.slice(1), 'an edited one as well')
})

t.test('among many, a new comment is placed without comparing all of them again', async t => {
  const { rows, slug, letters } = await campaign()
  const words =
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau'.split(' ')
  await site.db
    .insertInto('comments')
    .values(
      Array.from({ length: 400 }, (_, k) => ({
        report_id: rows.reportId,
        version_id: rows.versionId,
        person_id: people[0]!.id,
        kind: 'general' as const,
        status: 'published' as const,
        body: Array.from(
          { length: 30 },
          (_, n) => `${words[(k * 7 + n * n) % words.length]}${(k * 31 + n) % 997}`,
        ).join(' '),
      })),
    )
    .execute()
  t.equal((await clusters(slug)).items.length, 1)
  const late = await makeComment(site.db, rows, people[4]!, { body: LETTER.replace('largest', 'biggest') })
  const again = await makeComment(site.db, rows, people[4]!, { body: OTHERS[0]! })
  const { items } = await clusters(slug)
  t.equal(items.length, 2)
  t.strictSame(items[0].comments, [...letters, late])
  t.ok(items[1].comments.includes(again))
})

t.test('everybody sees the letters together, with what a sender has added marked and found', async t => {
  const { slug, letters } = await campaign()
  const reader = new Browser(site.app)
  await reader.get(`/reports/${slug}/clusters`)
  t.match(reader.page, '4 comments with the same words')
  const [{ id }] = (await clusters(slug)).items
  await reader.get(`/reports/${slug}/clusters/${id}`)
  t.match(reader.page, /<mark>[^<]*forty fishermen/)
  t.notMatch(reader.page, 'take-out')
  await reader.get(`/reports/${slug}/clusters/${id}?own=yes&text=FISHERMEN`)
  t.match(reader.page, `id="c-${letters[3]}"`)
  t.notMatch(reader.page, `id="c-${letters[0]}"`)
  t.equal((await reader.get(`/reports/${slug}/clusters/999`)).statusCode, 404)
})

t.test('a chair takes a comment out that says something else, and it stays out', async t => {
  const { rows, slug, letters } = await campaign()
  const [{ id }] = (await clusters(slug)).items
  const chairs = await signedIn(site.app, chair)
  await chairs.get(`/reports/${slug}/clusters/${id}`)
  const out = await chairs.post(`/manage/reports/${slug}/clusters/take-out`, { comment: letters[3]! })
  t.equal(out.statusCode, 303)
  t.strictSame((await clusters(slug)).items[0].comments, letters.slice(0, 3))
  await makeComment(site.db, rows, people[0]!, { body: LETTER })
  await refreshClusters(site.db, rows.reportId)
  t.notOk((await clusters(slug)).items[0].comments.includes(letters[3]), 'also when others come')
  const entry = await site.db.selectFrom('audit_log').selectAll().where('subject_id', '=', letters[3]!).execute()
  t.equal(entry.at(-1)?.action, 'comment.taken-out-of-cluster')
})

t.test('one answer to a campaign answers each of its letters', async t => {
  const { slug, letters } = await campaign()
  const [{ id }] = (await clusters(slug)).items
  const chairs = await signedIn(site.app, chair)
  await chairs.get(`/manage/reports/${slug}/respond?cluster=${id}`)
  t.match(chairs.page, 'Answer 4 comments')
  const seen = /name="seen" value="([^"]+)"/.exec(chairs.page)![1]!
  const given = { cluster: id, seen, disposition: 'partly-accepted', reason: 'It is recommended now.', step: 'publish' }
  t.equal((await chairs.post(`/manage/reports/${slug}/respond`, { ...given, seen: '3:0' })).statusCode, 409)
  t.equal((await chairs.post(`/manage/reports/${slug}/respond`, given)).statusCode, 303)
  const { items } = (await site.app.inject(`/api/v1/reports/${slug}/responses?answer=answered`)).json()
  t.strictSame(items.map((item: { id: Id }) => item.id).sort(), [...letters].sort())
})
