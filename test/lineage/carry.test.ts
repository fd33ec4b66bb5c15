import assert from 'node:assert/strict'
import t from 'tap'
import { carryAnchors } from '../../server/lineage/commands.js'
import { type Carried, carry, type LineageBlock, lineage, type Quote } from '../../server/lineage/index.js'
import { GENRES, LANGUAGES, makeCase, makeQuotes } from './cases.js'

const blocks = (...texts: string[]): LineageBlock[] =>
  texts.map((text, k) => ({ kind: 'paragraph', level: 0, number: `¶${k + 1}`, text, parent: null }))

const REPORT = 'Operators of essential services report every incident to the competent authority without delay.'
const EVIDENCE = 'Public bodies ask their suppliers for evidence that devices receive security updates.'
const PASSWORD = 'Each device that is sold in the market carries a unique password set at the factory.'
const COMMITTEE = 'The committee examines this document every second year and publishes its findings.'
const ALL = [REPORT, EVIDENCE, PASSWORD, COMMITTEE]

const quoted = (exact: string, prefix = '', suffix = ''): Quote => ({ exact, prefix, suffix })

/** Carries a comment and says where it stands then: the state and the words. */
function carried(
  old: string[],
  paragraph: number,
  quote: Quote | null,
  next: string[],
): [Carried['state'], string | null] {
  const [before, after] = [blocks(...old), blocks(...next)]
  const answer = carry({ paragraph, quote }, lineage(before, after), before, after)
  if (answer.state === 'removed' || answer.state === 'needs a person') return [answer.state, null]
  const text = after[answer.paragraph]!.text
  return [answer.state, answer.range ? text.slice(answer.range.start, answer.range.end) : null]
}

t.test('a comment keeps its words where nothing changed', async t => {
  t.same(carried(ALL, 1, quoted('ask their suppliers'), ALL), ['same', 'ask their suppliers'])
  t.same(carried(ALL, 1, null, ALL), ['same', null])
})

t.test('a comment keeps its words when the paragraph around them is edited or moved', async t => {
  const edited = EVIDENCE.replace('Public bodies', 'All public administrations')
  t.same(carried(ALL, 1, quoted('ask their suppliers'), [REPORT, edited, PASSWORD, COMMITTEE]), [
    'edited',
    'ask their suppliers',
  ])
  t.same(carried(ALL, 1, quoted('ask their suppliers'), [REPORT, PASSWORD, COMMITTEE, EVIDENCE]), [
    'moved',
    'ask their suppliers',
  ])
})

t.test('a quote that was itself edited is put on what became of it', async t => {
  const next = [REPORT, EVIDENCE.replace('their suppliers', 'all of their suppliers'), PASSWORD, COMMITTEE]
  t.same(carried(ALL, 1, quoted('ask their suppliers for evidence'), next), [
    'quote changed',
    'ask all of their suppliers for evidence',
  ])
})

t.test('a quote whose words are gone stays on its paragraph, and on no other words', async t => {
  const next = [REPORT.replace('without delay', 'within three days'), EVIDENCE, PASSWORD, COMMITTEE]
  t.same(carried(ALL, 0, quoted('without delay'), next), ['quote changed', null])
})

t.test('a word that stands twice keeps its own place', async t => {
  const text = 'The device shall be updated by the vendor and the device shall be tested by the buyer every year.'
  const next = `From today on, ${text.replace('The device', 'the device')}`
  const old = blocks(text, ...ALL)
  const after = blocks(next, ...ALL)
  const at = text.lastIndexOf('device shall')
  const answer = carry(
    { paragraph: 0, quote: quoted('device shall', 'vendor and the ', ' be tested') },
    lineage(old, after),
    old,
    after,
  )
  t.match(answer, { state: 'edited', range: { start: at + 'From today on, '.length } })
})

t.test('the deleted one of two equal words is not put on the other', async t => {
  const text = 'The vendor may update the device at any time, and the buyer may test it every year at the factory.'
  const next = text.replace('The vendor may update', 'The vendor must update')
  t.same(carried([text, ...ALL], 0, quoted('may', 'The vendor ', ' update'), [next, ...ALL]), ['quote changed', null])
})

t.test('a comment on a split paragraph goes to the part that has its words', async t => {
  const old = [REPORT, `${EVIDENCE} ${PASSWORD}`, COMMITTEE]
  const next = [REPORT, EVIDENCE, PASSWORD, COMMITTEE]
  t.same(carried(old, 1, quoted('unique password'), next), ['split', 'unique password'])
  t.same(carried(old, 1, quoted('ask their suppliers'), next), ['split', 'ask their suppliers'])
  t.same(carried(next, 2, quoted('unique password'), old), ['merged', 'unique password'])
})

t.test('a comment on a paragraph that is gone says so', async t => {
  t.same(carried(ALL, 2, quoted('unique password'), [REPORT, EVIDENCE, COMMITTEE]), ['removed', null])
  t.same(carried(ALL, 2, null, [REPORT, EVIDENCE, COMMITTEE]), ['removed', null])
})

t.test('where the words turn up in a new paragraph, a person is asked and shown the place', async t => {
  const quote = quoted('carries a unique password set at the factory')
  const fresh = `Makers of toys, tools, cameras and thermostats see to it that whatever they ship to anyone anywhere ${quote.exact}, explain in leaflets how customers replace it, and answer for whatever damage follows when they did not.`
  const [old, next] = [blocks(...ALL), blocks(REPORT, EVIDENCE, COMMITTEE, fresh)]
  const answer = carry({ paragraph: 2, quote }, lineage(old, next), old, next)
  if (answer.state === 'needs a person')
    t.match(answer.candidates, [{ paragraph: 3, range: { start: fresh.indexOf(quote.exact) } }])
  else t.match(answer, { paragraph: 3, range: { start: fresh.indexOf(quote.exact) } })
})

t.test('quotes of Chinese, Arabic and Russian paragraphs find their words again', async t => {
  const zh = ['供应商披露已知的漏洞，公共机构要求供应商提供证据。', '委员会每年举行两次会议，成员选举主席。']
  t.same(carried(zh, 0, quoted('要求供应商提供'), [`今后，${zh[0]}`, zh[1]!]), ['edited', '要求供应商提供'])
  const ru = ['Поставщики раскрывают известные уязвимости в течение тридцати дней после их обнаружения.', ...ALL]
  t.same(carried(ru, 0, quoted('известные уязвимости'), [ru[0]!.replace('тридцати', 'десяти'), ...ALL]), [
    'edited',
    'известные уязвимости',
  ])
  const ar = ['تنشر السلطة المختصة قرارها خلال ثلاثين يوما من تاريخ استلام الطلب', ...ALL]
  t.same(carried(ar, 0, quoted('السلطة المختصة'), [ar[0]!.replace('ثلاثين', 'عشرين'), ...ALL]), [
    'edited',
    'السلطة المختصة',
  ])
})

t.test('the command answers one line for each anchor, also for words that are nowhere', async t => {
  const answers = carryAnchors(blocks(...ALL), blocks(...ALL), [
    { paragraph: PASSWORD, quote: quoted('unique password') },
    { paragraph: 'Not in this draft.' },
    { paragraph: COMMITTEE },
  ])
  t.match(answers, [
    { state: 'same', paragraph: PASSWORD, quote: 'unique password' },
    { state: 'needs a person', paragraph: null, quote: null },
    { state: 'same', paragraph: COMMITTEE, quote: null },
  ])
  t.ok(answers.every(({ confidence }) => confidence >= 0 && confidence <= 1))
})

t.test('of two equal paragraphs the command takes the one whose surroundings the quote tells of', async t => {
  const twins = [
    'Level one is for everyone in the country.',
    'No proof is asked for here.',
    'Level two is for those who travel abroad.',
    'No proof is asked for here.',
  ]
  const next = [...twins.slice(0, 3), 'No proof of any kind is asked for here.']
  const answer = carryAnchors(blocks(...twins), blocks(...next), [
    { paragraph: twins[1]!, quote: quoted('No proof', 'travel abroad.\n', ' is asked') },
  ])
  t.match(answer, [{ state: 'edited', paragraph: next[3] }])
})

t.test('over generated drafts quotes are seldom put wrongly, and a person is seldom asked', async t => {
  const count = { kept: 0, right: 0, wrong: 0, asked: 0 }
  for (const language of LANGUAGES) {
    for (const genre of GENRES) {
      const drafts = makeCase(language, genre, 150, 11)
      const found = lineage(drafts.old, drafts.next)
      for (const anchor of makeQuotes(drafts, 60, 5)) {
        const { paragraph } = anchor
        const places = drafts.parts.filter(([i]) => i === paragraph).map(([, j]) => j)
        if (drafts.links.has(paragraph)) places.push(drafts.links.get(paragraph)!)
        if (places.length === 0) continue
        count.kept++
        const answer = carry(anchor, found, drafts.old, drafts.next)
        if (answer.state === 'needs a person') count.asked++
        if (!('paragraph' in answer)) continue
        const text = drafts.next[answer.paragraph]!.text
        const isRight = places.some(place => place === answer.paragraph || drafts.next[place]!.text === text)
        count[isRight ? 'right' : 'wrong']++
        assert.ok(!answer.range || (answer.range.start < answer.range.end && answer.range.end <= text.length))
      }
    }
  }
  t.ok(count.right >= 0.94 * count.kept, `right ${count.right} of ${count.kept}`)
  t.ok(count.wrong <= 0.02 * count.kept, `wrong ${count.wrong}`)
  t.ok(count.asked <= 0.05 * count.kept, `asked ${count.asked}`)
})
