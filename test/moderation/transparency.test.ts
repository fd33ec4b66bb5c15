import fc from 'fast-check'
import t, { type Test } from 'tap'
import { makeAppeal } from '../../server/moderation/appeals/appeal.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { type Shown, suppress } from '../../server/moderation/transparency/suppress.js'
import { publish } from '../../server/moderation/transparency/transparency.js'
import { Browser, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

async function setting(t: Test) {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const author = await makePerson(db, 'Author')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  return { app, db, rows, author, chair }
}

t.test('everybody reads what became of a report’s comments, as page, CSV and JSON, without small numbers', async t => {
  const { app, db, rows, author, chair } = await setting(t)
  for (let n = 0; n < 12; n++) await makeComment(db, rows, author)
  const decisions: string[] = []
  for (let n = 0; n < 8; n++) {
    const comment = await makeComment(db, rows, author, { status: 'pending' })
    await db
      .updateTable('comments')
      .set({ created_at: new Date(Date.now() - 3 * 3_600_000) })
      .where('id', '=', comment)
      .execute()
    const reason = n < 6 ? 'off-topic' : 'discrimination'
    decisions.push((await decide(app, { comment, moderator: chair, action: 'withhold', reason })).id)
  }
  for (const decision of decisions.slice(0, 5)) await makeAppeal(app, author, decision, 'Please look again.')
  const public_ = new Browser(app)
  t.match((await public_.get('/reports/report')).body, 'href="/reports/report/transparency"')
  const { body } = await public_.get('/reports/report/transparency')
  const cell = (label: string) => new RegExp(`<th scope="row">${label}</th><td>([^<]*)</td>`).exec(body)?.[1]
  t.equal(cell('Published'), '12')
  t.equal(cell('Off topic'), '6')
  t.equal(cell('Discrimination or hatred'), '1 to 4')
  t.equal(cell('Withheld'), 'at least 7', 'the total would tell of the two')
  t.equal(cell('Received'), 'at least 19')
  t.equal(cell('Waiting for a decision'), '5')
  t.match(body, 'first decision within 3 hours')

  const api = (await app.inject({ url: '/api/v1/reports/report/transparency' })).json()
  t.match(api, {
    report: 'report',
    received: { atLeast: 19 },
    states: { published: { count: 12 }, withheld: { atLeast: 7 }, pending: { count: 0 } },
    withheld: { 'off-topic': { count: 6 }, discrimination: { fewerThan: 5 } },
    appeals: { open: { count: 5 } },
  })
  t.equal(Math.round(api.medianSecondsToDecision / 60), 180)
  const csv = await app.inject({ url: '/reports/report/transparency.csv' })
  t.match(csv.headers['content-disposition'], 'report-moderation.csv')
  t.match(csv.body, 'table,item,count,fewerThan,atLeast\r\ncomments,received,,,19\r\ncomments,published,12,,\r\n')
  t.match(csv.body, 'withheld,discrimination,,5,\r\n')
  t.equal((await public_.get('/reports/none/transparency')).statusCode, 404)
})

t.test('on a report without comments nothing is given away, and no median', async t => {
  const { app } = await setting(t)
  const { body } = await new Browser(app).get('/reports/report/transparency')
  t.match(body, /Received<\/th><td>0</)
  t.match(body, 'Fewer than 5 comments have been decided about.')
})

/** All tables of so many cells with counts up to `most`. */
function* tables(cells: number, most: number): Generator<number[]> {
  if (cells === 0) return yield []
  for (const rest of tables(cells - 1, most)) for (let n = 0; n <= most; n++) yield [n, ...rest]
}

/** For each publication: which true values each hidden cell has in the tables that are published so. */
function possible(all: Iterable<readonly number[]>, publication: (values: readonly number[]) => Shown[]) {
  const found = new Map<string, Set<number>[]>()
  for (const values of all) {
    const shown = publication(values)
    const key = JSON.stringify(shown)
    const sets = found.get(key) ?? values.map(() => new Set<number>())
    found.set(key, sets)
    for (const [k, value] of values.entries()) sets[k]!.add(value)
  }
  return found
}

function neverFewerThan(t: Test, least: number, found: Map<string, Set<number>[]>) {
  let worst = Number.POSITIVE_INFINITY
  for (const [key, sets] of found)
    for (const [k, set] of sets.entries()) if ('fewerThan' in JSON.parse(key)[k]) worst = Math.min(worst, set.size)
  t.ok(worst >= least, `${worst} values are possible at least`)
}

t.test('a hidden number cannot be computed back, also by who knows the rule', async t => {
  for (const cells of [1, 2, 3, 4, 5])
    neverFewerThan(
      t,
      3,
      possible(tables(cells, cells > 4 ? 6 : 8), values => {
        const { cells: shown, total } = suppress(values)
        return [...shown, total]
      }),
    )
})

t.test('nor from two tables of which one stands in the other', async t => {
  const nested = (values: readonly number[]) => {
    const [a, b, c, ...states] = values as [number, number, number, ...number[]]
    const inner = suppress([a, b, c])
    const outer = suppress([{ value: a + b + c, shown: inner.total }, ...states])
    return [...inner.cells, ...outer.cells.slice(1), outer.cells[0]!, inner.total, outer.total]
  }
  neverFewerThan(t, 3, possible(tables(5, 7), nested))
})

t.test('large numbers are always exact, and a total is never more than there are', async t => {
  const property = fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 10 }), values => {
    const { cells, total } = suppress(values)
    const sum = values.reduce((a, b) => a + b, 0)
    const exact = values.every((value, k) =>
      value >= 5 || value === 0 ? 'count' in cells[k]! && cells[k].count === value : 'fewerThan' in cells[k]!,
    )
    return (
      exact && ('count' in total ? total.count === sum : 'atLeast' in total ? total.atLeast <= sum : sum > 0 && sum < 5)
    )
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('a state that is the total of the grounds is no more exact than they are', async t => {
  const figures = {
    states: { published: 50, pending: 6, withheld: 21, spam: 7, withdrawn: 9 },
    reasons: { 'off-topic': 20, illegal: 1 },
    appeals: { open: 0, upheld: 0, overturned: 0 },
    decided: 28,
    medianSeconds: 90.4,
  }
  const published = publish(figures)
  t.same(published.states.withheld, { atLeast: 21 })
  t.same(published.received, { atLeast: 93 })
  t.equal(published.medianSecondsToDecision, 90)
  const all = { ...figures, reasons: { 'off-topic': 12, illegal: 2, duplicate: 3, other: 4 } }
  t.same(publish(all).states.withheld, { count: 21 }, 'nine in three hidden grounds tells of none')
  t.same(publish(all).received, { count: 93 })
})
