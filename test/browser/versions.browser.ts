import type { BrowserContextOptions, Page } from 'playwright-core'
import t from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import type { Id } from '../../server/database/schema.js'
import { makeComment, makeNextVersion, makePerson, makeReport, type Rows } from '../rows.js'
import { faultsOf, openSite, type Site, widerThanScreen } from './site.js'

/** What several drafts bring with them: reading what changed, and saying where comments stand now. */
const LOOKS: Record<string, BrowserContextOptions> = {
  'wide and light': { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  'at 320 pixels and dark': { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
  'without scripts': { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false },
}

const FIRST = [
  'Makers should publish security updates for at least five years after the last device was sold.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
  'Buyers cannot see the difference between a safe and an unsafe device in the shop.',
  'The annex lists every interview that was held in the autumn, by country and by sector.',
]
const SECOND = [
  'Makers should publish security updates for at least eight years after the last device was sold.',
  'Volunteers do what companies no longer want to do.',
  'Buyers cannot see the difference between a safe and an unsafe device in the shop.',
  'In many countries communities of volunteers keep many old devices safe, often alone.',
]
const CHANGES = '/reports/report/v/2/changes'
const SETTLE = '/manage/reports/report/v/2/settle'

let site: Site
let rows: Rows
let second: { id: number; paragraphs: Id[] }
let chair: Visitor
let author: Visitor

t.before(async () => {
  site = await openSite()
  rows = await makeReport(site.db, { texts: FIRST })
  author = await makePerson(site.db, 'Ada')
  chair = await makePerson(site.db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  await makeComment(site.db, rows, author, { body: 'Eight years would be better.' })
  second = await makeNextVersion(site.db, rows, 2, SECOND)
})
t.teardown(() => site.close())

/** A comment on the second paragraph, of which nobody knows where it stands in the second draft. */
async function unsettled(body: string): Promise<Id> {
  const comment = await makeComment(site.db, { ...rows, paragraphs: [rows.paragraphs[1]!] }, author, { body })
  await site.db
    .insertInto('anchors')
    .values({
      comment_id: comment,
      version_id: second.id,
      paragraph_id: null,
      state: 'needs-a-person',
      quote_start: null,
      quote_end: null,
      confidence: 0.4,
      beside_id: second.paragraphs[0]!,
      candidates: JSON.stringify([{ paragraph: second.paragraphs[1]!, start: null, end: null, confidence: 0.4 }]),
      settled_by: null,
      settled_at: null,
    })
    .execute()
  return comment
}

const placeOf = (comment: Id) =>
  site.db
    .selectFrom('anchors')
    .select(['state', 'paragraph_id'])
    .where('comment_id', '=', comment)
    .where('version_id', '=', second.id)
    .executeTakeFirstOrThrow()

const focused = (page: Page) => page.evaluate<string>('document.activeElement.id')

t.test('a reader goes from change to change by key, and reads them all without scripts', async t => {
  const page = await site.visitor()
  await page.goto(CHANGES)
  const changes = await page.locator('.change').count()
  t.ok(changes >= 3)
  await page.keyboard.press('n')
  t.equal(await focused(page), 'change-1')
  await page.keyboard.press('n')
  t.equal(await focused(page), 'change-2')
  await page.keyboard.press('p')
  t.equal(await focused(page), 'change-1')
  t.ok(await page.locator('[data-keys]').isVisible())

  const plain = await site.visitor(LOOKS['without scripts'])
  await plain.goto(CHANGES)
  t.equal(await plain.locator('.change').count(), changes)
  t.notOk(await plain.locator('[data-keys]').isVisible(), 'keys that do nothing are not offered')
  await plain.getByRole('link', { name: 'Side by side' }).click()
  t.equal(await plain.locator('.columns').count(), changes)
  await plain.getByRole('link', { name: 'Changes with comments' }).click()
  t.equal(await plain.locator('.change').count(), 1)
  t.match(await plain.locator('.change').textContent(), '1 comment on the earlier words')
})

t.test('a chair settles by key what needs a person, one after the other', async t => {
  const comments = [await unsettled('The first.'), await unsettled('The second.'), await unsettled('The third.')]
  const page = await site.signedIn(chair)
  await page.goto(SETTLE)
  await page.keyboard.press('j')
  t.equal(await focused(page), `c-${comments[0]}`)
  await page.keyboard.press('k')
  await page.keyboard.press('1')
  await page.waitForURL(`**${SETTLE}#c-${comments[1]}`)
  t.match(await placeOf(comments[0]!), { paragraph_id: second.paragraphs[1] })

  await page.waitForFunction(`document.activeElement.id === 'c-${comments[1]}'`)
  await page.keyboard.press('r')
  await page.waitForURL(`**${SETTLE}#c-${comments[2]}`)
  t.match(await placeOf(comments[1]!), { state: 'removed' })

  await page.waitForFunction(`document.activeElement.id === 'c-${comments[2]}'`)
  await page.keyboard.press('s')
  await page.getByLabel('A number, or words of the new draft').fill('often alone')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('button', { name: 'It stands at ¶4' }).click()
  await page.waitForURL(`**${SETTLE}#settle`)
  t.match(await placeOf(comments[2]!), { paragraph_id: second.paragraphs[3] })
  t.match(await page.locator('main').textContent(), 'No comment needs a person')
})

t.test('and without scripts', async t => {
  const comment = await unsettled('The fourth.')
  const page = await site.signedIn(chair, LOOKS['without scripts'])
  await page.goto(SETTLE)
  t.match(await page.locator('.settle').textContent(), 'Communities of volunteers')
  await page.getByRole('link', { name: 'Choose another paragraph' }).click()
  await page.getByLabel('A number, or words of the new draft').fill('3')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('button', { name: 'It stands at ¶3' }).click()
  t.match(await placeOf(comment), { paragraph_id: second.paragraphs[2] })
  await page.getByRole('link', { name: /settled$/ }).click()
  await page
    .locator(`#c-${comment}`)
    .getByRole('button', { name: /^These words are gone/ })
    .click()
  t.match(await placeOf(comment), { state: 'removed', paragraph_id: null })
})

t.test('axe finds nothing wrong with these pages, and they fit the screen', async t => {
  const comment = await unsettled('The fifth.')
  const paths = [CHANGES, `${CHANGES}?view=side`, SETTLE, `${SETTLE}?show=settled`, `${SETTLE}/${comment}?find=devices`]
  for (const [look, options] of Object.entries(LOOKS).slice(0, 2)) {
    const page = await site.signedIn(chair, options)
    for (const path of paths) {
      await page.goto(path)
      if (process.env.PICTURES)
        await page.screenshot({
          path: `${process.env.PICTURES}/${path.replace(/\W+/g, '-')} ${look}.png`,
          fullPage: true,
        })
      t.same(await faultsOf(page), [], `${path} ${look}`)
      t.equal(await widerThanScreen(page), 0, `${path} ${look} is no wider than the screen`)
    }
  }
})
