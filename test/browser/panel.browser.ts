import type { Page } from 'playwright-core'
import t from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import { makePerson } from '../rows.js'
import { openSite, publishDraft, type Site, selectWords } from './site.js'

const READING = '/reports/iot/v/1'
const WIDE = { viewport: { width: 1440, height: 900 } }
const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true }

let site: Site
let ada: Visitor
let ben: Visitor

t.before(async () => {
  site = await openSite()
  await publishDraft(site.db, site.app)
  ada = await makePerson(site.db, 'Ada')
  ben = await makePerson(site.db, 'Ben')
})
t.teardown(() => site.close())

t.test('a paragraph’s comments open beside the text, and going back closes them', async t => {
  const page = await site.visitor(WIDE)
  await page.goto(READING)
  await openPanel(page, '1-2')
  t.equal(await focused(page), 'panel-title', 'what has opened has the focus')
  t.equal(new URL(page.url()).hash, '#p-1-2', 'the address is that of the paragraph')
  t.notOk(await page.locator('.panel .original').isVisible(), 'the paragraph is not said twice')
  await page.reload()
  await page.locator('.panel h2', { hasText: 'Paragraph 1 ¶2' }).waitFor()
  await page.goBack()
  await page.locator('.panel').waitFor({ state: 'hidden' })

  const mark = page.locator('#p-1-2 > .comments')
  await mark.focus()
  await page.keyboard.press('Enter')
  await page.locator('.panel .write').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.panel').waitFor({ state: 'hidden' })
  t.equal(await page.evaluate('document.activeElement.parentElement.id'), 'p-1-2', 'the focus is where it was')

  await openPanel(page, '1-1')
  await page.locator('.contents a', { hasText: 'Recommendations' }).click()
  t.ok(await page.locator('.panel').isVisible(), 'walking in the text leaves the panel open')
  await page.getByRole('link', { name: 'Next paragraph: 1 ¶2' }).click()
  await page.locator('.panel h2', { hasText: 'Paragraph 1 ¶2' }).waitFor()
  t.ok(await page.locator('#p-1-2.current').isVisible(), 'the text follows')
})

t.test('on a phone the comments are a sheet over the text', async t => {
  const page = await site.visitor(PHONE)
  await page.goto(READING)
  await openPanel(page, '1-2')
  t.ok(await page.evaluate('document.querySelector(".panel").matches(":modal")'))
  t.ok(await page.locator('.panel .original').isVisible(), 'with the paragraph, which it covers')
  await page.getByRole('button', { name: 'Close' }).click()
  await page.locator('.panel').waitFor({ state: 'hidden' })
})

t.test('words are chosen by keyboard, and the form says which', async t => {
  const page = await site.signedIn(ada, WIDE)
  await page.goto(READING)
  await page.locator('#p-2-1').scrollIntoViewIfNeeded()
  await selectWords(page, 'open')
  const { x, y } = await page.evaluate<Place>('getSelection().getRangeAt(0).getBoundingClientRect().toJSON()')
  await page.mouse.dblclick(x + 5, y + 5)
  await page.getByRole('button', { name: 'Comment on these words' }).waitFor()
  // What is added at the last moment counts too.
  await page.keyboard.press('Shift+Control+ArrowRight')
  t.match(await page.locator('body > [role=status]').textContent(), 'You can comment on these words')
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Comment on these words')
  await page.keyboard.press('Enter')
  await page.locator('.panel #body').waitFor()
  t.equal(await page.locator('#quote').inputValue(), 'open standards')
  t.equal(await focused(page), 'body')
  t.equal(await page.evaluate('CSS.highlights.get("chosen").size'), 1, 'the words are marked in the text')
})

t.test('a comment and a reply are sent without leaving the text', async t => {
  const page = await site.signedIn(ada, WIDE)
  await page.goto(READING)
  await openPanel(page, '2-1')
  await page.getByRole('button', { name: 'Send comment' }).click()
  await page.locator('.panel .error-summary').waitFor()
  t.equal(await page.evaluate('document.activeElement.className'), 'error-summary', 'what is wrong has the focus')
  t.ok(await page.locator('#body-error').isVisible(), 'and stands beside its field')

  await page.locator('#body').fill('Which devices?')
  await page.getByLabel('Question').check()
  await page.getByText('Propose other words').click()
  await page
    .locator('#proposedText')
    .fill('Governments buy very many devices. They can ask for open standards when they do.')
  t.equal(await page.locator('.proposal ins').textContent(), 'very ', 'the difference shows while typing')
  // A double click.
  await page.getByRole('button', { name: 'Send comment' }).dblclick()
  await page.locator('.panel .comment.new').waitFor()
  t.match(await page.locator('.panel .notice').textContent(), 'Your comment is published')
  t.equal(await page.locator('.panel .comment').count(), 1)
  t.equal(new URL(page.url()).pathname, READING)

  const hers = await site.signedIn(ben, WIDE)
  await hers.goto(READING)
  await openPanel(hers, '2-1')
  await hers.getByText('Reply', { exact: false }).first().click()
  await hers.getByLabel('Reply to').fill('All of them.')
  await hers.getByRole('button', { name: 'Send reply' }).click()
  await hers.locator('.panel .replies .comment').waitFor()
  t.match(await hers.locator('.panel .replies').textContent(), 'All of them.')
  await hers.getByRole('button', { name: 'I agree' }).first().click()
  await hers.getByText('1 person agrees').waitFor()

  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('heading', { name: 'Edit your comment' }).waitFor()
  await page.locator('.panel #body').fill('Which devices, and which standards?')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.locator('.comment', { hasText: 'Which devices, and which standards?' }).waitFor()
  await page.getByRole('link', { name: 'Withdraw' }).click()
  await page.getByRole('button', { name: 'Withdraw the comment' }).click()
  await page.getByText('You have withdrawn this comment').waitFor()
})

t.test('what was typed is kept when the line drops, through a reload, and after the period', async t => {
  const page = await site.signedIn(ada, WIDE)
  await page.goto(READING)
  await openPanel(page, '1-3')
  await page.locator('#body').fill('Long thought about.')
  await page.getByLabel('Technical').check()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Send comment' }).click()
  await page.getByText('We cannot reach the server').waitFor()
  t.equal(await page.locator('#body').inputValue(), 'Long thought about.')

  await page.context().setOffline(false)
  await page.reload()
  await page.getByText('You wrote this here before').waitFor()
  t.equal(await page.locator('#body').inputValue(), 'Long thought about.')
  t.ok(await page.getByLabel('Technical').isChecked())

  await site.db
    .updateTable('versions')
    .set({ closes_at: new Date(Date.now() - 1_000), period_note: 'Closed.' })
    .execute()
  await page.goto(`${READING}/p/1-3`)
  await page.getByText('Copy it if you want to keep it').first().waitFor()
  t.equal(await page.locator('.write textarea').inputValue(), 'Long thought about.')

  await site.db
    .updateTable('versions')
    .set({ closes_at: new Date(Date.now() + 86_400_000), period_note: 'Open.' })
    .execute()
  await page.goto(`${READING}/p/1-3`)
  await page.getByRole('button', { name: 'Send comment' }).click()
  await page.locator('.comment', { hasText: 'Long thought about.' }).waitFor()
  await page.reload()
  t.equal(await page.locator('#body').inputValue(), '', 'what was sent is not offered again')
})

t.test('a script that fails leaves the page as it is without', async t => {
  const page = await site.visitor(WIDE)
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await page.addInitScript('IntersectionObserver = null')
  await page.goto(READING)
  await page.locator('#p-1-2 > .comments').click()
  await page.waitForURL(`**${READING}/p/1-2`)
  t.strictSame(errors, ['IntersectionObserver is not a constructor'])
})

async function openPanel(page: Page, slug: string): Promise<void> {
  await page.locator(`[id="p-${slug}"] > .comments`).click()
  await page.locator('.panel .write').waitFor()
}

interface Place {
  x: number
  y: number
}

const focused = (page: Page) => page.evaluate('document.activeElement.id')
