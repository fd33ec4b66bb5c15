import type { Page } from 'playwright-core'
import t from 'tap'
import { makePerson } from '../rows.js'
import { DRAFT, openSite, selectWords } from './site.js'

const QUOTE = 'security updates for at least five years'

for (const scripts of ['with scripts', 'without scripts'] as const) {
  t.test(`${scripts}, a draft is published, commented on, moderated and taken home`, async t => {
    const site = await openSite()
    t.teardown(() => site.close())
    const options = { javaScriptEnabled: scripts === 'with scripts', acceptDownloads: true }
    await site.db.insertInto('working_groups').values({ slug: 'wg1', name: 'Security by design' }).execute()
    const { id: workingGroupId } = await site.db.selectFrom('working_groups').select('id').executeTakeFirstOrThrow()
    const coordinator = await makePerson(site.db, 'Coordinator', [{ role: 'coordinator', workingGroupId: null }])
    const chair = await makePerson(site.db, 'Chair', [{ role: 'chair', workingGroupId }])

    // The coordinator puts a file before the public.
    const hers = await site.signedIn(coordinator, options)
    await hers.goto('/manage/new')
    await hers.getByLabel('Working group').selectOption({ label: 'Security by design' })
    await hers.getByLabel('Address').fill('iot')
    await hers
      .getByLabel('File with the draft')
      .setInputFiles({ name: 'iot.md', mimeType: 'text/markdown', buffer: Buffer.from(DRAFT) })
    await hers.getByRole('button', { name: 'Upload', exact: true }).click()
    t.match(await hers.locator('h1').textContent(), 'Draft of version 1')
    await hers.getByRole('link', { name: /^Publish/ }).click()
    await hers.getByRole('button', { name: 'Publish now' }).click()
    await hers.locator('.notice').waitFor()

    // Somebody reads it, writes on some of its words, and only then signs in.
    const page = await site.visitor(options)
    await page.goto('/')
    await page.getByRole('link', { name: 'Security by design', exact: true }).first().click()
    await page.getByRole('link', { name: 'Read the draft and comment' }).click()
    if (scripts === 'with scripts') await writeBySelecting(page)
    else await writeByPasting(page)
    await page.getByLabel('Support with changes').check()
    await page.getByRole('button', { name: 'Send comment' }).click()
    await signInByCode(page, site.codeFor)
    t.equal(await page.locator('#quote').inputValue(), QUOTE, 'what was written before the sign-in is there')
    t.equal(await page.locator('#body').inputValue(), 'Ten years, please.')
    await page.getByRole('button', { name: 'Send comment' }).click()
    const comment = page.locator('.comment')
    await comment.waitFor()
    t.match(await page.locator('.notice').textContent(), 'Your comment is published')
    t.match(await comment.textContent(), 'Ten years, please.')
    t.match(await comment.locator('q').textContent(), QUOTE)

    // The chair withholds it, with a reason; then publishes it after all.
    const his = await site.signedIn(chair, options)
    await his.goto('/moderation?state=published')
    // In the comment's own form: below it stands another, for several comments at once.
    const item = his.locator('#queue article')
    await item.getByLabel('Reason', { exact: true }).selectOption('off-topic')
    await item.getByLabel('Explanation').fill('This is about another report.')
    await item.getByRole('button', { name: 'Withhold' }).click()
    await his.locator('.notice').waitFor()
    const public_ = await site.visitor(options)
    await public_.goto(page.url())
    t.match(await public_.locator('.tombstone').textContent(), 'Reason: Off topic')
    t.notMatch(await public_.content(), 'Ten years')
    await his.goto('/moderation?state=withheld')
    await item.getByRole('button', { name: 'Restore' }).click()
    await his.locator('.notice').waitFor()
    await public_.reload()
    t.match(await public_.locator('.comment').textContent(), 'Ten years, please.')

    // The coordinator takes the comments home.
    await hers.goto('/reports/iot/v/1')
    const [download] = await Promise.all([
      hers.waitForEvent('download'),
      hers.getByRole('link', { name: 'CSV table' }).click(),
    ])
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    t.match(Buffer.concat(chunks).toString('utf8'), 'Ten years, please.')
  })
}

async function writeBySelecting(page: Page): Promise<void> {
  await selectWords(page, QUOTE)
  await page.getByRole('button', { name: 'Comment on these words' }).click()
  await page.getByLabel('Your comment', { exact: true }).fill('Ten years, please.')
}

async function writeByPasting(page: Page): Promise<void> {
  await page.locator('.block', { hasText: QUOTE }).first().locator('.comments').click()
  await page.getByText('Comment on some of the words only').click()
  await page.getByLabel('Words that your comment is about').fill(QUOTE)
  await page.getByLabel('Your comment', { exact: true }).fill('Ten years, please.')
}

async function signInByCode(page: Page, codeFor: (email: string) => Promise<string>): Promise<void> {
  await page.getByLabel('E-mail address').fill('ada@example.org')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByLabel(/code/i).waitFor()
  await page.getByLabel(/code/i).fill(await codeFor('ada@example.org'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Ada Obi')
  await page.getByLabel('Civil society').check()
  await page.getByLabel('Country').selectOption('NG')
  await page.locator('main form .button').click()
}
