import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { extendChain, verifyLog } from '../../server/audit/index.js'
import type { Id } from '../../server/database/schema.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { flagComment } from '../../server/moderation/flags/flag.js'
import { decideFlood } from '../../server/moderation/selection/flood.js'
import { Browser, signedIn, testApp } from '../app.js'
import { bodyOf, header, smtpServer } from '../notices/smtp.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

/** A site whose mails are taken by a real SMTP server. */
async function setting(t: Test) {
  const smtp = await smtpServer()
  const test = await testApp({ SMTP_URL: smtp.url, APPEAL_MONTHS: String(MONTHS) })
  t.teardown(async () => {
    await test.close()
    await smtp.close()
  })
  const rows = await makeReport(test.db)
  const chairOf = { role: 'chair' as const, workingGroupId: rows.groupId }
  const author = await makePerson(test.db, 'Ada Author')
  const reader = await makePerson(test.db, 'Rita Reader')
  const chair = await makePerson(test.db, 'Carl Chair', [chairOf])
  const second = await makePerson(test.db, 'Sam Second', [chairOf])
  /** The mails that have come since the last time, read. */
  const arrived = async () => {
    await test.runJobs()
    return smtp.arrived.splice(0).map(mail => ({
      to: mail.to[0]!,
      subject: header(mail, 'Subject'),
      // As one reads it: without the line ends of the plain text.
      text: bodyOf(mail).replace(/\s+/g, ' '),
    }))
  }
  return { ...test, rows, author, reader, chair, second, arrived }
}

const link = (text: string): string => /http:\/\/consult\.test(\/[^\s"<>]+)/.exec(text)![1]!
const says = (t: Test, text: string, ...words: string[]) => {
  for (const one of words) t.ok(text.includes(one), one)
}
/** As configured, longer than the least. */
const MONTHS = 9

t.test(
  'a comment is withheld, its author reads why, appeals, and is right: each step with its mail, and the log whole',
  async t => {
    const { app, db, rows, author, reader, chair, second, arrived } = await setting(t)
    const comment = await makeComment(db, rows, author, { body: 'The authors have slept.' })
    const publicPage = async () => (await new Browser(app).get(`/comments/${comment}`)).body
    await flagComment(app, { person: reader, address: '192.0.2.1' }, comment, { reason: 'personal-attack' })

    const hers = await signedIn(app, chair)
    await hers.get(`/comments/${comment}/moderation`)
    const seen = /name="seen" value="([^"]+)"/.exec(hers.page)![1]!
    const explanation = 'It says that the authors slept, which is about them and not about the draft.'
    const decision = { action: 'withhold', reason: 'personal-attack', explanation, seen }
    t.equal((await hers.post(`/comments/${comment}/moderation`, decision)).statusCode, 303)
    t.match(await publicPage(), 'This comment was withheld by a moderator. Reason: Personal attack')

    const { rows: written } = await sql<{ months: number; until: Date }>`
      select extract(months from age(appeal_until, created_at))::int as months, appeal_until as until
      from moderation_decisions`.execute(db)
    t.equal(written[0]!.months, MONTHS)
    const day = written[0]!.until.toLocaleDateString('en-GB', {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    })
    const [statement, answer, ...none] = await arrived()
    t.same([statement?.to, answer?.to, none], ['ada.author@example.org', 'rita.reader@example.org', []])
    const wanted = [
      'Comment withheld from the public',
      'in all countries, until a moderator or an appeal restores it',
      'Rule of the terms of use: Personal attack',
      'The comment attacks a person instead of saying something about the draft.',
      explanation,
      'A reader had reported the comment.',
      'A person read the comment and decided. No automated means were used.',
    ]
    t.match(statement!.subject, /moderator/)
    says(t, statement!.text, ...wanted, `until ${day}`, 'free of charge', 'out-of-court settlement or to a court')
    t.notMatch(statement!.text, /Rita|Carl|slept\.|example\.org/, 'who reported it, and who decided, is told to nobody')
    says(t, answer!.text, 'You reported a comment', 'Comment withheld from the public')
    t.notMatch(answer!.text, /Ada|Carl|slept/)

    const own = await signedIn(app, author)
    const page = (await own.get(link(statement!.text))).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    says(t, page, ...wanted, 'Chair, Working group wg1', `until ${day}`, 'to a court')
    const { 0: form } = /\/decisions\/\d+/.exec(own.page)!
    await own.get(form)
    t.equal((await own.post(`${form}/appeal`, { text: 'It is a figure of speech.' })).statusCode, 303)
    t.same(await arrived(), [])

    const other = await signedIn(app, second)
    await other.get('/moderation/appeals')
    const { 0: appeal } = /\/appeals\/\d+/.exec(other.page)!
    await other.get(appeal)
    const outcome = { outcome: 'overturned', reason: 'It is sharp, but about the draft.' }
    t.equal((await other.post(appeal, outcome)).statusCode, 303)
    t.match(await publicPage(), 'The authors have slept.')
    const [told, restored, ...more] = await arrived()
    t.same([told?.to, restored?.to, more], ['ada.author@example.org', 'ada.author@example.org', []])
    says(t, told!.text, 'Outcome: The decision is taken back.', 'It is sharp, but about the draft.')
    says(t, restored!.text, 'Comment restored', 'You had asked for a review of an earlier decision.')
    const outcomePage = (await own.get(link(told!.text))).body
    t.match(outcomePage, /The decision is taken back[\s\S]+It is sharp, but about the draft\./)
    await own.get(`/comments/${comment}/decisions`)
    says(t, own.page, 'Comment restored', 'You had asked for a review of an earlier decision.')

    await extendChain(db)
    t.match(await verifyLog(db), { ok: true, waiting: 0 })
    const [entry] = await db.selectFrom('audit_log').select('id').where('action', '=', 'comment.withheld').execute()
    await sql`alter table audit_log disable trigger append_only`.execute(db)
    await sql`update audit_log set details = jsonb_set(details, '{reason}', '"off-topic"') where id = ${entry!.id}`.execute(
      db,
    )
    t.match(await verifyLog(db), { ok: false, breach: 'changed', entry: entry!.id })
  },
)

t.test('a reader whose report was not followed appeals, and the author is told how it came about', async t => {
  const { app, db, rows, author, reader, chair, second, arrived } = await setting(t)
  const comment = await makeComment(db, rows, author)
  await flagComment(app, { person: reader, address: '192.0.2.1' }, comment, { reason: 'advertising' })
  await decide(app, { comment, moderator: chair, action: 'keep' })
  const [kept, ...none] = await arrived()
  t.same([kept?.to, none], ['rita.reader@example.org', []], 'the author is not troubled with what changes nothing')
  says(t, kept!.text, 'Comment flagged and left standing', 'another person review the decision')
  const hers = await signedIn(app, reader)
  await hers.get(link(kept!.text))
  t.equal((await hers.post(`${link(kept!.text)}/appeal`, { text: 'It sells routers.' })).statusCode, 303)
  const other = await signedIn(app, second)
  await other.get('/moderation/appeals')
  const { 0: appeal } = /\/appeals\/\d+/.exec(other.page)!
  await other.get(appeal)
  await other.post(appeal, { outcome: 'overturned', reason: 'It advertises a shop.', ground: 'advertising' })
  const mails = await arrived()
  t.same(mails.map(mail => mail.to).sort(), ['ada.author@example.org', 'rita.reader@example.org'])
  const statement = mails.find(mail => mail.to.startsWith('ada'))!
  says(t, statement.text, 'asked for a review of an earlier decision', 'It advertises a shop.', 'Advertising')
  t.notMatch(statement.text, /without having been asked|Rita|It sells routers/)
})

t.test('a statement says when the law is the ground, when nobody asked, and when a rule found the comment', async t => {
  const { app, db, rows, author, chair, arrived } = await setting(t)
  const make = async (
    held_for: 'links' | 'repeated' | null,
    status: 'pending' | 'published' = 'pending',
  ): Promise<Id> => {
    const id = await makeComment(db, rows, author, { status })
    await db.updateTable('comments').set({ held_for }).where('id', '=', id).execute()
    return id
  }
  const decided = async (comment: Id, change: object = {}) => {
    const law = { reason: 'illegal' as const, explanation: 'Article 9 of the Act on Examples forbids it.' }
    await decide(app, { comment, moderator: chair, action: 'withhold', ...law, ...change })
    const [mail] = await arrived()
    const page = await (await signedIn(app, author)).get(`/comments/${comment}/decisions`)
    return [mail!.text, page.body.replace(/\s+/g, ' ')]
  }
  for (const text of await decided(await make(null))) {
    says(t, text, 'The law, which the explanation names', 'Article 9 of the Act on Examples forbids it.')
    says(t, text, 'The moderator read the comment without having been asked to.', 'No automated means were used.')
  }
  for (const text of await decided(await make('links')))
    says(t, text, 'An automatic rule made the comment wait, because it holds a link')
  for (const text of await decided(await make('repeated')))
    says(t, text, 'because the same words had been sent before. A person then read it and decided.')
  for (const text of await decided(await make('links', 'published'))) says(t, text, 'No automated means were used.')
  const silent = {
    comment: await make(null),
    moderator: chair,
    action: 'withhold' as const,
    reason: 'illegal' as const,
  }
  const fault = await decide(app, silent).catch(error => error)
  t.match(fault, { kind: 'invalid', fields: [{ field: 'explanation', key: 'law-missing' }] })
})

t.test('so does the one statement about a flood', async t => {
  const { app, db, rows, author, reader, chair, arrived } = await setting(t)
  const flood = async (prepare: (id: Id) => Promise<unknown>) => {
    const ids = [await makeComment(db, rows, author), await makeComment(db, rows, author)]
    await prepare(ids[0]!)
    const state = (await db.selectFrom('comments').select('status').where('id', '=', ids[0]!).execute())[0]!.status
    await decideFlood(app, {
      author: author.id,
      state: state as 'pending' | 'published',
      moderator: chair,
      action: 'withhold',
      reason: 'advertising',
    })
    const mails = await arrived()
    const page = await (await signedIn(app, author)).get(`/comments/${ids[0]}/decisions`)
    return [mails.find(mail => mail.to.startsWith('ada'))!.text, page.body]
  }
  const [unasked, page] = await flood(async () => {})
  says(t, unasked!, 'without having been asked to', 'No automated means were used.')
  says(t, page!, 'without having been asked to', 'No automated means were used.')
  const flag = { reason: 'advertising' as const }
  const [flagged, flaggedPage] = await flood(id => flagComment(app, { person: reader, address: '192.0.2.1' }, id, flag))
  says(t, flagged!, 'Readers had reported at least one of these comments.')
  says(t, flaggedPage!, 'A reader had reported the comment.')
  const held = { status: 'pending' as const, held_for: 'links' as const }
  const [waited, waitedPage] = await flood(id => db.updateTable('comments').set(held).where('id', '=', id).execute())
  says(t, waited!, 'An automatic rule had made at least one of these comments wait')
  says(t, waitedPage!, 'An automatic rule made the comment wait, because it holds a link')
})
