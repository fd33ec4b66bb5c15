import t from 'tap'
import { carryComments } from '../../server/comments/index.js'
import type { Id } from '../../server/database/schema.js'
import { renderMail } from '../../server/notices/mails/render.js'
import { readerHere } from '../../server/reports/index.js'
import { testApp } from '../app.js'
import { makeNextVersion, makePerson, makeReport } from '../rows.js'

const FIRST = [
  'Makers should publish security updates for at least five years after the last device was sold.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
  'The annex lists every interview that was held in the autumn, by country and by sector.',
]
const SECOND = [
  'Makers should publish security updates for at least eight years after the last device was sold.',
  'Communities of volunteers keep many old devices safe after their makers have stopped.',
]

t.test('who commented on the draft before is told in one mail what became of her paragraphs', async t => {
  const { app, db, runJobs, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db, { slug: 'iot', texts: FIRST })
  const [ama, ben, eve, kim] = await Promise.all(['Ama', 'Ben', 'Eve', 'Kim'].map(name => makePerson(db, name)))
  const comment = (person: { id: Id }, paragraph: number | null, extra: Record<string, unknown> = {}) =>
    db
      .insertInto('comments')
      .values({
        report_id: rows.reportId,
        version_id: rows.versionId,
        paragraph_id: paragraph === null ? null : rows.paragraphs[paragraph]!,
        person_id: person.id,
        kind: 'general',
        body: 'Words that stay out of mails.',
        status: 'published',
        ...extra,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  const onEdited = await comment(ama!, 0)
  await comment(ama!, 2)
  await comment(ama!, 1, { status: 'withheld' })
  await comment(ben!, 1)
  await comment(eve!, null)
  await comment(kim!, 1)
  await db.updateTable('people').set({ reply_mails: false }).where('id', '=', kim!.id).execute()
  const second = await makeNextVersion(db, rows, 2, SECOND)
  const carry = () => carryComments({ db, reader: readerHere }, second.id)
  await carry()
  await runJobs()

  const mails = await db.selectFrom('mails').selectAll().orderBy('id').execute()
  t.same(
    mails.map(mail => mail.person_id).sort(),
    [ama!.id, ben!.id].sort(),
    'not whom it does not concern, or who stopped it',
  )
  const row = mails.find(mail => mail.person_id === ama!.id)!
  const { subject, text, headers } = await renderMail(app, { ...row, locale: 'en' } as never)
  t.equal(subject, 'Version 2 of “Report iot”: what became of your comments')
  t.match(
    text,
    `Your comment on ¶1:\nThis paragraph has been edited since. Now ¶1.\nhttp://consult.test/comments/${onEdited.id}`,
  )
  t.match(text, 'Your comment on ¶3:\nThe paragraph has been removed since.')
  t.notMatch(text, '¶2', 'nothing of a comment that is withheld')
  t.notMatch(text, 'Words that stay out')
  t.match(text, 'http://consult.test/reports/iot/v/2/changes?show=with-comments')
  t.match(headers['List-Unsubscribe'], /\/mail\/stop\/replies\//)

  await comment(ben!, 0)
  const late = await makePerson(db, 'Late')
  await comment(late, 0)
  await carry()
  await runJobs()
  const after = await db.selectFrom('mails').select('person_id').execute()
  t.equal(after.length, 3, 'once a draft, also where more is carried later')
  t.ok(after.some(mail => mail.person_id === late.id))
})
