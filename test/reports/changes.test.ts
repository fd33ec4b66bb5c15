import fc from 'fast-check'
import type { Insertable } from 'kysely'
import t from 'tap'
import type { Schema } from '../../server/database/schema.js'
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
  const comment = (
    paragraph: number,
    more: Partial<Insertable<Schema['comments']>> = {},
  ): Insertable<Schema['comments']> => ({
    report_id: rows.reportId,
    version_id: rows.versionId,
    paragraph_id: rows.paragraphs[paragraph]!,
    person_id: person,
    kind: 'technical',
    stance: 'support-with-changes',
    body: 'Eight years.',
    status: 'published',
    ...more,
  })
  await db
    .insertInto('comments')
    .values([
      comment(0),
      comment(2, { stance: 'oppose' }),
      comment(2, { stance: null }),
      comment(2, { status: 'withheld' }),
      comment(1, { status: 'withheld' }),
    ])
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
  t.notMatch(withComments.body, 'did not change')

  for (const view of ['inline', 'side']) {
    const stayed = await browser.get(`/reports/report/v/2/changes?show=unchanged-with-comments&view=${view}`)
    t.equal(stayed.body.match(/class="change /g)?.length, 1, 'only what was commented on and stayed')
    t.match(stayed.body, /id="change-1"[\s\S]*¶2 did not change/)
    t.match(stayed.body, OLD[2]!)
    t.match(stayed.body, 'Before: <a href="/reports/report/v/1/p/3" dir="auto">¶3</a>')
    t.match(stayed.body, 'Now: <a href="/reports/report/v/2/p/2" dir="auto">¶2</a>')
    t.match(stayed.body, 'href="/reports/report/v/1/p/3">2 comments on these words')
    t.match(stayed.body, /Oppose: 1[\s\S]*No position: 1/)
    t.notMatch(stayed.body, /<del>|<ins>/)
    t.match(stayed.body, '1 edited', 'the summary is that of all changes')
  }

  const json = (await app.inject('/api/v1/reports/report/versions/2/changes?from=1')).json()
  t.same(
    json.items.map((item: { change: string }) => item.change),
    ['edited', 'removed', 'unchanged', 'added'],
  )
  t.same(
    json.items.map((item: { comments: unknown }) => item.comments),
    [{ 'support-with-changes': 1 }, {}, { oppose: 1, none: 1 }, {}],
    'what was published on the words before',
  )
  t.match(json, { from: 1, to: 2, counts: { edited: 1, added: 1 } })

  t.equal((await browser.get('/reports/report/v/1/changes')).statusCode, 404)
  t.equal((await browser.get('/reports/report/v/2/changes?from=2')).statusCode, 422)
  t.equal((await browser.get('/reports/report/v/2/changes?from=9')).statusCode, 404)
})
