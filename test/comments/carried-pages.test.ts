import t from 'tap'
import { carryComments } from '../../server/comments/index.js'
import type { Id } from '../../server/database/schema.js'
import { readerHere as reader } from '../../server/reports/index.js'
import { Browser, testApp } from '../app.js'
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

t.test('on the next draft', async t => {
  const { app, db, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db, { slug: 'iot', texts: FIRST })
  const ama = await makePerson(db, 'Ama')
  const write = async (paragraph: number | null, body: string, extra: Record<string, unknown> = {}): Promise<Id> => {
    const { id } = await db
      .insertInto('comments')
      .values({
        report_id: rows.reportId,
        version_id: rows.versionId,
        paragraph_id: paragraph === null ? null : rows.paragraphs[paragraph]!,
        person_id: ama.id,
        kind: 'general',
        body,
        status: 'published',
        ...extra,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }
  const quoted = (text: string, words: string) => ({
    quote_exact: words,
    quote_prefix: '',
    quote_suffix: '',
    quote_start: text.indexOf(words),
    quote_end: text.indexOf(words) + words.length,
  })
  const onKept = await write(0, 'Which updates?', quoted(FIRST[0]!, 'security updates'))
  await write(0, 'Five is too short.', { ...quoted(FIRST[0]!, 'five years'), stance: 'oppose' })
  const reply = await write(0, 'I think so too.', { parent_id: onKept })
  await write(1, 'A withheld sentence.', { status: 'withheld' })
  const onRemoved = await write(2, 'Please keep the annex.')
  const onReport = await write(null, 'A good report.')
  const second = await makeNextVersion(db, rows, 2, SECOND)
  await carryComments({ db, reader, signals: app.signals }, second.id)
  const guest = new Browser(app)

  t.test('a reader sees this draft’s comments, or those of earlier drafts as well, and counts say which', async t => {
    const own = (await guest.get('/reports/iot/v/2')).body
    t.match(own, '<a class="comments" href="2/p/1" aria-label="Comment on ¶1"></a>')
    t.match(own, /aria-current="page">Comments on this draft</)
    t.match(own, '<a href="/reports/iot/v/2?comments&#x3D;all">With 5 comments on earlier drafts</a>')
    const all = (await guest.get('/reports/iot/v/2?comments=all')).body
    t.match(
      all,
      '<a class="comments" href="2/p/1?comments=all" aria-label="3 comments on ¶1 (3 of them on earlier drafts)">3</a>',
    )
    t.notMatch((await guest.get('/reports/iot/v/1')).body, 'on earlier drafts', 'nothing to choose on the first')
  })

  t.test('each carried comment says what it was written about, what became of that, and leads there', async t => {
    const paragraph = (await guest.get('/reports/iot/v/2/p/1?comments=all')).body
    t.match(paragraph, 'Which updates?')
    t.match(paragraph, 'I think so too.', 'with its replies')
    t.match(paragraph, '<a href="/reports/iot/v/1/p/1">Written about ¶1 of Version 1</a>')
    t.match(paragraph, 'This paragraph has been edited since.')
    t.match(paragraph, 'The words that it quotes have been changed since.')
    t.match(paragraph, FIRST[0]!, 'the words of then')
    t.match(
      paragraph,
      new RegExp(`data-at="${SECOND[0]!.indexOf('security updates')}">security updates</q>`),
      'marked in today’s text',
    )
    t.match(paragraph, /<q lang="en" dir="ltr">five years<\/q>/, 'a quote whose words are gone is marked nowhere')
    const own = (await guest.get('/reports/iot/v/2/p/1')).body
    t.notMatch(own, 'Which updates?')
    t.match(own, 'With 3 comments on earlier drafts')
    t.match((await guest.get('/reports/iot/v/2/p/report?comments=all')).body, 'A good report.')
  })

  t.test('a paragraph that was removed is folded where it stood, with its comments', async t => {
    const all = (await guest.get('/reports/iot/v/2?comments=all')).body
    const fold = /<\/a><details class="gone">.*?<\/details>/s.exec(all.slice(all.indexOf('id="p-2"')))![0]
    t.match(fold, '1 comment on words that stood here and are gone')
    t.match(fold, `<del>${FIRST[2]}</del>`)
    t.match(fold, '<a href="/reports/iot/v/1/p/3">¶3 of Version 1: 1 comment</a>')
    const beside = (await guest.get('/reports/iot/v/2/p/2?comments=all')).body
    t.match(beside, /<details class="gone">[\s\S]*Please keep the annex\./)
    t.match(beside, 'The paragraph has been removed since.')
  })

  t.test('a withheld comment stays withheld there', async t => {
    const page = (await guest.get('/reports/iot/v/2/p/2?comments=all')).body
    t.notMatch(page, 'A withheld sentence.')
    t.match(page, /class="tombstone"/)
  })

  t.test('the paragraph shows itself through all drafts', async t => {
    const page = (await guest.get('/reports/iot/v/2/p/1')).body
    t.match(page, 'This paragraph in 2 drafts')
    t.match(page, /<del>.*five<\/del><ins>.*eight<\/ins>/)
    t.match((await guest.get('/reports/iot/v/1/p/1')).body, 'This paragraph in 2 drafts', 'from the first as well')
    t.notMatch((await guest.get('/reports/iot/v/1/p/3')).body, 'This paragraph in')
  })

  t.test('the comment’s own page says where it stands now', async t => {
    const page = (await guest.get(`/comments/${onKept}`)).body
    t.match(
      page,
      '<a href="/reports/iot/v/2/p/1?comments&#x3D;all">In Version 2: ¶1.</a> This paragraph has been edited since.',
    )
    t.match((await guest.get(`/comments/${onRemoved}`)).body, 'In Version 2. The paragraph has been removed since.')
    t.match((await guest.get(`/comments/${onReport}`)).body, 'In Version 2.')
  })

  t.test('programs are told where each stands in the version that they ask for', async t => {
    const list = async (query: string) => {
      const { items } = (await guest.get(`/api/v1/reports/iot/comments?${query}`)).json<{
        items: { id: Id; anchor: Record<string, unknown>; writtenOn: Record<string, unknown> }[]
      }>()
      return new Map(items.map(item => [item.id, item]))
    }
    const inSecond = await list('version=2')
    t.equal(inSecond.size, 6)
    t.match(inSecond.get(onKept), {
      anchor: {
        version: 2,
        paragraph: second.paragraphs[0],
        number: '¶1',
        state: 'edited',
        quote: { exact: 'security updates', prefix: 'Makers should publish ' },
        url: 'http://consult.test/reports/iot/v/2/p/1',
      },
      writtenOn: { version: 1, paragraph: rows.paragraphs[0], quote: { exact: 'security updates' } },
    })
    t.match(inSecond.get(reply), { anchor: { version: 2, paragraph: second.paragraphs[0] } })
    t.match(inSecond.get(onRemoved), { anchor: { state: 'removed', paragraph: null, quote: null } })
    t.same([...(await list(`version=2&paragraph=${second.paragraphs[0]}`)).keys()].length, 3)
    t.match((await list('')).get(onKept), { anchor: { version: 1, state: 'same' } })
    t.match((await list('version=1')).get(onKept), { anchor: { version: 1, state: 'same' } })
  })
})
