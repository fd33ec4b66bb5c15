import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import t from 'tap'
import { generate } from '../../server/cli/generate/generate.js'
import { importVersion } from '../../server/reports/index.js'
import { makeComment, makePerson } from '../rows.js'
import { faultsOf, openSite } from './site.js'

/** Three drafts of a real report, where they are at hand. */
const DRAFTS = ['2016-10', '2017-01', '2017-06'].map(date => `../shared/lineage/sp800-63a.${date}.md`)
const DAY_MS = 24 * 3_600_000
const LETTERS = 3
const COMMENTS = 600

const run = promisify(execFile)

t.test(
  'over three real drafts, a chair goes from the queue to the published table and home with a Word file',
  { skip: DRAFTS.every(file => existsSync(file)) ? false : 'the drafts are not beside the project' },
  async t => {
    const site = await openSite()
    t.teardown(() => site.close())
    const { db, app } = site
    await db
      .insertInto('working_groups')
      .values({ slug: 'wg1', name: 'Working group 1' })
      .onConflict(conflict => conflict.doNothing())
      .execute()
    const publish = async (file: string) =>
      importVersion(app, {
        file: { name: file, bytes: await readFile(file) },
        report: 'proofing',
        title: 'Identity proofing',
        workingGroup: 'wg1',
        publish: 'publish',
        closes: new Date(Date.now() + 30 * DAY_MS),
        actor: null,
      })
    await publish(DRAFTS[0]!)
    const first = await db.selectFrom('versions').select(['id', 'report_id']).executeTakeFirstOrThrow()
    const group = await db.selectFrom('working_groups').select('id').where('slug', '=', 'wg1').executeTakeFirstOrThrow()
    const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: group.id }])
    const author = await makePerson(db, 'Ada')
    const made = await generate(
      app,
      { report: 'proofing', comments: COMMENTS, people: 150, campaigns: LETTERS, seed: 7 },
      () => {},
    )
    const rows = { groupId: group.id, reportId: first.report_id, versionId: first.id, paragraphs: [] }
    const waiting = await makeComment(db, rows, author, { status: 'pending', body: 'Say who is to pay for all this.' })
    for (const file of DRAFTS.slice(1)) await publish(file)
    await site.runJobs()

    const hers = await site.signedIn(chair, { viewport: { width: 1280, height: 900 } })
    const notice = (page: Page) => page.locator('.notice').waitFor()

    await hers.goto('/moderation')
    await hers.locator('#queue article').getByRole('button', { name: 'Publish', exact: true }).click()
    await notice(hers)

    // The letters, each answered at once.
    for (let k = 0; k < LETTERS; k++) {
      await hers.goto('/reports/proofing/clusters')
      if (k === 0) t.strictSame(await faultsOf(hers), [])
      await hers.locator('ol.thread h2 a').nth(k).click()
      await hers.getByRole('link', { name: 'Answer all of them' }).click()
      await hers.getByLabel('What becomes of the comment').selectOption({ label: 'Not accepted' })
      await hers.getByLabel('Reason', { exact: true }).fill(`Letter ${k + 1}: this draft does not deal with it.`)
      await hers.getByRole('button', { name: 'Publish the answer' }).click()
      await notice(hers)
    }
    const published = new Set(
      (await db.selectFrom('comments').select('id').where('status', '=', 'published').execute()).map(one => one.id),
    )
    const copies = made.campaigns.flatMap(one => one.comments).filter(id => published.has(id))
    const answers = await db.selectFrom('responses').select('comment_id').where('state', '=', 'published').execute()
    const answered = new Set(answers.map(one => one.comment_id))
    const missed = copies.filter(id => !answered.has(id)).length
    t.ok(
      missed <= copies.length * 0.05,
      `${copies.length} copies of letters, of which ${missed} are still to be answered`,
    )
    t.ok(answered.size - (copies.length - missed) <= copies.length * 0.02, 'and next to nobody else was answered so')

    // A theme for many.
    await hers.goto('/manage/reports/proofing/themes')
    await hers.locator('#name').fill('Costs')
    await hers.getByRole('button', { name: 'Make this theme' }).click()
    await notice(hers)
    await hers.goto('/manage/reports/proofing/desk?text=cost&answer=unanswered')
    const rowsFound = await hers.locator('input[name="comment"]').count()
    t.ok(rowsFound > 3, `the search finds ${rowsFound} rows`)
    for (let k = 0; k < 3; k++) await hers.locator('input[name="comment"]').nth(k).check()
    await hers.locator('#toTheme').selectOption({ label: 'Costs' })
    await hers.getByRole('button', { name: 'Add theme' }).click()
    await notice(hers)

    // One by one: what became of the paragraph is offered.
    const moved = await db
      .selectFrom('comments as c')
      .innerJoin('anchors as a', 'a.comment_id', 'c.id')
      .innerJoin('versions as v', 'v.id', 'a.version_id')
      .select(['c.id', 'c.person_id'])
      .where('v.number', '=', 3)
      .where('a.state', '=', 'edited')
      .where('c.status', '=', 'published')
      .where('c.parent_id', 'is', null)
      .where('c.id', 'not in', [...answered])
      .orderBy('c.id')
      .executeTakeFirstOrThrow()
    await hers.goto(`/comments/${moved.id}/response`)
    t.match(await hers.locator('main').textContent(), 'What became of the paragraph')
    await hers.getByLabel('What becomes of the comment').selectOption({ label: 'Accepted' })
    await hers.getByLabel('Version in which it shows').selectOption('3')
    await hers.getByRole('button', { name: 'Publish the answer' }).click()
    await notice(hers)
    t.strictSame(await faultsOf(hers), [])

    // Proposed words go into the next draft.
    await hers.goto('/manage/reports/proofing/v/3/proposals')
    const wordings: string[] = []
    const accepting = { name: 'Accept', exact: true }
    const accept = hers.getByRole('button', accepting)
    for (let k = 0; k < 3; k++) {
      const waiting = hers
        .locator('article')
        .filter({ has: accept })
        .filter({ has: hers.locator('p.words ins') })
      wordings.push(
        await waiting
          .first()
          .locator('p.words ins')
          .first()
          .evaluate(node => node.lastChild?.textContent ?? ''),
      )
      await waiting.first().getByRole('button', accepting).click()
      await notice(hers)
    }
    const file = await hers.context().request.get(`${site.url}/manage/reports/proofing/v/3/changes.docx`)
    const bytes = await file.body()
    const xml = strFromU8(unzipSync(bytes)['word/document.xml']!)
    t.ok([...xml.matchAll(/<w:ins /g)].length >= 3, 'insertions are tracked')
    const shown = await textInOffice(bytes)
    for (const wording of wordings)
      t.match(shown, wording.replace(/\s+/g, ' ').trim(), 'LibreOffice shows what was put in')

    // The public reads it all.
    const visitor = await site.visitor({ viewport: { width: 1280, height: 900 } })
    await visitor.goto('/reports/proofing/responses?answer=accepted')
    t.match(await visitor.locator('.matrix').textContent(), 'Accepted')
    await visitor.goto('/reports/proofing/responses?answer=not-accepted&text=Letter+2')
    t.match(await visitor.locator('.matrix').textContent(), 'Letter 2: this draft does not deal with it.')
    t.strictSame(await faultsOf(visitor), [])
    await visitor.goto(`/comments/${waiting}`)
    t.match(await visitor.locator('main').textContent(), 'Say who is to pay for all this.')
  },
)

/** What LibreOffice shows of a Word file, as text in one line. */
async function textInOffice(bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'consult-office-'))
  try {
    await writeFile(join(folder, 'changes.docx'), bytes)
    const profile = `-env:UserInstallation=file://${folder}/profile`
    const convert = [
      '--headless',
      profile,
      '--convert-to',
      'txt:Text',
      '--outdir',
      folder,
      join(folder, 'changes.docx'),
    ]
    await run('soffice', convert, { timeout: 90_000 })
    return (await readFile(join(folder, 'changes.txt'), 'utf8')).replace(/\s+/g, ' ')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
