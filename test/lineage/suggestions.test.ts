import fc from 'fast-check'
import t from 'tap'
import {
  applySuggestions,
  conflict,
  conflictGroups,
  editsOf,
  replacedBy,
  type Suggestion,
  suggestedText,
  wordingFor,
} from '../../server/lineage/index.js'

const TEXT = 'Vendors must give security updates for five years after the last sale.'
const whole = (wording: string, text = TEXT): Suggestion => ({ start: 0, end: text.length, wording })
const at = (words: string, wording: string): Suggestion => {
  const start = TEXT.indexOf(words)
  return { start, end: start + words.length, wording }
}

t.test('only the words that differ are changed, whether all of the paragraph or a quote was reworded', async t => {
  const start = TEXT.indexOf('five')
  const seven = [{ start, end: start + 4, wording: 'seven' }]
  t.same(editsOf(TEXT, whole(TEXT.replace('five', 'seven'))), seven)
  t.same(editsOf(TEXT, at('five years', 'seven years')), seven)
  t.same(editsOf(TEXT, whole(TEXT)), [])
  t.equal(applySuggestions(TEXT, [at(' security', '')]), TEXT.replace(' security', ''))
})

t.test('in a table, each cell is changed by itself', async t => {
  const row = 'DNSSEC | Signed answers | 38 %'
  t.same(editsOf(row, whole('DNSSEC | Signed replies | 40 %', row)), [
    { start: 16, end: 23, wording: 'replies' },
    { start: 26, end: 28, wording: '40' },
  ])
})

t.test('two who change the same words, or put words in at one point, are in conflict; others are not', async t => {
  const seven = whole(TEXT.replace('five', 'seven'))
  const ten = at('five years', 'ten years')
  const must = whole(TEXT.replace('must', 'should'))
  const freely = whole(TEXT.replace('give', 'give, free of charge,'))
  const timely = whole(TEXT.replace('give', 'give timely'))
  t.ok(conflict(TEXT, seven, ten))
  t.ok(conflict(TEXT, freely, timely), 'both put words in after “give”')
  t.notOk(conflict(TEXT, seven, must))
  t.notOk(conflict(TEXT, must, freely))
  t.ok(conflict(TEXT, seven, at('five years after', '')), 'one deletes what the other rewords')
  t.same(conflictGroups(TEXT, [seven, must, ten, freely, timely]), [[0, 2], [1], [3, 4]])
  t.same(
    suggestedText(TEXT, [seven, must]).map(({ op, text, by }) => `${by} ${op} ${text}`),
    [
      '-1 same Vendors ',
      '1 deleted must',
      '1 inserted should',
      '-1 same  give security updates for ',
      '0 deleted five',
      '0 inserted seven',
      '-1 same  years after the last sale.',
    ],
  )
  t.throws(() => suggestedText(TEXT, [seven, ten]))
})

t.test('who quotes and then rewords the whole paragraph, as the form offers, does not put it in twice', async t => {
  const quote = { start: TEXT.indexOf('five'), end: TEXT.indexOf('five') + 10 }
  t.equal(applySuggestions(TEXT, [replacedBy(TEXT, quote, TEXT.replace('five', 'ten'))]), TEXT.replace('five', 'ten'))
  t.equal(applySuggestions(TEXT, [replacedBy(TEXT, quote, 'ten years')]), TEXT.replace('five', 'ten'))
  t.equal(applySuggestions(TEXT, [replacedBy(TEXT, null, 'Nothing.')]), 'Nothing.')
})

t.test('white space in a wording is that of a paragraph; an empty line begins another', async t => {
  t.equal(wordingFor('  One\ntwo  three\n \nfour\r\n'), 'One two three\nfour')
})

const word = fc.constantFrom('a', 'b', 'the', 'dog', 'must', '|', '.', 'é')
const text = fc.array(word, { minLength: 1, maxLength: 14 }).map(words => words.join(' '))
const suggestions = text.chain(words =>
  fc.tuple(
    fc.constant(words),
    fc.array(
      fc
        .tuple(fc.nat(words.length), fc.nat(words.length), text)
        .map(([a, b, wording]) => ({ start: Math.min(a, b), end: Math.max(a, b), wording })),
      { minLength: 1, maxLength: 5 },
    ),
  ),
)

t.test('whatever is suggested: alone, it gives exactly its wording in its place', async () => {
  fc.assert(
    fc.property(suggestions, ([words, [one]]) => {
      const { start, end, wording } = one!
      return applySuggestions(words, [one!]) === words.slice(0, start) + wording + words.slice(end)
    }),
  )
})

t.test(
  'whatever is suggested: conflict is mutual, and what does not conflict holds together, in any order',
  async () => {
    fc.assert(
      fc.property(suggestions, ([words, all]) => {
        const kept: Suggestion[] = []
        for (const one of all) {
          if (kept.some(other => conflict(words, one, other) !== conflict(words, other, one))) return false
          if (!kept.some(other => conflict(words, one, other))) kept.push(one)
        }
        const segments = suggestedText(words, kept)
        const rejected = segments.flatMap(({ op, text }) => (op === 'inserted' ? [] : [text])).join('')
        const ofEach = kept.every((one, by) => {
          const alone = segments.filter(segment => segment.by === by)
          const edits = editsOf(words, one)
          const sum = (op: string) => alone.flatMap(({ op: is, text }) => (is === op ? [text] : [])).join('')
          return (
            sum('inserted') === edits.map(edit => edit.wording).join('') &&
            sum('deleted') === edits.map(edit => words.slice(edit.start, edit.end)).join('')
          )
        })
        return (
          rejected === words && ofEach && applySuggestions(words, kept.toReversed()) === applySuggestions(words, kept)
        )
      }),
    )
  },
)

t.test('whatever is suggested: what does not conflict with anything stands in a group of its own', async () => {
  fc.assert(
    fc.property(suggestions, ([words, all]) => {
      const groups = conflictGroups(words, all)
      const groupOf = (k: number) => groups.findIndex(group => group.includes(k))
      return (
        groups.flat().length === all.length &&
        all.every((one, a) =>
          all.every((other, b) => a === b || !conflict(words, one, other) || groupOf(a) === groupOf(b)),
        )
      )
    }),
  )
})
