import t, { type Test } from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import { addJob } from '../../server/jobs/jobs.js'
import { queueMail, queueMailTo } from '../../server/notices/index.js'
import { sendMail } from '../../server/notices/mails/send.js'
import { refusal } from '../accounts/mailbox.js'
import { Browser, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'
import { type Answer, bodyOf, header, smtpServer } from './smtp.js'

async function setting(t: Test, answer?: Answer) {
  const smtp = await smtpServer(answer)
  const test = await testApp({ SMTP_URL: smtp.url, MAIL_FROM: 'IS3C Consult <consult@consult.test>' })
  t.teardown(async () => {
    await test.close()
    await smtp.close()
  })
  return { ...test, smtp, browser: new Browser(test.app) }
}

const decision = (to: Pick<Visitor, 'id'>, values: Record<string, string | number> = {}) => ({
  to: to.id,
  message: 'moderation-decision',
  values: {
    report: 'Security by design',
    place: '3.2 ¶4',
    action: 'withhold',
    reason: 'personal-attack',
    explanation: 'It calls the authors names.',
    decided: Date.UTC(2026, 10, 24, 16, 5),
    until: Date.UTC(2027, 4, 24, 16, 5),
    ...values,
  },
  path: '/comments/7/decisions',
})

t.test('a sign-in mail arrives once, with a link and a code, as text and as HTML', async t => {
  const { app, db, smtp, browser, runJobs } = await setting(t)
  await browser.get('/sign-in')
  await browser.post('/sign-in', { email: 'ada@example.org' })
  await runJobs()
  await addJob(db, { task: 'send-mail', payload: { mail: '1' } })
  await runJobs()
  t.equal(smtp.arrived.length, 1)
  const [mail] = smtp.arrived as [(typeof smtp.arrived)[0]]
  t.same(mail.to, ['ada@example.org'])
  t.equal(header(mail, 'From'), 'IS3C Consult <consult@consult.test>')
  t.equal(header(mail, 'Subject'), 'Sign in to IS3C Consult')
  t.equal(header(mail, 'Auto-Submitted'), 'auto-generated')
  t.equal(header(mail, 'Content-Language'), 'en')
  t.match(header(mail, 'Message-ID'), /^<1\.\d+@consult\.test>$/)
  t.equal(header(mail, 'List-Unsubscribe'), undefined, 'what one asked for cannot be stopped')
  t.match(header(mail, 'Content-Type'), 'multipart/alternative')
  const body = bodyOf(mail)
  const link = /http:\/\/consult\.test(\/sign-in\/[\w-]{43})/.exec(body)![1]!
  t.match(body, `<a href="http://consult.test${link}">`)
  t.match(body, '<html lang="en" dir="ltr">')
  const code = /\b\d{6}\b/.exec(body)![0]
  t.match(body, `<strong>${code}</strong>`)
  await browser.get('/sign-in/code')
  t.equal((await browser.post('/sign-in/code', { code })).statusCode, 303)
  t.equal((await app.inject('/outbox')).statusCode, 404, 'a server that sends mail has no outbox')
  t.same(await db.selectFrom('mails').selectAll().execute(), [], 'link and code are not kept')
})

t.test('a decision is told with all that a statement of reasons needs', async t => {
  const { db, smtp, runJobs } = await setting(t)
  const ada = await makePerson(db, 'Ada')
  await queueMail(db, decision(ada))
  await runJobs()
  const [mail] = smtp.arrived as [(typeof smtp.arrived)[0]]
  t.same(mail.to, ['ada@example.org'])
  const body = bodyOf(mail).replaceAll('\r\n', '\n')
  for (const words of [
    'Your comment on 3.2 ¶4 of “Security by design”',
    'Comment withheld from the public',
    'in all countries',
    'until a moderator or an appeal restores it',
    'Personal attack',
    'attacks a person instead of saying something about the draft',
    'It calls the authors names.',
    'A person read the comment and decided. No automated means were used.',
    '24 November 2026 at 16:05 UTC',
    '24 May 2027 at 16:05 UTC',
    'another person review the decision',
    'free of charge',
    'to a court',
    'http://consult.test/comments/7/decisions',
  ])
    t.match(body, words)
  t.match(await db.selectFrom('mails').select(['content', 'path', 'sent_at']).execute(), [
    { content: {}, path: '/', sent_at: Date },
  ])
  for (const action of ['publish', 'restore', 'keep', 'spam', 'redact', 'erase'])
    await queueMail(db, decision(ada, { action, reason: 'none', explanation: '', origin: 'flagged', place: '' }))
  await runJobs()
  t.equal(smtp.arrived.length, 7, 'every kind of decision has its words')
  t.match(smtp.arrived.map(bodyOf).join(), 'A reader had reported the comment.')
})

t.test('what people typed is words in a mail: no header, no markup, no message of ours', async t => {
  const { db, smtp, runJobs } = await setting(t)
  const ada = await makePerson(db, 'Ada')
  const report = 'A\r\nBcc: eve@example.org\r\n\r\n<b>x</b> $t(mail.reply.action) {{report}}'
  await queueMail(db, decision(ada, { report, explanation: '<script>alert(1)</script> $t(mail.reply.action)' }))
  await runJobs()
  const [mail] = smtp.arrived as [(typeof smtp.arrived)[0]]
  t.same(mail.to, ['ada@example.org'])
  t.equal(header(mail, 'Bcc'), undefined)
  const body = bodyOf(mail)
  t.match(body, '&lt;script&gt;alert(1)&lt;/script&gt; $t(mail.reply.action)')
  t.match(body, '<script>alert(1)</script> $t(mail.reply.action)', 'in plain text it stands as it was typed')
  t.notMatch(body, '<dd>&lt;script>')
  t.notMatch(body, 'Read the reply')
})

t.test('who wrote a comment hears of a reply once, and can stop such mails with one click', async t => {
  const { app, db, smtp, browser, runJobs } = await setting(t)
  const rows = await makeReport(db)
  const ada = await makePerson(db, 'Ada')
  const eve = await makePerson(db, 'Eve')
  const comment = await makeComment(db, rows, ada)
  const reply = async (author: Pick<Visitor, 'id'>, status: 'published' | 'pending' = 'published') => {
    const id = await makeComment(db, rows, author, { status, body: 'Words of the reply.' })
    await db.updateTable('comments').set({ parent_id: comment }).where('id', '=', id).execute()
    await addJob(db, { task: 'tell-of-reply', payload: { reply: id } })
    await runJobs()
    return id
  }
  const first = await reply(eve)
  await addJob(db, { task: 'tell-of-reply', payload: { reply: first } })
  await runJobs()
  await reply(ada)
  await reply(eve, 'pending')
  t.equal(smtp.arrived.length, 1, 'not twice, not of her own, not before it is public')
  const [mail] = smtp.arrived as [(typeof smtp.arrived)[0]]
  t.match(header(mail, 'Subject'), 'A_reply_to_your_comment_on_')
  t.match(bodyOf(mail), `http://consult.test/comments/${first}`)
  t.notMatch(bodyOf(mail), 'Words of the reply.', 'a mail cannot be taken back when a comment is withheld')
  t.equal(header(mail, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click')
  const stop = new URL(/^<(.+)>$/.exec(header(mail, 'List-Unsubscribe')!)![1]!).pathname
  t.notMatch(stop, 'ada')
  t.equal((await browser.get(stop)).statusCode, 200, 'a mail scanner that follows the link stops nothing')
  t.equal((await browser.get(`${stop.slice(0, -3)}AAA`)).statusCode, 404)
  const clicked = await app.inject({
    method: 'POST',
    url: stop,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'List-Unsubscribe=One-Click',
  })
  t.equal(clicked.statusCode, 303)
  await reply(eve)
  t.equal(smtp.arrived.length, 1)
  t.match(await db.selectFrom('audit_log').select('action').execute(), [{ action: 'person.stopped-mails' }])
})

t.test('a server that is busy is asked again with the same mail; one that refuses for good is not', async t => {
  let status: number | undefined = 451
  const { app, db, smtp, runJobs } = await setting(t, () => status)
  const logged: string[] = []
  app.log.warn = ((message: string) => void logged.push(message)) as typeof app.log.warn
  const ada = await makePerson(db, 'Ada')
  await queueMail(db, decision(ada))
  const failure = (await refusal(sendMail(app, '1'))) as Error
  t.match(failure.message, 'mail 1 was not taken: EENVELOPE 451')
  t.notMatch(failure.message, 'ada')
  t.match(await db.selectFrom('mails').selectAll().execute(), [{ sent_at: null, refused_at: null }])
  status = undefined
  await runJobs()
  t.equal(smtp.arrived.length, 1)

  status = 550
  await queueMail(db, decision(ada))
  await runJobs()
  t.equal(smtp.arrived.length, 1)
  t.match(await db.selectFrom('mails').selectAll().where('id', '=', '2').execute(), [
    { sent_at: null, refused_at: Date },
  ])
  t.same(logged, ['mail 2 was not taken: EENVELOPE 550'], 'the log names no address')
})

t.test('nothing is sent to who has left, nor a sign-in that nobody can use any more', async t => {
  const { db, smtp, runJobs } = await setting(t)
  const ada = await makePerson(db, 'Ada')
  await queueMail(db, decision(ada))
  await db.updateTable('people').set({ email: null }).execute()
  const signIn = { email: 'eve@example.org', locale: 'en', message: 'sign-in', values: { code: '123456' }, path: '/' }
  await queueMailTo(db, signIn)
  await db
    .updateTable('mails')
    .set({ created_at: new Date(Date.now() - 16 * 60_000) })
    .execute()
  await runJobs()
  t.equal(smtp.arrived.length, 0)
})

t.test('a mail goes out only if what it tells of has happened', async t => {
  const { db, smtp, runJobs } = await setting(t)
  const ada = await makePerson(db, 'Ada')
  const undone = db.transaction().execute(async tx => {
    await queueMail(tx, decision(ada))
    throw new Error('undone')
  })
  await undone.catch(() => {})
  await runJobs()
  t.equal(smtp.arrived.length, 0)
})

t.test('without a mail server the outbox shows what would be sent, and its links work', async t => {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const ada = await makePerson(db, 'Ada')
  await queueMail(db, decision(ada, { explanation: '<i>See</i> https://evil.example/x" onclick="y' }))
  await queueMailTo(db, { email: 'b@example.org', locale: 'xx', message: 'account-erased', values: {}, path: '/' })
  const { body, headers } = await new Browser(app).get('/outbox')
  t.equal(headers['cache-control'], 'no-store')
  t.ok(body.indexOf('b@example.org') < body.indexOf('ada@example.org'), 'the newest first')
  t.match(body, '<a href="/comments/7/decisions">http://consult.test/comments/7/decisions</a>')
  t.match(body, '&lt;i&gt;See&lt;/i&gt;')
  t.notMatch(body, '" onclick')
})
