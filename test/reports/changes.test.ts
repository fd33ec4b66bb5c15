import fc from 'fast-check'
import t from 'tap'
import { lineage } from '../../server/lineage/index.js'
import { type ComparedParagraph, composeChanges } from '../../server/reports/changes/compose.js'
import { Browser, testApp } from '../app.js'
import { makeNextVersion, makePerson, makeReport } from '../rows.js'

const paragraphs = (texts: readonly string[]): ComparedParagraph[] =>
  texts.map((text, k) => ({ id: String(k), kind: 'paragraph', number: `¶${k + 1}`, slug: String(k + 1), text }))
const blocks = (texts: readonly string[]) =>
  texts.map((text, k) => ({ kind: 'paragraph' as const, level: 0, number: `¶${k + 1}`, text, parent: null }))
const compare = (old: readonly string[], next: readonly string[]) =>
  composeChanges(paragraphs(old), paragraphs(next), lineage(blocks(old), blocks(next)))

const OLD = [
  'Makers should publish security updates for at least five years after the last device was sold.',
  'The annex lists every interview that was held in the autumn, by country and by sector.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
]
const NEW = [
  'Makers should publish security updates for at least eight years after the last device was sold.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
  'Standards bodies write profiles for small devices, with tests that a maker can run alone.',
]

t.test('a reader sees what was edited, removed and added, where it stood', async t => {
  const { rows, counts } = compare(OLD, NEW)
  t.same(
    rows.map(row => row.change),
    ['edited', 'removed', 'unchanged', 'added'],
  )
  t.match(counts, { edited: 1, removed: 1, unchanged: 1, added: 1 })
  const [edited] = rows
  t.match(edited, {
    words: [{ op: 'same' }, { op: 'deleted', text: 'five' }, { op: 'inserted', text: 'eight' }, { op: 'same' }],
  })
})

t.test('no paragraph of either version is missing from the rows, whatever was changed', async t => {
  const words = fc.constantFrom(
    ...OLD,
    ...NEW,
    'Short.',
    'Another paragraph about labels and what they promise to buyers.',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), fc.array(words, { maxLength: 12 }), (old, next) => {
      const { rows } = compare(old, next)
      const shown = { old: new Set<string>(), next: new Set<string>() }
      for (const row of rows)
        for (const { old: before, next: after } of row.change === 'unchanged' ? row.paragraphs : [row]) {
          if (before) shown.old.add(before.id)
          if (after) shown.next.add(after.id)
        }
      return shown.old.size === old.length && shown.next.size === next.length
    }),
    { numRuns: 60 },
  )
  t.pass('60 pairs of drafts')
})

t.test('the changes between two versions, on a page and for programs', async t => {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db, { texts: OLD })
  const { id: person } = await makePerson(db, 'Ama')
  await db
    .insertInto('comments')
    .values({
      report_id: rows.reportId,
      version_id: rows.versionId,
      paragraph_id: rows.paragraphs[0]!,
      person_id: person,
      kind: 'technical',
      stance: 'support-with-changes',
      body: 'Eight years.',
      status: 'published',
    })
    .execute()
  await makeNextVersion(db, rows, 2, NEW)
  const browser = new Browser(app)

  const page = await browser.get('/reports/report/v/2/changes')
  t.equal(page.statusCode, 200)
  t.match(page.body, /<del>.*five<\/del><ins>.*eight<\/ins>/)
  t.match(page.body, '¶2 was removed')
  t.match(page.body, 'href="/reports/report/v/1/p/1">1 comment on the earlier words')
  t.match(page.body, 'Support with changes: 1')

  const withComments = await browser.get('/reports/report/v/2/changes?from=1&show=with-comments&view=side')
  t.match(withComments.body, /<del>.*five<\/del>/)
  t.notMatch(withComments.body, 'was removed')

  const json = (await app.inject('/api/v1/reports/report/versions/2/changes?from=1')).json()
  t.same(
    json.items.map((item: { change: string }) => item.change),
    ['edited', 'removed', 'unchanged', 'added'],
  )
  t.match(json, { from: 1, to: 2, counts: { edited: 1, added: 1 } })

  t.equal((await browser.get('/reports/report/v/1/changes')).statusCode, 404)
  t.equal((await browser.get('/reports/report/v/2/changes?from=2')).statusCode, 422)
  t.equal((await browser.get('/reports/report/v/2/changes?from=9')).statusCode, 404)
})
