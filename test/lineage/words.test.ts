import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { findQuote, wordDifferences } from '../../server/lineage/index.js'
import { alignWords } from '../../server/lineage/text/sequence.js'
import { pieces, wordsOf } from '../../server/lineage/text/words.js'
import { LANGUAGES, randomness } from './cases.js'
import { PHRASES } from './phrases.js'

const shown = (before: string, after: string) =>
  wordDifferences(before, after)
    .map(({ op, text }) => (op === 'same' ? text : op === 'deleted' ? `[-${text}]` : `[+${text}]`))
    .join('')

const sentence = fc
  .array(
    fc.constantFrom(
      'the',
      'CSP',
      'shall',
      'may',
      'verify',
      'it,',
      '中国政府',
      'данные',
      'كل جهاز',
      '2.1',
      '“x”',
      ' ',
      '\n',
    ),
    {
      maxLength: 40,
    },
  )
  .map(words => words.join(' '))

t.test('words differ at their borders, deleted before inserted, so that a person can read them', async t => {
  t.equal(shown('A big dog barks.', 'A small dog barks.'), 'A [-big][+small] dog barks.')
  t.equal(shown('The CSP SHALL verify it.', 'The CSP MAY verify it.'), 'The CSP [-SHALL][+MAY] verify it.')
  t.equal(shown('One two', 'One two three'), 'One two[+ three]')
  t.equal(shown('one two three', 'two three'), '[-one ]two three')
  t.equal(shown('', 'new'), '[+new]')
  t.equal(shown('same', 'same'), 'same')
  t.equal(shown('version 2.1 of it', 'version 2.2 of it'), 'version [-2.1][+2.2] of it')
})

t.test('a lone word between two changes is not shown as kept', async t => {
  t.equal(
    shown('old red of big cat here', 'new tiny of blue dog here'),
    '[-old red of big cat][+new tiny of blue dog] here',
  )
})

t.test('words of Chinese, Russian and Arabic differ like English ones', async t => {
  t.equal(
    shown('中国政府高度重视互联网治理工作', '中国政府十分重视互联网安全工作'),
    '中国政府[-高度][+十分]重视互联网[-治理][+安全]工作',
  )
  t.equal(
    shown('пользователь может удалить данные', 'пользователь должен удалить данные'),
    'пользователь [-может][+должен] удалить данные',
  )
  t.equal(shown('يحمل كل جهاز كلمة مرور', 'يحمل كل هاتف كلمة مرور'), 'يحمل كل [-جهاز][+هاتف] كلمة مرور')
})

t.test('nothing is lost: kept and deleted words are the old text, kept and inserted ones the new', async () => {
  fc.assert(
    fc.property(
      fc.oneof(sentence, fc.string({ unit: 'grapheme' })),
      fc.oneof(sentence, fc.string()),
      (before, after) => {
        const segments = wordDifferences(before, after)
        const join = (dropped: string) =>
          segments
            .filter(({ op }) => op !== dropped)
            .map(({ text }) => text)
            .join('')
        assert.equal(join('inserted'), before)
        assert.equal(join('deleted'), after)
        assert.ok(segments.every(({ op, text }, k) => text !== '' && segments[k + 1]?.op !== op))
      },
    ),
  )
})

t.test('a long paragraph without common anchors is still compared', async t => {
  const random = randomness(7)
  const words = (count: number) => Array.from({ length: count }, () => `w${Math.floor(random() * 300)}`).join(' ')
  for (const count of [900, 2_600]) {
    const [before, after] = [words(count), words(count)]
    const segments = wordDifferences(before, after)
    t.equal(
      segments
        .filter(({ op }) => op !== 'inserted')
        .map(({ text }) => text)
        .join(''),
      before,
    )
  }
})

/** Length of the longest common subsequence, over all cells. */
function longest(a: readonly string[], b: readonly string[]): number {
  let above = new Uint16Array(b.length + 1)
  for (const word of a) {
    const row = new Uint16Array(b.length + 1)
    for (const [j, other] of b.entries()) row[j + 1] = word === other ? above[j]! + 1 : Math.max(above[j + 1]!, row[j]!)
    above = row
  }
  return above[b.length]!
}

t.test('of a long paragraph with many changes as many words are kept as can be', async t => {
  const random = randomness(3)
  for (const [vocabulary, changed] of [
    [20, 0.1],
    [300, 0.3],
    [2_000, 0.5],
  ] as const) {
    const word = () => `w${Math.floor(random() * vocabulary)}`
    const before = Array.from({ length: 700 }, word)
    const after = before.flatMap(old => (random() > changed ? [old] : random() < 0.5 ? [word()] : [old, word()]))
    const kept = alignWords(before, after)
    t.equal(kept.length, longest(before, after))
    t.ok(kept.every(([i, j], k) => before[i] === after[j] && (k === 0 || (kept[k - 1]![0] < i && kept[k - 1]![1] < j))))
  }
})

t.test('the words found by a regular expression are those of the segmenter', async t => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'word' })
  const texts = LANGUAGES.flatMap(language => [...PHRASES[language]!.phrases])
  texts.push("The user's 800-63A, 2.1.3 (see §4): 10,000 l’accès e.g. a_b", 'a  b', '語の 単語 and words', '👩‍💻 codes')
  for (const text of texts)
    t.same(pieces(text), [...segmenter.segment(text)].map(({ segment }) => segment).reduce(joinSpaces, []))
})

t.test('a text of any length is cut into words without losing a sign', async t => {
  for (const text of [
    '中国政府，高度重视。'.repeat(700),
    '字'.repeat(5_000),
    '👩‍💻'.repeat(1_500),
    'ab '.repeat(5_000),
  ])
    t.equal(pieces(text).join(''), text)
})

t.test('case, width, punctuation and Arabic vowel signs make no other word', async t => {
  t.same(wordsOf('The “Users’” Ｗｉｄｅ'), ['the', 'users', 'wide'])
  t.same(wordsOf('كِتَابٌ'), wordsOf('كتاب'))
})

t.test('a quote is found where its words stand', async t => {
  const text = 'He said “hello there” twice: hello there. Don’t — really.'
  const found = (exact: string, prefix = '', suffix = '') => {
    const range = findQuote(text, { exact, prefix, suffix })
    return range && text.slice(range.start, range.end)
  }
  t.equal(found('"hello  there"'), '“hello there”')
  t.equal(found("Don't - really"), 'Don’t — really')
  t.equal(found('hello\nthere'), 'hello there')
  t.same(findQuote(text, { exact: 'hello there', prefix: 'twice: ', suffix: '.' }), { start: 29, end: 40 })
  t.same(findQuote(text, { exact: 'hello there', prefix: '', suffix: '” twice' }), { start: 9, end: 20 })
  t.equal(found('not here'), null)
  t.equal(found('  '), null)
})

t.test('any part of a text is found again, at its own place if its surroundings say so', async () => {
  fc.assert(
    fc.property(sentence, fc.nat(200), fc.nat(60), (text, from, length) => {
      const start = Math.min(from, text.length)
      const end = Math.min(text.length, start + length)
      const exact = text.slice(start, end)
      const range = findQuote(text, { exact, prefix: text.slice(0, start), suffix: text.slice(end) })
      if (exact.trim() === '') assert.equal(range, null)
      else assert.equal(text.slice(range!.start, range!.end), exact.trim())
    }),
  )
})

function joinSpaces(list: string[], piece: string): string[] {
  if (/^\s+$/.test(piece) && /^\s+$/.test(list.at(-1) ?? '')) list[list.length - 1] += piece
  else list.push(piece)
  return list
}
