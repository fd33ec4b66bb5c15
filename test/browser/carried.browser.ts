import t from 'tap'
import { carryComments } from '../../server/comments/index.js'
import { readerHere } from '../../server/reports/index.js'
import { makeNextVersion, makePerson, makeReport } from '../rows.js'
import { faultsOf, openSite, type Site, widerThanScreen } from './site.js'

const FIRST = [
  'Makers should publish security updates for at least five years after the last device was sold.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
  'The annex lists every interview that was held in the autumn, by country and by sector.',
]
const SECOND = [
  'Makers should publish security updates for at least eight years after the last device was sold.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
]
const QUOTE = 'security updates'

let site: Site

t.before(async () => {
  site = await openSite()
  const { db } = site
  const rows = await makeReport(db, { slug: 'iot', texts: FIRST })
  const { id: person } = await makePerson(db, 'Ama')
  const start = FIRST[0]!.indexOf(QUOTE)
  const comments = [
    {
      paragraph_id: rows.paragraphs[0]!,
      body: 'Which updates?',
      quote_exact: QUOTE,
      quote_prefix: '',
      quote_suffix: '',
      quote_start: start,
      quote_end: start + QUOTE.length,
    },
    { paragraph_id: rows.paragraphs[2]!, body: 'Please keep the annex.' },
  ]
  for (const comment of comments)
    await db
      .insertInto('comments')
      .values({
        report_id: rows.reportId,
        version_id: rows.versionId,
        person_id: person,
        kind: 'general',
        status: 'published',
        ...comment,
      })
      .execute()
  const second = await makeNextVersion(db, rows, 2, SECOND)
  await carryComments({ db, reader: readerHere, signals: site.app.signals }, second.id)
})
t.teardown(() => site.close())

t.test('a reader chooses the comments of earlier drafts, and finds what they were about in today’s text', async t => {
  const page = await site.visitor({ viewport: { width: 1280, height: 900 } })
  await page.goto('/reports/iot/v/2')
  t.equal(await page.locator('#p-1 > .comments').textContent(), '', 'at first only this draft’s')
  await page.getByRole('link', { name: 'With 2 comments on earlier drafts' }).click()
  await page.locator('#p-1 > .comments', { hasText: '1' }).click()
  const panel = page.locator('.panel')
  await panel.getByText('Which updates?').waitFor()
  t.match(await panel.textContent(), /Written about ¶1 of Version 1.*This paragraph has been edited since/s)
  const marked = await page.evaluate('[...(CSS.highlights.get("quoted") ?? [])].map(range => range.toString()).join()')
  t.equal(marked, QUOTE, 'the quote is marked where its words stand now')
  await panel.getByText('The words of then').click()
  t.ok(await panel.locator('blockquote', { hasText: FIRST[0]! }).isVisible())
  await panel.getByText('This paragraph in 2 drafts').click()
  t.ok(await panel.locator('.history ins', { hasText: 'eight' }).isVisible())

  await panel.getByRole('link', { name: 'Comments on this draft' }).click()
  await panel.getByText('Which updates?').waitFor({ state: 'detached' })
  t.ok(await panel.isVisible(), 'the choice is made in the panel')
})

t.test('the same by links alone, and what was removed is folded where it stood', async t => {
  const page = await site.visitor({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
  await page.goto('/reports/iot/v/2')
  await page.getByRole('link', { name: 'With 2 comments on earlier drafts' }).click()
  const fold = page.locator('#p-2 > details.gone')
  await fold.locator('summary').click()
  t.ok(await fold.getByText(FIRST[2]!).isVisible())
  await page.locator('#p-2 > .comments').click()
  t.match(page.url(), /\/v\/2\/p\/2\?comments=all$/)
  await page.locator('.gone > summary').click()
  t.ok(await page.getByText('Please keep the annex.').isVisible())
  await page.getByRole('link', { name: 'Back to the text' }).click()
  t.match(page.url(), /\/v\/2\?comments=all#p-2$/, 'the choice is kept on the way back')
})

t.test('axe finds nothing to complain about', async t => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await site.visitor({
      colorScheme,
      viewport: { width: colorScheme === 'dark' ? 320 : 1280, height: 900 },
    })
    for (const path of ['/reports/iot/v/2?comments=all', '/reports/iot/v/2/p/1?comments=all', '/comments/1']) {
      await page.goto(path)
      t.same(await faultsOf(page), [], `${path} (${colorScheme})`)
      t.equal(await widerThanScreen(page), 0, path)
    }
  }
})
