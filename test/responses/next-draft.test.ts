import t, { type Test } from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import { carryComments } from '../../server/comments/index.js'
import { editComment } from '../../server/comments/writing/change.js'
import type { Id } from '../../server/database/schema.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { eraseAround } from '../../server/moderation/erasing/store.js'
import { redact } from '../../server/moderation/redactions/redact.js'
import { type Browser, signedIn, testApp } from '../app.js'
import { readTracked } from '../exports/tracked.js'
import { makeComment, makeNextVersion, makePerson, makeReport } from '../rows.js'

const TEXT = 'Vendors must give security updates for five years after the last sale.'
const PATH = '/manage/reports/report/v/1/proposals'
const DOCX = '/manage/reports/report/v/1/changes.docx'

async function setting(t: Test, texts = [TEXT, 'Second paragraph.']) {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db, { texts })
  const author = await makePerson(db, 'Ada')
  await db.updateTable('people').set({ publish_name: true }).where('id', '=', author.id).execute()
  const quiet = await makePerson(db, 'Quiet Quentin')
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const version = await db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  const propose = async (words: string | null, quote?: string, by: Visitor = author) => {
    const id = await makeComment(db, rows, by)
    const start = quote === undefined ? null : TEXT.indexOf(quote)
    const end = start === null ? null : start + quote!.length
    await db
      .updateTable('comments')
      .set({ proposed_text: words, quote_exact: quote ?? null, quote_start: start, quote_end: end })
      .where('id', '=', id)
      .execute()
    return id
  }
  const list = () => db.selectFrom('suggested_changes').selectAll().orderBy('comment_id').execute()
  const entries = async () =>
    (await db.selectFrom('audit_log').select('action').where('action', 'like', 'change.%').orderBy('id').execute()).map(
      ({ action }) => action,
    )
  const hers = await signedIn(app, chair)
  return { app, db, rows, author, quiet, chair, version, propose, list, entries, hers }
}

/** What the page says about one comment, and the mark by which its forms tell what she saw. */
const cardOf = (page: string, id: Id) =>
  new RegExp(`<article class="card" id="c-${id}"[\\s\\S]*?</article>`).exec(page)?.[0] ?? ''
const seenIn = (page: string, id: Id) => /name="seen" value="([^"]+)"/.exec(cardOf(page, id))?.[1] ?? ''

async function send(browser: Browser, id: Id, act: string, fields: Record<string, string> = {}) {
  const { body } = await browser.get(PATH)
  return browser.post(`${PATH}/${id}`, { act, seen: seenIn(body, id), ...fields })
}

const documentOf = async (browser: Browser) => readTracked((await browser.get(DOCX)).rawPayload)

t.test('a chair accepts a proposal with one click, finds it in the Word file, and takes it out again', async t => {
  const { propose, list, entries, hers, chair } = await setting(t)
  const id = await propose(TEXT.replace('five', 'seven'))
  const page = (await hers.get(PATH)).body
  t.match(cardOf(page, id), /<del>[\s\S]*?five<\/del><ins>[\s\S]*?seven<\/ins> years after/)
  t.match(cardOf(page, id), `href="/comments/${id}"`)
  const sent = await send(hers, id, 'accept')
  t.match([sent.statusCode, sent.headers.location], [303, `${PATH}?show=all&page=1#c-${id}`])
  t.match(await list(), [{ comment_id: id, start_at: 0, end_at: TEXT.length, accepted_by: chair.id }])
  const after = (await hers.get(PATH)).body
  t.match(after, 'The change is in the list for the next draft.')
  t.match(after, 'There is 1 change in the list')
  t.match(cardOf(after, id), 'Take out of the list')
  const { paragraphs, notes } = await documentOf(hers)
  t.match(paragraphs[0], { rejected: TEXT, accepted: TEXT.replace('five', 'seven') })
  t.same(
    paragraphs[0]!.marks.map(({ op, author, text }) => `${op} ${author} ${text}`),
    ['del Ada five', 'ins Ada seven'],
  )
  t.same(notes, [`Proposed in http://consult.test/comments/${id}`])
  t.equal((await send(hers, id, 'take-out')).statusCode, 303)
  t.same(await list(), [])
  t.match((await documentOf(hers)).paragraphs[0], { accepted: TEXT, marks: [] })
  t.same(await entries(), ['change.accepted', 'change.taken-out'])
})

t.test('who does not want to be named is not named in the Word file', async t => {
  const { propose, hers, quiet, db } = await setting(t)
  await db.updateTable('people').set({ publish_name: false }).where('id', '=', quiet.id).execute()
  const id = await propose('seven', 'five', quiet)
  await send(hers, id, 'accept')
  const { paragraphs } = await documentOf(hers)
  t.match(paragraphs[0]!.marks, [{ author: 'A participant' }, { author: 'A participant' }])
  t.notMatch((await hers.get(PATH)).body, 'Quentin')
})

t.test('two proposals for the same words stand side by side, and the second waits until the first is out', async t => {
  const { propose, list, hers } = await setting(t)
  const seven = await propose('seven years', 'five years')
  const ten = await propose(TEXT.replace('five', 'ten'))
  const should = await propose(TEXT.replace('must', 'should'))
  const page = (await hers.get(PATH)).body
  const columns = /<div class="columns">[\s\S]*?<\/article>\s*<\/div>/.exec(page)![0]
  t.match(columns, `id="c-${seven}"`)
  t.match(columns, `id="c-${ten}"`)
  t.notMatch(columns, `id="c-${should}"`)
  const seen = seenIn(page, ten)
  await send(hers, seven, 'accept')
  const card = cardOf((await hers.get(PATH)).body, ten)
  t.match(card, `href="#c-${seven}"`)
  t.notMatch(card, '>Accept</button>')
  const refused = await hers.post(`${PATH}/${ten}`, { act: 'accept', seen })
  t.match([refused.statusCode, refused.body], [409, `It is that of comment ${seven}. Nothing has been changed.`])
  t.equal((await send(hers, should, 'accept')).statusCode, 303, 'other words of the same paragraph')
  t.same(
    (await list()).map(row => row.comment_id),
    [seven, should],
  )
  const both = await documentOf(hers)
  t.equal(both.paragraphs[0]!.accepted, TEXT.replace('must', 'should').replace('five', 'seven'))
  await send(hers, seven, 'take-out')
  t.equal((await send(hers, ten, 'accept')).statusCode, 303)
})

t.test('an editor gives a change other words before and after she accepts it, and the file says so', async t => {
  const { propose, list, hers, entries } = await setting(t)
  const id = await propose(TEXT.replace('five', 'seven'))
  await send(hers, id, 'accept', { wording: TEXT.replace('five', 'six').replace('sale', 'day of sale') })
  t.match(cardOf((await hers.get(PATH)).body, id), 'Edited by the editor')
  t.match(cardOf((await hers.get(PATH)).body, id), 'What the author proposed')
  await send(hers, id, 'reword', { wording: TEXT.replace('five', 'at least  six') })
  t.equal((await list())[0]!.wording, TEXT.replace('five', 'at least six'))
  const { paragraphs, notes } = await documentOf(hers)
  t.equal(paragraphs[0]!.accepted, TEXT.replace('five', 'at least six'))
  t.match(notes[0], 'The wording has been changed by the editor')
  const same = await send(hers, id, 'reword', { wording: TEXT })
  t.match([same.statusCode, same.body], [422, 'The text says this already.'])
  const empty = await send(hers, id, 'reword', { wording: '' })
  t.match([empty.statusCode, empty.body], [422, 'Fill in this field.'])
  t.same(await entries(), ['change.accepted', 'change.reworded'])
})

t.test('a form that has grown old changes nothing and says what has happened', async t => {
  const { app, propose, list, hers, version, author, chair, db } = await setting(t)
  const id = await propose(TEXT.replace('five', 'seven'))
  const { body } = await hers.get(PATH)
  const seen = seenIn(body, id)
  await editComment(app, version, author, id, {
    kind: 'general',
    body: 'Again.',
    proposedText: TEXT.replace('five', 'nine'),
  })
  const edited = await hers.post(`${PATH}/${id}`, { act: 'accept', seen })
  t.match([edited.statusCode, edited.body], [409, 'This proposal has changed meanwhile'])
  await send(hers, id, 'accept')
  const twice = await send(hers, id, 'accept')
  t.match([twice.statusCode, twice.body], [409, 'This change is in the list already'])
  await send(hers, id, 'take-out')
  const out = await send(hers, id, 'take-out')
  t.match([out.statusCode, out.body], [409, 'This change is not in the list any more'])
  const reworded = await send(hers, id, 'reword', { wording: 'Words.' })
  t.match([reworded.statusCode, reworded.body], [409, 'This change is not in the list any more'])
  const now = seenIn((await hers.get(PATH)).body, id)
  await decide(app, { comment: id, moderator: chair, action: 'withhold', reason: 'off-topic', explanation: 'No.' })
  const withheld = await hers.post(`${PATH}/${id}`, { act: 'accept', seen: now })
  t.match([withheld.statusCode, withheld.body], [409, 'This comment is not public any more'])
  const foreign = await makeReport(db, { slug: 'foreign', group: 'wg9' })
  const other = await makeComment(db, foreign, author)
  const elsewhere = await hers.post(`${PATH}/${other}`, { act: 'accept', seen: now })
  t.match([elsewhere.statusCode, elsewhere.body], [404, 'This comment belongs to another report'])
  t.same(await list(), [])
})

t.test(
  'a comment that is withheld later, whole or in part, leaves the page and the file, and can be taken out',
  async t => {
    const { app, propose, list, hers, chair, db } = await setting(t)
    const whole = await propose(TEXT.replace('five', 'xyzzy'))
    const part = await propose(TEXT.replace('Vendors', 'Plugh vendors'))
    await send(hers, whole, 'accept')
    await send(hers, part, 'accept')
    const why = { moderator: chair, reason: 'personal-attack' as const, explanation: 'It is rude.' }
    await decide(app, { ...why, comment: whole, action: 'withhold' })
    await redact(app, { ...why, comment: part, passages: ['Plugh'] })
    const page = (await hers.get(PATH)).body
    t.notMatch(page, /xyzzy|plugh/i)
    t.match(page, 'Accepted, but not shown')
    t.match((await documentOf(hers)).paragraphs[0], { accepted: TEXT, marks: [] })
    t.equal((await hers.post(`${PATH}/${whole}`, { act: 'take-out', seen: '0'.repeat(32) })).statusCode, 303)
    t.match(await list(), [{ comment_id: part }])
    await eraseAround(db, part)
    t.same(await list(), [], 'what is erased is erased here too')
  },
)

t.test('in the next version a proposal stands at its paragraph there, or apart with the reason', async t => {
  const { app, db, rows, propose, hers } = await setting(t)
  const quoted = await propose('seven', 'five')
  const gone = await propose('security patches', 'security updates')
  const next = await makeNextVersion(db, rows, 2, ['A new first paragraph.', TEXT.replace('security updates', 'fixes')])
  await carryComments(app, next.id)
  const at = { paragraph_id: next.paragraphs[1]!, beside_id: null, confidence: 1 }
  const start = TEXT.replace('security updates', 'fixes').indexOf('five')
  const anchor = (comment: Id, values: object) =>
    db
      .updateTable('anchors')
      .set({ ...at, ...values })
      .where('comment_id', '=', comment)
      .execute()
  await anchor(quoted, { state: 'edited', quote_start: start, quote_end: start + 4 })
  await anchor(gone, { state: 'quote-changed', quote_start: null, quote_end: null })
  const path = '/manage/reports/report/v/2/proposals'
  const { body } = await hers.get(path)
  t.match(body, /Paragraph ¶2/)
  t.match(cardOf(body, quoted), /give fixes for <del>[\s\S]*?five<\/del><ins>[\s\S]*?seven<\/ins> years/)
  t.match(cardOf(body, quoted), 'written on version 1')
  t.match(cardOf(body, gone), 'The words that it quotes have been changed in this version.')
  t.equal((await hers.post(`${path}/${quoted}`, { act: 'accept', seen: seenIn(body, quoted) })).statusCode, 303)
  t.match(cardOf((await hers.get(PATH)).body, quoted), 'It is in the list of changes to version 2.')
})

t.test('only who moderates the group sees proposals here, and a draft has none', async t => {
  const { app, hers, db, author } = await setting(t)
  const stranger = await makePerson(db, 'Stranger', [
    { role: 'chair', workingGroupId: (await makeReport(db, { slug: 'b', group: 'wg9' })).groupId },
  ])
  for (const [person, expected] of [
    [author, 403],
    [stranger, 403],
  ] as const) {
    const theirs = await signedIn(app, person)
    t.equal((await theirs.get(PATH)).statusCode, expected)
    t.equal((await theirs.get(DOCX)).statusCode, expected)
  }
  t.equal((await hers.get('/manage/reports/report/v/7/proposals')).statusCode, 404)
  t.match((await hers.get('/manage/reports/report/v/1')).body, `href="${PATH}"`)
  t.match((await hers.get('/manage/reports/report/v/1')).body, `href="${DOCX}"`)
})
