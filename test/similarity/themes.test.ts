import fc from 'fast-check'
import t from 'tap'
import { suggestThemes, type Text } from '../../server/similarity/index.js'
import { labelled } from './topics.js'

const english = (id: string, text: string): Text => ({ id, language: 'en', text })
const of = (theme: number, one: Text) => ({ ...one, theme })

t.test('a comment is offered the theme whose words it shares, whatever their endings', async t => {
  const members = [
    of(1, english('1', 'Certificates should be renewed automatically by the registry.')),
    of(1, english('2', 'Automatic renewal of a certificate avoids outages.')),
    of(2, english('3', 'Universities ought to teach secure programming to students.')),
    of(2, english('4', 'Teaching students about security belongs in every university.')),
  ]
  const asked = [english('5', 'Who is renewing certificates automatically?'), english('6', 'Who teaches the students?')]
  const found = suggestThemes(members, asked)
  t.equal(found.get('5')?.[0]?.theme, 1)
  t.strictSame(
    [...found.get('5')![0]!.words].sort(),
    ['automatically', 'certificates', 'renewing'],
    'and is told why, in its own words',
  )
  t.equal(found.get('6')?.[0]?.theme, 2)
})

t.test('one word in common, or everyday words, are no reason', async t => {
  const members = [of(1, english('1', 'Certificates should be renewed.')), of(2, english('2', 'Teach the students.'))]
  const asked = [english('3', 'Certificates'), english('4', 'It should be the same as they are.'), english('5', '')]
  t.equal(suggestThemes(members, asked).size, 0)
})

t.test('words of languages without spaces are found too', async t => {
  const chinese = (id: string, text: string): Text => ({ id, language: 'zh', text })
  const members = [of(1, chinese('1', '物联网设备需要安全更新')), of(2, chinese('2', '大学应该教学生编程'))]
  t.equal(suggestThemes(members, [chinese('3', '设备需要安全更新吗')]).get('3')?.[0]?.theme, 1)
})

const words = fc.array(fc.constantFrom('router', 'update', 'school', 'teacher', 'law', 'court', 'the', 'and', '￿'), {
  maxLength: 12,
})
const text = fc.record({ language: fc.constantFrom('en', 'fr', null), text: words.map(list => list.join(' ')) })

t.test('whatever is compared, a suggestion holds and tells its reason', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), text), { maxLength: 12 }),
      fc.array(text, { maxLength: 8 }),
      (members, asked) => {
        const known = members.map(([theme, one], at) => ({ ...one, id: `m${at}`, theme }))
        const others = asked.map((one, at) => ({ ...one, id: `a${at}` }))
        const found = suggestThemes(known, others)
        for (const [id, suggestions] of found) {
          const own = others.find(one => one.id === id)!
          let before = 1
          for (const { theme, score, words: shared } of suggestions) {
            if (score > before || score < 0.25) throw new Error('scores fall, and none is below the threshold')
            before = score
            if (shared.length < 2) throw new Error('two words at least')
            if (!shared.every(word => own.text.includes(word))) throw new Error('the words are those of the comment')
            if (!known.some(one => one.theme === theme)) throw new Error('only themes that have comments')
          }
        }
        const again = suggestThemes([...known].reverse(), [...others].reverse())
        return [...found.keys()].every(id => again.get(id)?.length === found.get(id)!.length)
      },
    ),
  )
})

t.test('of made-up comments on six subjects in three languages, nine in ten suggestions are right', async t => {
  const { members, asked, themeOf } = labelled({ members: 40, asked: 300, seed: 7 })
  const found = suggestThemes(members, asked)
  const right = [...found].filter(([id, [first]]) => themeOf.get(id) === first!.theme).length
  t.ok(right / found.size >= 0.9, `${right} of ${found.size}`)
  t.ok(found.size / asked.length >= 0.4, `${found.size} of ${asked.length}`)
})

t.test('ten thousand comments are compared in seconds', async t => {
  const { members, asked } = labelled({ members: 330, asked: 8_000, seed: 3 })
  const started = process.cpuUsage()
  suggestThemes(members, asked)
  const { user } = process.cpuUsage(started)
  t.ok(user < 10_000_000, `${user / 1e6} s`)
})
