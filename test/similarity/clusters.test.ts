import fc from 'fast-check'
import t from 'tap'
import { addedWords, clusterTexts, sameText, sharedWords, signatureOf } from '../../server/similarity/index.js'

const LETTER = `I am writing to ask you to keep end-to-end encryption out of any exception in this report. Weakening
encryption for some means weakening it for everybody. Journalists, lawyers and doctors depend on it every day. Please
remove every sentence that could be read as a call for lawful access.`

const syllable = fc.constantFrom('ka', 'mo', 'ri', 'te', 'shu', 'lan', 'ver', 'dio', 'pex', 'quo', 'сто', 'لام', '数据')
const word = fc.array(syllable, { minLength: 2, maxLength: 5 }).map(parts => parts.join(''))
/** Words of which no two share a sign that counts by itself. */
const spacedWord = word.filter(parts => !/\p{Script=Han}/u.test(parts))
const text = fc.array(word, { maxLength: 60 }).map(words => words.join(' '))
const longText = fc.array(word, { minLength: 30, maxLength: 60 }).map(words => words.join(' '))
const any = fc.oneof(text, fc.string({ unit: 'grapheme', maxLength: 80 }))

const numbered = (texts: readonly string[]) => texts.map((text, k) => ({ id: String(k), text }))

t.test('whether two texts are copies does not depend on which is asked first', async () => {
  fc.assert(fc.property(any, any, (a, b) => sameText(a, b) === sameText(b, a)))
  fc.assert(
    fc.property(longText, fc.nat(20), fc.nat(20), (a, from, length) => {
      const words = a.split(' ')
      words.splice(from, length)
      return sameText(a, words.join(' ')) === sameText(words.join(' '), a)
    }),
  )
})

t.test('a text always has the same keys, and 32 at most that PostgreSQL can keep', async t => {
  fc.assert(
    fc.property(any, text => {
      const { keys } = signatureOf(text)
      return (
        keys.length >= 1 &&
        keys.length <= 32 &&
        keys.every(key => (key | 0) === key) &&
        JSON.stringify(signatureOf(text).keys) === JSON.stringify(keys)
      )
    }),
  )
  t.same(signatureOf('Agreed.').keys, signatureOf('  AGREED!').keys)
})

t.test('texts that are the same but for case and signs are always together', async () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), any, (others, text) => {
      const texts = numbered([...others, text, ` ${text.toUpperCase().toLowerCase()} `, text])
      const twins = [String(others.length), String(others.length + 2)]
      return (
        sameText(text, text) && clusterTexts(texts).some(({ members }) => twins.every(twin => members.includes(twin)))
      )
    }),
  )
})

t.test('texts that were written independently are never together', async () => {
  fc.assert(
    fc.property(fc.uniqueArray(spacedWord, { minLength: 180, maxLength: 180 }), words => {
      const texts = [0, 1, 2, 3, 4, 5].map(k => words.slice(k * 30, k * 30 + 30).join(' '))
      return clusterTexts(numbered(texts)).length === 0 && !sameText(texts[0]!, texts[1]!)
    }),
    { numRuns: 30 },
  )
})

t.test('a text is in one cluster at most, and the representative is a member', async () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 20 }), texts => {
      const clusters = clusterTexts(numbered([...texts, ...texts.slice(0, 5)]))
      const members = clusters.flatMap(cluster => cluster.members)
      return (
        new Set(members).size === members.length &&
        clusters.every(({ members, representative }) => members.length > 1 && members.includes(representative))
      )
    }),
  )
})

t.test('what was added, taken out of a member, leaves words of the representative in their order', async () => {
  fc.assert(
    fc.property(any, any, (representative, member) => {
      let rest = ''
      let at = 0
      for (const { start, end } of addedWords(representative, member)) {
        if (start < at || end <= start || end > member.length) return false
        rest += `${member.slice(at, start)} `
        at = end
      }
      rest += member.slice(at)
      let place = 0
      for (const sign of rest.match(/[\p{L}\p{N}]/gu) ?? []) {
        place = representative.indexOf(sign, place) + 1
        if (place === 0) return false
      }
      return true
    }),
  )
})

t.test('a letter with words changed is found, with what its senders share and what one of them added', async t => {
  const own = 'As a teacher in Nepal I see this every day.'
  const texts = [
    LETTER,
    LETTER.replace('Journalists, lawyers and doctors', 'Nurses and judges'),
    `${own}\n\n${LETTER.replace('Please', 'Kindly')}`,
    LETTER.replace('depend on it every day', 'rely on it'),
    'The term “trust” is not defined anywhere in the draft, and different readers will understand it differently.',
  ]
  const [cluster, ...more] = clusterTexts(numbered(texts))
  t.same([...cluster!.members].sort(), ['0', '1', '2', '3'])
  t.same(more, [])
  t.match(sharedWords(texts.slice(0, 4)), 'keep end-to-end encryption out of any exception')
  t.notMatch(sharedWords(texts.slice(0, 4)), 'teacher')
  const added = addedWords(LETTER, texts[2]!).map(({ start, end }) => texts[2]!.slice(start, end))
  t.same(added, [own, 'Kindly'])
})

t.test(
  'a chain of ever more different texts does not take in what has nothing in common with its beginning',
  async t => {
    const words = Array.from({ length: 400 }, (_, k) => `word${k.toString(36)}x${(k * 7919) % 1000}`)
    const chain = Array.from({ length: 20 }, (_, k) => words.slice(k * 12, k * 12 + 60).join(' '))
    for (const { members } of clusterTexts(numbered(chain))) {
      const places = members.map(Number)
      t.ok(Math.max(...places) - Math.min(...places) < 5, members.join(' '))
    }
  },
)

t.test('short texts are together only if they are the same', async t => {
  t.ok(sameText('I agree.', 'i agree'))
  t.notOk(sameText('I agree with paragraph two.', 'I agree with paragraph three.'))
  t.notOk(sameText('', 'No.'))
})

t.test('comments put together from the same sentences are no campaign, and a letter among them is found', async t => {
  const draw = <T>(from: fc.Arbitrary<T>, numRuns: number) => fc.sample(from, { numRuns, seed: 1 })
  const stock = draw(fc.array(spacedWord, { minLength: 8, maxLength: 12 }), 20).map(words => words.join(' '))
  const chosen = fc.uniqueArray(fc.nat(19), { minLength: 2, maxLength: 6 })
  const own = draw(chosen, 150).map((sentences, k) => ({
    id: `own-${k}`,
    text: sentences.map(n => stock[n]).join('. '),
  }))
  const letters = Array.from({ length: 12 }, (_, k) => ({ id: `letter-${k}`, text: `${LETTER} Sender number ${k}.` }))
  const clusters = clusterTexts([...own, ...letters])
  t.same([...clusters[0]!.members].sort(), letters.map(({ id }) => id).sort())
  t.ok(
    clusters.every(({ members }) => members.length <= 12),
    'what everybody says makes no cluster',
  )
})
