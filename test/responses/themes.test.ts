import { readFileSync } from 'node:fs'
import t from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import type { Id } from '../../server/database/schema.js'
import { Browser, signedIn, type TestApp, testApp } from '../app.js'
import { makeComment, makePerson, makeReport, type Rows } from '../rows.js'

let site: TestApp
let rows: Rows
let other: Rows
let author: Visitor
let chair: Visitor
let second: Visitor
const HOME = '/manage/reports/report/themes'

t.before(async () => {
  site = await testApp()
  rows = await makeReport(site.db)
  other = await makeReport(site.db, { slug: 'other', group: 'wg2' })
  author = await makePerson(site.db, 'Ada')
  chair = await makePerson(site.db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  second = await makePerson(site.db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
})
t.teardown(() => site.close())

/** A theme made by its form. @returns its number */
async function make(chairs: Browser, name: string): Promise<number> {
  await chairs.get(HOME)
  const made = await chairs.post(HOME, { name, description: '', mark: '3' })
  return Number(String(made.headers.location).split('/').at(-1))
}

async function put(chairs: Browser, comment: Id, theme: number, step = 'add') {
  await chairs.get(`/comments/${comment}/response`)
  return chairs.post(`/comments/${comment}/themes`, { theme: String(theme), step })
}

const seenIn = (page: string) => /name="seen" value="(\d+)"/.exec(page)![1]!

async function members(theme: number): Promise<Id[]> {
  const found = await site.db
    .selectFrom('comment_themes')
    .select('comment_id')
    .where('theme_id', '=', theme)
    .orderBy('comment_id')
    .execute()
  return found.map(one => one.comment_id)
}

t.test('a chair makes a theme and puts a comment in it, and everybody reads it by theme', async t => {
  const chairs = await signedIn(site.app, chair)
  const theme = await make(chairs, 'Updates')
  const comment = await makeComment(site.db, rows, author, { body: 'Update every week.' })
  t.equal((await put(chairs, comment, theme)).statusCode, 303)
  const reader = new Browser(site.app)
  await reader.get('/reports/report/themes')
  t.match(reader.page, 'Updates')
  t.match(reader.page, '1 comment')
  t.match(reader.page, '▲')
  await reader.get(`/reports/report/themes/${theme}`)
  t.match(reader.page, 'Update every week.')
  t.equal((await reader.get(`/reports/other/themes/${theme}`)).statusCode, 404, 'not under another report')
  await site.db.updateTable('comments').set({ status: 'withheld' }).where('id', '=', comment).execute()
  await reader.get(`/reports/report/themes/${theme}`)
  t.notMatch(reader.page, 'Update every week.', 'what is withheld leaves it')
  await site.db.updateTable('comments').set({ status: 'published' }).where('id', '=', comment).execute()
  t.equal((await put(chairs, comment, theme, 'remove')).statusCode, 303)
  t.strictSame(await members(theme), [])
  const entries = await site.db.selectFrom('audit_log').select('action').where('subject_id', '=', comment).execute()
  t.strictSame(entries.map(entry => entry.action).slice(-2), ['comment.theme-added', 'comment.theme-removed'])
})

t.test('what does not hold is refused with what to do', async t => {
  const chairs = await signedIn(site.app, chair)
  const theme = await make(chairs, 'Passwords')
  await chairs.get(HOME)
  t.equal((await chairs.post(HOME, { name: 'PASSWORDS', description: '', mark: '1' })).statusCode, 422)
  t.match(chairs.page, 'There is a theme of this name already')
  t.equal((await chairs.post(HOME, { name: '', description: '', mark: '1' })).statusCode, 422)
  t.equal((await chairs.post(HOME, { name: 'Nine', description: '', mark: '9' })).statusCode, 422)
  const waiting = await makeComment(site.db, rows, author, { status: 'pending' })
  const elsewhere = await makeComment(site.db, other, author)
  const comment = await makeComment(site.db, rows, author)
  const url = (id: Id) => `/comments/${id}/themes`
  await chairs.get(`/comments/${comment}/response`)
  t.equal((await chairs.post(url(waiting), { theme: String(theme), step: 'add' })).statusCode, 409)
  t.equal((await chairs.post(url(comment), { theme: '999999', step: 'add' })).statusCode, 422)
  t.equal((await chairs.post(url(elsewhere), { theme: String(theme), step: 'add' })).statusCode, 403)
  t.equal((await chairs.get('/manage/reports/other/themes')).statusCode, 403, "another group's")
  t.equal((await chairs.get(`${HOME}/999999`)).statusCode, 404)
})

t.test('of two chairs at once the second sees what the first has changed before she writes over it', async t => {
  const [hers, his] = [await signedIn(site.app, chair), await signedIn(site.app, second)]
  const theme = await make(hers, 'Schools')
  const url = `${HOME}/${theme}`
  await hers.get(url)
  await his.get(url)
  const seen = seenIn(his.page)
  const fields = { name: 'Schools', description: 'From Chair.', summary: '', mark: '4', seen }
  t.equal((await hers.post(url, fields)).statusCode, 303)
  const late = await his.post(url, { ...fields, description: 'From Second.' })
  t.equal(late.statusCode, 409)
  t.match(his.page, 'Chair has changed this theme meanwhile')
  t.match(his.page, 'From Chair.')
  t.match(his.page, 'From Second.', 'what he typed is kept')
  t.equal((await his.post(`${url}/merge`, { into: '1', seen })).statusCode, 409, 'nor does he merge it unseen')
  await his.get(url)
  const again = await his.post(url, { ...fields, description: 'From Second.', seen: seenIn(his.page) })
  t.equal(again.statusCode, 303)
  await his.get(url)
  t.match(his.page, 'From Chair.', 'what stood there before is in the history')
  t.equal((await his.post(url, { ...fields, description: 'From Second.' })).statusCode, 303, 'sent twice it is one')
})

t.test('a merged theme keeps its comments and history with the other, and its address leads there', async t => {
  const chairs = await signedIn(site.app, chair)
  const [from, to, last] = [await make(chairs, 'Old'), await make(chairs, 'New'), await make(chairs, 'Newest')]
  const both = await makeComment(site.db, rows, author)
  const one = await makeComment(site.db, rows, author)
  for (const [comment, theme] of [
    [both, from],
    [both, to],
    [one, from],
  ] as const)
    await put(chairs, comment, theme)
  await chairs.get(`${HOME}/${from}`)
  t.equal((await chairs.post(`${HOME}/${from}/merge`, { into: '', seen: seenIn(chairs.page) })).statusCode, 422)
  const itself = { into: String(from), seen: seenIn(chairs.page) }
  t.equal((await chairs.post(`${HOME}/${from}/merge`, itself)).statusCode, 422)
  const merged = await chairs.post(`${HOME}/${from}/merge`, { into: String(to), seen: seenIn(chairs.page) })
  t.equal(merged.statusCode, 303)
  t.strictSame(await members(to), [both, one])
  t.strictSame(await members(from), [])
  await chairs.get(`${HOME}/${to}`)
  t.match(chairs.page, '“Old” was merged into “New”')
  t.match(chairs.page, 'in “Old”', 'with what happened to it before')
  await chairs.post(`${HOME}/${to}/merge`, { into: String(last), seen: seenIn(chairs.page) })
  const reader = new Browser(site.app)
  const moved = await reader.get(`/reports/report/themes/${from}`)
  t.equal(moved.statusCode, 301)
  t.equal(moved.headers.location, `/reports/report/themes/${last}`)
  t.equal((await put(chairs, one, from)).statusCode, 422, 'it gets no further comments')
  t.ok(await make(chairs, 'Old'), 'its name is free')
})

t.test('a theme is split by choosing the comments that go', async t => {
  const chairs = await signedIn(site.app, chair)
  const theme = await make(chairs, 'Everything')
  const ids = [await makeComment(site.db, rows, author), await makeComment(site.db, rows, author)]
  for (const id of ids) await put(chairs, id, theme)
  await chairs.get(`${HOME}/${theme}`)
  const seen = seenIn(chairs.page)
  const url = `${HOME}/${theme}/split`
  t.equal((await chairs.post(url, { newName: 'Part', seen })).statusCode, 422)
  t.match(chairs.page, 'Choose at least one comment')
  t.equal((await chairs.post(url, { newName: 'everything', comment: [ids[0]!], seen })).statusCode, 422)
  t.match(chairs.page, 'There is a theme of this name already')
  const foreign = await makeComment(site.db, rows, author)
  t.equal((await chairs.post(url, { newName: 'Part', comment: [ids[0]!, foreign], seen })).statusCode, 409)
  t.strictSame(await members(theme), ids, 'all or none')
  const done = await chairs.post(url, { newName: 'Part', comment: [ids[0]!], seen })
  t.equal(done.statusCode, 303)
  const made = Number(String(done.headers.location).split('/').at(-1))
  t.strictSame([await members(theme), await members(made)], [[ids[1]], [ids[0]]])
  await chairs.get(`${HOME}/${made}`)
  t.match(chairs.page, 'Split off from “Everything”')
  await chairs.get(`${HOME}/${theme}`)
  t.match(chairs.page, 'Comments moved to the new theme “Part”')
})

t.test('themes are suggested with the words that led to them, and only what a chair chooses is done', async t => {
  const chairs = await signedIn(site.app, chair)
  const theme = await make(chairs, 'Certificates')
  const write = async (body: string) => {
    const id = await makeComment(site.db, rows, author, { body })
    await site.db.updateTable('comments').set({ language: 'en' }).where('id', '=', id).execute()
    return id
  }
  for (const body of ['Renew certificates automatically.', 'Automatic renewal of each certificate.'])
    await put(chairs, await write(body), theme)
  const asked = await write('Who renews certificates automatically?')
  const withheld = await write('Renew certificates, says xyzzy.')
  await site.db.updateTable('comments').set({ status: 'withheld' }).where('id', '=', withheld).execute()
  await chairs.get(`/comments/${asked}/response`)
  t.match(chairs.page, 'Shared words:')
  t.match(chairs.page, /class="tag">certificates</)
  t.notMatch(await members(theme), [asked], 'never by itself')
  const url = `${HOME}/suggestions`
  await chairs.get(url)
  t.match(chairs.page, `value="${asked}:${theme}"`)
  t.notMatch(chairs.page, 'xyzzy')
  t.notMatch(chairs.page, /type="checkbox"[^>]*checked/)
  t.equal((await chairs.post(url, {})).statusCode, 422)
  t.match(chairs.page, 'Choose at least one comment')
  const elsewhere = await makeComment(site.db, other, author)
  t.equal((await chairs.post(url, { pick: [`${asked}:${theme}`, `${elsewhere}:${theme}`] })).statusCode, 403)
  t.notOk((await members(theme)).includes(asked), 'all or none')
  t.equal((await chairs.post(url, { pick: [`${asked}:${theme}`] })).statusCode, 303)
  t.ok((await members(theme)).includes(asked))
  await chairs.get(url)
  t.notMatch(chairs.page, `value="${asked}:${theme}"`)
})

t.test('a comment that is put in a theme while the theme is merged away is not lost', async t => {
  const chairs = await signedIn(site.app, chair)
  const [from, to] = [await make(chairs, 'Going'), await make(chairs, 'Staying')]
  const comment = await makeComment(site.db, rows, author)
  await chairs.get(`${HOME}/${from}`)
  const seen = seenIn(chairs.page)
  const [, added] = await Promise.all([
    chairs.post(`${HOME}/${from}/merge`, { into: String(to), seen }),
    chairs.post(`/comments/${comment}/themes`, { theme: String(from), step: 'add' }),
  ])
  t.strictSame(await members(from), [])
  t.strictSame(await members(to), added.statusCode === 303 ? [comment] : [])
})

t.test('every mark can be read on every ground, in light and dark', async t => {
  const [tokens, marks] = ['public/styles/parts/tokens.css', 'public/styles/themes.css'].map(file =>
    readFileSync(file, 'utf8').split('@media (prefers-color-scheme: dark)'),
  )
  for (const scheme of [0, 1])
    for (const ground of ['paper', 'wash', 'raised', 'accent-wash'])
      for (let mark = 1; mark <= 8; mark++) {
        const ratio = contrast(colour(marks![scheme]!, `mark-${mark}`), colour(tokens![scheme]!, ground))
        t.ok(ratio >= 4.5, `mark ${mark} on ${ground}: ${ratio.toFixed(2)}`)
      }
})

function colour(css: string, name: string): string {
  const found = new RegExp(`--${name}: #([0-9a-f]{3,6});`).exec(css)![1]!
  return found.length === 3 ? [...found].map(digit => digit + digit).join('') : found
}

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, blue] = [0, 2, 4].map(at => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!
  }
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}
