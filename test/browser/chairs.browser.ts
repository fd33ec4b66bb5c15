import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import t from 'tap'
import { generate } from '../../server/cli/generate/generate.js'
import type { Id } from '../../server/database/schema.js'
import { makePerson } from '../rows.js'
import { openSite, publishDraft } from './site.js'

const WAITING = 500
/** Of the chairs who decide one by one, each so many; then they go on by the page, as the third does, so that the test ends. */
const ONE_BY_ONE = 10
const AT_ONCE = 25

/** What a chair has been told: so many of her decisions were taken, so many were not. */
interface Told {
  decided: number
  refused: number
}

t.test('three chairs at work on 500 comments at the same time lose none and decide none twice', async t => {
  const site = await openSite()
  t.teardown(() => site.close())
  await publishDraft(site.db, site.app)
  const { id: workingGroupId } = await site.db.selectFrom('working_groups').select('id').executeTakeFirstOrThrow()
  const chairs = [
    await makePerson(site.db, 'Ada', [{ role: 'chair', workingGroupId }]),
    await makePerson(site.db, 'Ben', [{ role: 'chair', workingGroupId }]),
    await makePerson(site.db, 'Cleo', [{ role: 'chair', workingGroupId }]),
  ] as const
  await generate(site.app, { report: 'iot', comments: 700, people: 120, campaigns: 1, seed: 3 }, () => {})
  const { rows: waiting } = await sql<{ id: Id }>`
    update comments set status = 'pending' where id in (
      select id from comments c where status = 'published' and parent_id is null
        and not exists (select from moderation_decisions d where d.comment_id = c.id)
      order by id limit ${WAITING}) returning id`.execute(site.db)
  const ids = waiting.map(row => row.id)
  t.equal(ids.length, WAITING)
  const before = await lastDecision()

  const [ada, ben, cleo] = await Promise.all(chairs.map(chair => site.signedIn(chair)))
  const told = await Promise.all([byKeys(ada!), byForms(ben!), byPages(cleo!, '/moderation?all=yes')])

  const decisions = await site.db
    .selectFrom('moderation_decisions')
    .select(['comment_id', 'moderator_id', 'action'])
    .where('id', '>', before)
    .execute()
  t.equal(decisions.length, WAITING, 'as many decisions as comments')
  t.same(new Set(decisions.map(row => row.comment_id)), new Set(ids), 'each about another')
  for (const [k, chair] of chairs.entries()) {
    const hers = decisions.filter(row => row.moderator_id === chair.id).length
    t.equal(told[k]!.decided, hers, `${chair.name} has been told of all her ${hers} decisions, and of no other`)
    t.ok(hers >= ONE_BY_ONE, `${chair.name} has taken part`)
  }
  t.comment(`refused because another chair was first: ${told.map(one => one.refused).join(', ')}`)
  const { rows: wrong } = await sql`
    select c.id from comments c join moderation_decisions d on d.comment_id = c.id and d.id > ${before}
    where c.status <> case d.action when 'publish' then 'published' else 'withheld' end`.execute(site.db)
  t.same(wrong, [], 'every comment is as it was decided')
  const { rows: logged } = await sql<{ n: number; comments: number }>`
    select count(*)::int as n, count(distinct subject_id)::int as comments from audit_log
    where subject = 'comment' and (details->>'decision')::bigint > ${before}`.execute(site.db)
  t.same(logged, [{ n: WAITING, comments: WAITING }], 'each stands in the log once')

  async function lastDecision(): Promise<Id> {
    const { rows } = await sql<{ id: Id }>`select coalesce(max(id), 0) as id from moderation_decisions`.execute(site.db)
    return rows[0]!.id
  }
})

/** She reads what comes up by itself, and presses p. */
async function byKeys(page: Page): Promise<Told> {
  const told = { decided: 0, refused: 0 }
  await page.goto('/moderation')
  await page.keyboard.press('j')
  while (told.decided + told.refused < ONE_BY_ONE && (await isFocused(page))) {
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('p')])
    if (await count(page, told, 1)) continue
    await page.goto('/moderation')
    await page.keyboard.press('j')
  }
  return byPages(page, '/moderation', told)
}

/** Whether a comment of the queue has the focus, once the page has had the time to give it. */
const isFocused = (page: Page): Promise<boolean> =>
  page
    .waitForFunction('document.activeElement?.closest("#queue article") || !document.querySelector("#queue article")')
    .then(() => page.locator('#queue article').count())
    .then(items => items > 0)

/** He chooses a reason and withholds, with the mouse. */
async function byForms(page: Page): Promise<Told> {
  const told = { decided: 0, refused: 0 }
  await page.goto('/moderation')
  while (told.decided + told.refused < ONE_BY_ONE && (await page.locator('#queue article').count())) {
    const item = page.locator('#queue article').first()
    await item.locator('select[name="reason"]').selectOption('off-topic')
    await Promise.all([page.waitForEvent('load'), item.getByRole('button', { name: 'Withhold', exact: true }).click()])
    if (!(await count(page, told, 1))) await page.goto('/moderation')
  }
  return byPages(page, '/moderation', told)
}

/** Several at once, until nothing waits; at `all=yes` also what the others have open. */
async function byPages(page: Page, path: string, told: Told = { decided: 0, refused: 0 }): Promise<Told> {
  for (;;) {
    await page.goto(path)
    const picks = page.locator('#queue input[name="pick"]')
    // By script, one like the other: a click of the mouse on each takes longer than all the rest.
    const picked = await picks.evaluateAll((boxes, most) => {
      const some = boxes.slice(0, most)
      for (const box of some) (box as unknown as { click(): void }).click()
      return some.length
    }, AT_ONCE)
    if (picked === 0) return told
    const publish = page.locator('#selection').getByRole('button', { name: 'Publish' })
    await Promise.all([page.waitForEvent('load'), publish.click()])
    await count(page, told, picked)
  }
}

/** Reads what the page says became of so many decisions; false: not all of them were taken. */
async function count(page: Page, told: Told, sent: number): Promise<boolean> {
  if (await page.locator('.notice').count()) {
    told.decided += sent
    return true
  }
  const lead = await page.locator('main .lead').allTextContents()
  const decided = Number(/^(\d+) comments? ha/.exec(lead[0] ?? '')?.[1] ?? 0)
  told.decided += decided
  told.refused += sent - decided
  return false
}
