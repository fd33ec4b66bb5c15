import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { compareDrafts } from '../../server/lineage/commands.js'
import { type Lineage, type LineageBlock, lineage } from '../../server/lineage/index.js'
import { withoutNumbering } from '../../server/lineage/pairing/prepare.js'
import { type Case, GENRES, type Genre, LANGUAGES, makeCase } from './cases.js'

/** A version in one string: a line a block, `# ` a heading, `- ` an item, `| ` a row. */
function draft(text: string): LineageBlock[] {
  const lines = text.split('\n').filter(line => line.trim())
  return lines.map((line, k) => {
    const [, mark, words] = /^\s*([#\-|]?)\s*(.*)$/.exec(line)!
    const kind = mark === '#' ? 'heading' : mark === '-' ? 'list-item' : mark === '|' ? 'table-row' : 'paragraph'
    return { kind, level: mark === '#' ? 2 : mark === '-' ? 1 : 0, number: String(k), text: words!, parent: null }
  })
}

/** What became of each block, shortly: `0=0 1~2 2>3`, removed `3-`, added `+4`. */
function fates({ links, removed, added }: Lineage): string {
  const signs = { unchanged: '=', edited: '~', moved: '>', 'moved-and-edited': '>~', split: '<', merged: '>-<' }
  const parts = links.map(link => `${link.old}${signs[link.change]}${link.new}`)
  return [...parts, ...removed.map(i => `${i}-`), ...added.map(j => `+${j}`)].join(' ')
}

const compare = (old: string, next: string) => fates(lineage(draft(old), draft(next)))

const LETTERS = `
  # 1. Purpose
  Operators of essential services report every incident to the competent authority.
  # 2. Procurement
  Public bodies ask their suppliers for evidence that devices receive security updates.
  Each device that is sold in the market carries a unique password set at the factory.
  # 3. Review
  The committee examines this document every second year and publishes its findings.`

t.test('the same text is the same throughout', async t => {
  t.equal(compare(LETTERS, LETTERS), '0=0 1=1 2=2 3=3 4=4 5=5 6=6')
})

t.test('a heading that only got another number is not edited', async t => {
  const next = LETTERS.replace(
    '# 2. Procurement',
    '# 2. Scope\nThis text applies to everyone who sells.\n# 3. Procurement',
  ).replace('3. Review', '4. Review')
  t.equal(compare(LETTERS, next), '0=0 1=1 2=4 3=5 4=6 5=7 6=8 +2 +3')
})

t.test('an edited paragraph stays the same paragraph', async t => {
  const next = LETTERS.replace('to the competent authority', 'within three days to the national authority')
  t.equal(compare(LETTERS, next), '0=0 1~1 2=2 3=3 4=4 5=5 6=6')
})

t.test('a paragraph moved to another section is found, edited or not', async t => {
  const [purpose, report, procurement, evidence, password, review, committee] = LETTERS.trim().split('\n')
  const moved = [purpose, report, procurement, evidence, review, committee, password].join('\n')
  t.equal(compare(LETTERS, moved), '0=0 1=1 2=2 3=3 4>6 5=4 6=5')
  t.equal(
    compare(LETTERS, moved.replace('set at the factory', 'chosen at the factory')),
    '0=0 1=1 2=2 3=3 4>~6 5=4 6=5',
  )
})

t.test('removed and added paragraphs are told', async t => {
  const next = LETTERS.replace(/.*Public bodies.*\n/, '').concat(
    '\nQuantum computers threaten the keys that protect archives today.',
  )
  t.equal(compare(LETTERS, next), '0=0 1=1 2=2 4=3 5=4 6=5 3- +6')
})

const LONG = 'Vendors disclose known vulnerabilities within thirty days of their discovery by anyone.'
const OTHER = 'Independent auditors examine the source code before public money is spent on licences.'

t.test('a paragraph split in two has two links, and two merged into one likewise', async t => {
  t.equal(
    compare(`${LETTERS}\n${LONG} ${OTHER}`, `${LETTERS}\n${LONG}\n${OTHER}`),
    '0=0 1=1 2=2 3=3 4=4 5=5 6=6 7<7 7<8',
  )
  t.equal(
    compare(`${LETTERS}\n${LONG}\n${OTHER}`, `${LETTERS}\n${LONG} ${OTHER}`),
    '0=0 1=1 2=2 3=3 4=4 5=5 6=6 7>-<7 8>-<7',
  )
})

t.test('twins are told apart by their neighbours and section', async t => {
  const old = `# Level 1\n| Presence | no requirement\n| Evidence | none\n# Level 2\n| Presence | in person\n| Evidence | none\n# Level 3\n| Presence | supervised\n| Evidence | none`
  const next = `# Level 1\n| Presence | no requirement\n# Level 2\n| Presence | in person\n| Evidence | none\n# Level 3\n| Presence | supervised\n| Evidence | none`
  t.equal(compare(old, next), '0=0 1=1 3=2 4=3 5=4 6=5 7=6 8=7 2-')
})

t.test('a paragraph rewritten in place is offered to a person, not claimed', async t => {
  const next = LETTERS.replace(
    /Each device.*/,
    'Manufacturers choose credentials so that no two products sold share a password, and say how.',
  )
  const found = lineage(draft(LETTERS), draft(next))
  t.notOk(found.links.some(link => link.old === 4))
  t.match(found.offers, [{ old: 4, new: 4 }])
  t.ok(found.offers[0]!.confidence < 0.75)
})

t.test('a kind that changed does not hide the block', async t => {
  t.equal(compare(LETTERS, LETTERS.replace('  Each device', '  - Each device')), '0=0 1=1 2=2 3=3 4=4 5=5 6=6')
})

t.test('numbering is not part of the words, in any of the forms in which drafts print it', async t => {
  for (const text of [
    '4.2.1. Scope',
    '4 Scope',
    'A.3 Scope',
    '(b) Scope',
    'IV. Scope',
    '§ 12 Scope',
    '3) Scope',
    '第三条 Scope',
    '٣. Scope',
  ])
    t.equal(withoutNumbering(text), 'Scope', text)
  for (const text of ['2017', '2, 3, or 4', 'Scope 4.2', 'I agree', 'A device'])
    t.equal(withoutNumbering(text), text, text)
})

t.test('the command answers with the words of blocks, each split and merge as a pair of its own', async t => {
  const answer = compareDrafts(
    draft(`${LETTERS}\n${LONG} ${OTHER}`),
    draft(`${LETTERS}\n${LONG}\n${OTHER}\nNew words here.`),
  )
  t.same(
    answer.pairs.slice(-2).map(pair => [pair.old, pair.new, pair.change]),
    [
      [`${LONG} ${OTHER}`, LONG, 'split'],
      [`${LONG} ${OTHER}`, OTHER, 'split'],
    ],
  )
  t.same(answer.added, ['New words here.'])
  t.same(answer.removed, [])
})

const sample = fc.record({
  language: fc.constantFrom(...LANGUAGES),
  genre: fc.constantFrom<Genre>(...GENRES),
  size: fc.integer({ min: 0, max: 60 }),
  seed: fc.nat(100_000),
})

t.test('each block of both versions has a fate, whatever the drafts', async () => {
  const check = (old: LineageBlock[], next: LineageBlock[]) => {
    const { links, removed, added, offers } = lineage(old, next)
    const linkedOld = new Set(links.map(link => link.old))
    const linkedNew = new Set(links.map(link => link.new))
    assert.deepEqual(
      [...old.keys()],
      [...linkedOld, ...removed].sort((a, b) => a - b),
    )
    assert.deepEqual(
      [...next.keys()],
      [...linkedNew, ...added].sort((a, b) => a - b),
    )
    assert.equal(new Set(links.map(link => `${link.old},${link.new}`)).size, links.length)
    for (const { confidence } of [...links, ...offers]) assert.ok(confidence > 0 && confidence < 1)
    for (const offer of offers) assert.ok(removed.includes(offer.old) && added.includes(offer.new))
    for (const link of links) {
      const parts = links.filter(({ old }) => old === link.old).length
      if (parts > 1)
        assert.ok(
          links.filter(({ old }) => old === link.old).every(({ change }) => change === 'split' || change === 'merged'),
        )
    }
  }
  fc.assert(
    fc.property(sample, ({ language, genre, size, seed }) => {
      const { old, next } = makeCase(language, genre, size, seed)
      check(old, next)
    }),
    { numRuns: 60 },
  )
  const anything = fc.array(
    fc.string().map(text => draft(text.replaceAll('\n', ' ') || '-')[0] ?? draft('- x')[0]!),
    { maxLength: 12 },
  )
  fc.assert(fc.property(anything, anything, check), { numRuns: 200 })
})

t.test('a draft compared with itself is unchanged, and the answer is always the same', async () => {
  fc.assert(
    fc.property(sample, ({ language, genre, size, seed }) => {
      const { old, next } = makeCase(language, genre, size, seed)
      const itself = lineage(old, old)
      assert.ok(itself.links.every(link => link.change === 'unchanged'))
      assert.ok(itself.links.every(link => old[link.old]!.text === old[link.new]!.text))
      assert.deepEqual(lineage(old, next), lineage(old, next))
    }),
    { numRuns: 40 },
  )
})

/** Precision and recall of main links; twins with the same words side by side count as one. */
function score({ old, next, links, parts }: Case) {
  const isPart = new Set(parts.map(String))
  const found = lineage(old, next).links.filter(link => !isPart.has(String([link.old, link.new])))
  const same = (a: number, b: number) =>
    a === b || (Math.abs(a - b) < 3 && withoutNumbering(next[a]!.text) === withoutNumbering(next[b]!.text))
  const hits = found.filter(link => links.has(link.old) && same(links.get(link.old)!, link.new)).length
  return { precision: hits / found.length, recall: hits / links.size }
}

for (const language of LANGUAGES) {
  t.test(
    `drafts in ${language}: prose, laws, checklists and tables keep their lineage through an editor's hands`,
    async t => {
      for (const genre of GENRES) {
        const { precision, recall } = score(makeCase(language, genre, 200, 42))
        t.ok(precision >= 0.97, `${genre}: precision ${precision.toFixed(3)}`)
        t.ok(recall >= 0.93, `${genre}: recall ${recall.toFixed(3)}`)
      }
    },
  )
}
