import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import { makeAppeal } from '../../server/moderation/appeals/appeal.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { redact } from '../../server/moderation/redactions/redact.js'
import { setTheme } from '../../server/responses/themes/belong.js'
import { createTheme } from '../../server/responses/themes/change.js'
import { makeComment, makePerson, type Rows } from '../rows.js'
import { faultsOf, openSite, publishDraft, type Site, widerThanScreen } from './site.js'

const LOOKS: Record<string, BrowserContextOptions> = {
  'wide and light': { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  'at 320 pixels and dark': { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
}

let site: Site
let people: Record<'nobody' | 'author' | 'coordinator', Visitor | null>
let comments: { published: string; pending: string; redacted: string; apart: string }
/** About the author's comments; one has been appealed against. */
let decisions: { open: string; appealed: string }
let theme: number

t.before(async () => {
  site = await openSite()
  await publishDraft(site.db, site.app)
  const author = await makePerson(site.db, 'Ada')
  const coordinator = await makePerson(site.db, 'Cleo', [{ role: 'coordinator', workingGroupId: null }])
  people = { nobody: null, author, coordinator }
  const version = await site.db.selectFrom('versions').select(['id', 'report_id']).executeTakeFirstOrThrow()
  const paragraphs = await site.db.selectFrom('paragraphs').select('id').where('slug', '=', '1-2').execute()
  const rows = { groupId: 0, reportId: version.report_id, versionId: version.id, paragraphs: paragraphs.map(p => p.id) }
  comments = {
    published: await makeComment(site.db, rows, author, {
      body: 'See https://example.org/ for a case.\n\nA second paragraph.',
    }),
    pending: await makeComment(site.db, rows, author, { status: 'pending' }),
    redacted: await makeComment(site.db, rows, author, { body: 'She lives in Long Street.\n\nA good draft.' }),
    apart: await makeComment(site.db, rows, author),
  }
  const chair = { moderator: await makePerson(site.db, 'Olga', [{ role: 'coordinator', workingGroupId: null }]) }
  const why = { reason: 'personal-data' as const, explanation: 'It says where somebody lives.' }
  await redact(site.app, { ...chair, ...why, comment: comments.redacted, passages: ['Long Street'] })
  const open = await decide(site.app, { ...chair, ...why, comment: comments.apart, action: 'withhold' })
  const other = await makeComment(site.db, rows, author)
  const appealed = await decide(site.app, { ...chair, comment: other, action: 'withhold', reason: 'off-topic' })
  decisions = { open: open.id, appealed: appealed.id }
  await makeAppeal(site.app, author, appealed.id, 'It is about the draft.')
  await makeComment(site.db, rows, coordinator, { status: 'withheld' })
  for (const proposed_text of ['Vendors say on the package how long.', 'Nobody says how long.']) {
    const id = await makeComment(site.db, rows, author)
    await site.db.updateTable('comments').set({ proposed_text }).where('id', '=', id).execute()
  }
  theme = await makeThemes(rows, author, coordinator)
})
t.teardown(() => site.close())

/** A theme with two comments, and one more that shares their words. */
async function makeThemes(rows: Rows, author: Visitor, coordinator: Visitor): Promise<number> {
  const words = { description: 'Who renews them, and when.', mark: 3 }
  const made = await createTheme(site.app, coordinator, { id: rows.reportId }, { name: 'Certificates', ...words })
  await createTheme(site.app, coordinator, { id: rows.reportId }, { name: 'Schools', description: '', mark: 5 })
  for (const body of ['Renew certificates automatically.', 'Automatic renewal of certificates.']) {
    const comment = await makeComment(site.db, rows, author, { body })
    await setTheme(site.app, coordinator, { comment, theme: made }, 'add')
  }
  await makeComment(site.db, rows, author, { body: 'Automatic certificates cost less.' })
  return made
}

const PAGES: { who: keyof typeof people; paths: () => string[] }[] = [
  {
    who: 'nobody',
    paths: () => [
      '/',
      '/working-groups/wg1',
      '/reports/iot',
      '/reports/iot/v/1',
      '/reports/iot/v/1/p/1-2',
      '/reports/iot/v/1/p/report',
      '/reports/iot/comments',
      '/reports/iot/responses',
      '/reports/iot/themes',
      `/reports/iot/themes/${theme}`,
      `/comments/${comments.published}`,
      `/comments/${comments.redacted}`,
      `/comments/${comments.published}/flag`,
      '/moderation/log',
      '/reports/iot/transparency',
      '/privacy',
      '/accessibility',
      '/sign-in',
      '/not-a-page',
    ],
  },
  {
    who: 'author',
    paths: () => [
      '/reports/iot/v/1/p/1-2',
      `/comments/${comments.pending}/edit`,
      `/comments/${comments.pending}/withdraw`,
      `/comments/${comments.redacted}`,
      `/comments/${comments.apart}/decisions`,
      `/decisions/${decisions.open}`,
      `/decisions/${decisions.appealed}`,
      '/account',
      '/account/profile',
      '/account/sign-ins',
      '/account/tokens',
      '/account/your-data',
      '/account/erase',
      '/account/block',
    ],
  },
  {
    who: 'coordinator',
    paths: () => [
      '/moderation',
      '/moderation/blocks',
      `/moderation/people/${people.author!.id}`,
      `/comments/${comments.pending}/moderation`,
      `/comments/${comments.redacted}/redact`,
      `/comments/${comments.apart}/erase`,
      `/comments/${comments.published}/response`,
      '/manage/reports/iot/responses',
      '/manage/reports/iot/desk',
      '/manage/reports/iot/themes',
      `/manage/reports/iot/themes/${theme}`,
      '/manage/reports/iot/themes/suggestions',
      '/moderation/appeals',
      '/appeals/1',
      '/manage',
      '/manage/new',
      '/manage/people',
      '/manage/reports/iot',
      '/manage/reports/iot/v/1',
      '/manage/reports/iot/v/1/proposals',
    ],
  },
]

for (const [look, options] of Object.entries(LOOKS)) {
  for (const { who, paths } of PAGES) {
    t.test(`${look}, axe finds nothing on the pages of ${who}, and none scrolls sideways`, async t => {
      const person = people[who]
      const page = person ? await site.signedIn(person, options) : await site.visitor(options)
      for (const path of paths()) {
        await page.goto(path)
        await holds(t, page, path)
      }
      await page.context().close()
    })
  }

  t.test(`${look}, axe finds nothing in the panel, its form filled wrongly`, async t => {
    const page = await site.signedIn(people.author!, options)
    await page.goto('/reports/iot/v/1')
    await page.locator('[id="p-1-2"] > .comments').click()
    await page.locator('.panel .write').waitFor()
    for (const folded of await page.locator('.panel details').all())
      await folded.evaluate('details => { details.open = true }')
    await holds(t, page, 'panel')
    await page.getByRole('button', { name: 'Send comment' }).click()
    await page.locator('.panel .error-summary').waitFor()
    await holds(t, page, 'panel with a fault')
    await page.context().close()
  })
}

async function holds(t: Test, page: Page, path: string): Promise<void> {
  t.strictSame(await faultsOf(page), [], path)
  t.equal(await widerThanScreen(page), 0, `${path} is as wide as the screen`)
}
