import type { Page } from 'playwright-core'
import t from 'tap'
import { makeComment, makePerson } from '../rows.js'
import { faultsOf, openSite, publishDraft, widerThanScreen } from './site.js'

for (const scripts of ['with scripts', 'without scripts'] as const) {
  t.test(
    `${scripts}, a chair goes from the queue to published answers, and the author says what she thinks`,
    async t => {
      const site = await openSite()
      t.teardown(() => site.close())
      const options = { javaScriptEnabled: scripts === 'with scripts', viewport: { width: 320, height: 640 } }
      await publishDraft(site.db, site.app)
      const version = await site.db.selectFrom('versions').select(['id', 'report_id']).executeTakeFirstOrThrow()
      const paragraphs = await site.db.selectFrom('paragraphs').select('id').where('slug', '=', '1-2').execute()
      const rows = {
        groupId: 0,
        reportId: version.report_id,
        versionId: version.id,
        paragraphs: paragraphs.map(p => p.id),
      }
      const group = await site.db.selectFrom('working_groups').select('id').executeTakeFirstOrThrow()
      const roles = [{ role: 'chair' as const, workingGroupId: group.id }]
      const [author, chair, second] = [
        await makePerson(site.db, 'Ada'),
        await makePerson(site.db, 'Chair', roles),
        await makePerson(site.db, 'Second', roles),
      ]
      const comment = await makeComment(site.db, rows, author, { status: 'pending', body: 'Ten years, please.' })
      await site.db.updateTable('reports').set({ second_person: true }).execute()

      // axe is a script itself.
      const faults = async (page: Page) => (options.javaScriptEnabled ? faultsOf(page) : [])
      const hers = await site.signedIn(chair, options)
      await hers.goto('/moderation')
      await hers.locator('#queue article').getByRole('button', { name: 'Publish', exact: true }).click()
      await hers.locator('.notice').waitFor()
      await hers.goto('/moderation?state=published')
      await hers.getByRole('link', { name: /^Answer it/ }).click()
      await hers.getByLabel('What becomes of the comment').selectOption({ label: 'Partly accepted' })
      await hers.getByRole('button', { name: 'Keep as a draft' }).click()
      await hers.getByText('Say why, in words that the author understands.').first().waitFor()
      await hers.getByLabel('Reason', { exact: true }).fill('Seven years are what makers can promise.')
      await hers.getByLabel('Version in which it shows').selectOption('1')
      await hers.getByLabel('Paragraph in which it shows').fill('1-2')
      await hers.getByRole('button', { name: 'Keep as a draft' }).click()
      await hers.locator('.notice').waitFor()
      t.strictSame(await faults(hers), [], 'axe finds nothing in the form')
      t.equal(await widerThanScreen(hers), 0)

      const his = await site.signedIn(second, options)
      await his.goto(`/comments/${comment}/response`)
      await his.getByRole('button', { name: 'Agree to this answer' }).click()
      await his.locator('.notice').waitFor()
      await hers.goto('/manage/reports/iot/responses')
      t.match(await hers.locator('#progress + dl').textContent(), /Agreed\s*1/)
      await hers.getByRole('button', { name: 'Publish all that are ready' }).click()
      await hers.locator('.notice').waitFor()
      await hers.getByRole('link', { name: 'See the public table of answers' }).click()
      t.match(await hers.locator('.matrix').textContent(), 'Seven years are what makers can promise.')
      t.match(await hers.locator('.matrix').textContent(), 'Partly accepted')
      t.strictSame(await faults(hers), [], 'axe finds nothing in the table')
      t.equal(await widerThanScreen(hers), 0)

      const authors = await site.signedIn(author, options)
      await authors.goto(`/comments/${comment}/answer`)
      await authors.getByLabel('No', { exact: true }).check()
      await authors.getByRole('button', { name: 'Send' }).click()
      await authors.getByText('Say what is missing').first().waitFor()
      await authors.getByLabel('Why', { exact: true }).fill('Ten is what others ask for.')
      await authors.getByRole('button', { name: 'Send' }).click()
      await authors.getByText('You are not satisfied with the answer.').waitFor()
      t.strictSame(await faults(authors), [])
    },
  )
}
