import fc from 'fast-check'
import t from 'tap'
import type { BlockKind } from '../../server/drafts/index.js'
import { numberBlocks, titleHeading } from '../../server/drafts/numbers/numbers.js'
import type { RawBlock } from '../../server/drafts/outline/outline.js'

/** A block for its number alone. */
function raw(kind: BlockKind, more: Partial<RawBlock> = {}): RawBlock {
  return {
    kind,
    parent: null,
    level: 0,
    marker: null,
    text: 'Words',
    html: '',
    ids: [],
    counted: null,
    caption: false,
    ...more,
  }
}

const heading = (level: number, text: string, counted: string | null = null) => raw('heading', { level, text, counted })

/** `# Title` is a heading; `table 3` a table of so many rows; every other word a block of that kind. */
function blocks(...of: string[]): RawBlock[] {
  return of.flatMap(line => {
    const [, signs, words] = /^(#+) (.*)$/.exec(line) ?? []
    if (signs) return [heading(signs.length, words!)]
    const [kind, rows] = line.split(' ') as [BlockKind, string | undefined]
    const block = raw(kind)
    return [block, ...Array.from({ length: Number(rows ?? 0) }, () => raw('table-row', { parent: block }))]
  })
}

function numbersOf(all: readonly RawBlock[]): string[] {
  const numbers = numberBlocks(all, titleHeading(all))
  return all.map(block => numbers.get(block)!.number)
}

function headingNumbers(...lines: string[]): string[] {
  return numbersOf(blocks(...lines))
}

t.test('a block is called by its section and its place in it, as one says it on the phone', async t => {
  const all = blocks(
    'paragraph',
    '# The whole',
    'paragraph',
    '## 3. Scope',
    'paragraph',
    'list-item',
    'quote',
    '### 3.2 More',
    'table 2',
    'figure',
    'table 1',
    'code',
    'footnote',
    'footnote',
    '## 4 Terms',
    'paragraph',
  )
  t.strictSame(numbersOf(all), [
    '¶1',
    'title',
    '¶2',
    '3',
    '3 ¶1',
    '3 ¶2',
    '3 ¶3',
    '3.2',
    '3.2 table 1',
    '3.2 table 1 row 1',
    '3.2 table 1 row 2',
    '3.2 figure 1',
    '3.2 table 2',
    '3.2 table 2 row 1',
    '3.2 ¶1',
    'footnote 1',
    'footnote 2',
    '4',
    '4 ¶1',
  ])
  const numbers = numberBlocks(all, titleHeading(all))
  t.strictSame(
    [0, 1, 4, 9, 15].map(at => numbers.get(all[at]!)!.slug),
    ['p1', 'title', '3-1', '3.2-table-1-row-1', 'footnote-1'],
  )
})

t.test('headings keep the numbers that they print, in any way in which numbers are printed', async t => {
  t.strictSame(headingNumbers('## 1. One', '## 2. Two', '### 2.1 In it', '#### 2.1.1. Deep'), [
    '1',
    '2',
    '2.1',
    '2.1.1',
  ])
  t.strictSame(headingNumbers('# Annex A', '## A.1 First', '## A.2', '# Annex B — More'), [
    'Annex A',
    'A.1',
    'A.2',
    'Annex B',
  ])
  t.strictSame(headingNumbers('# I. One', '# II. Two', '# III. Three'), ['I', 'II', 'III'])
  t.strictSame(headingNumbers('# Appendix 1: a', '# Chapter 2 b', '# Section 3.4 c'), [
    'Appendix 1',
    'Chapter 2',
    '3.4',
  ])
  t.strictSame(headingNumbers('# 第一章 总则', '# 第二章 定义'), ['第一章', '第二章'])
  t.strictSame(headingNumbers('# Приложение А', '# 1 Введение', '# 2 Цель'), ['Приложение А', '1', '2'])
  t.strictSame(headingNumbers('## A. Alpha', '## B. Beta', '## C. Gamma'), ['A', 'B', 'C'])
})

t.test('what only looks like a number is none, unless its neighbours count', async t => {
  t.strictSame(headingNumbers('## E. coli', '## 5 ways to fail', '## 2030 and after'), ['1', '2', '3'])
  t.strictSame(headingNumbers('## 4 Who', '## 5 ways to fail', '## 6 How'), ['4', '5', '6'])
})

t.test('a number that the file counts is sure', async t => {
  const all = [
    heading(1, '5 ways to fail'),
    heading(1, '7 Scope', '7'),
    heading(2, '(a) First', '(a)'),
    heading(1, 'Article 9. x', 'Article 9.'),
  ]
  t.strictSame(numbersOf(all), ['title', '7', '(a)', 'Article 9'])
})

t.test('headings without a number get one that no other has', async t => {
  t.strictSame(headingNumbers('## One', '### In', '### In too', '## Two'), ['1', '1.1', '1.2', '2'])
  t.strictSame(headingNumbers('## Foreword', '## 1. One', '## Aside', '## 2. Two', '## After'), [
    '0a',
    '1',
    '1a',
    '2',
    '3',
  ])
  t.strictSame(headingNumbers('# Part one', '## 1. A', '# Part two', '## 2. B'), ['I', '1', 'II', '2'])
  t.strictSame(headingNumbers('# Part I', '## 1. A', '# Part II', '## 1. A'), ['Part I', '1', 'Part II', 'Part II 1'])
  t.strictSame(headingNumbers('## 1. A', '## 1. B', '## 1. C'), ['1', '1 (2)', '1 (3)'])
})

const text = fc.oneof(
  fc.constantFrom(
    'Scope',
    '',
    'E. coli',
    '5 ways',
    '第一章 总则',
    'الملحق',
    'title',
    'footnote 1',
    '1 (2)',
    '3.1a x',
    '¶1',
    '-',
    '…',
  ),
  fc
    .tuple(
      fc.constantFrom('', 'Annex ', 'Part ', '§ '),
      fc.constantFrom('1', '2', '3', 'A', 'B', 'I', 'II', '1.1', '1.2', 'A.1'),
      fc.constantFrom('. a', ' b', ')', ' — c', ''),
    )
    .map(parts => parts.join('')),
  fc.string({ maxLength: 12 }),
)
const draft = fc
  .array(
    fc.oneof(
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.integer({ min: 1, max: 6 }), text, fc.option(text))
          .map(([level, words, counted]) => [heading(level, words, counted)]),
      },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom<BlockKind[]>('paragraph', 'list-item', 'figure', 'quote', 'code', 'footnote')
          .map(kind => [raw(kind)]),
      },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }).map(rows => blocks(`table ${rows}`)) },
    ),
    { maxLength: 40 },
  )
  .map(parts => parts.flat())

t.test(
  'whatever a draft prints, no number and no address is given twice, and each can be said and linked to',
  async () => {
    fc.assert(
      fc.property(draft, all => {
        const numbers = numberBlocks(all, titleHeading(all))
        const given = all.map(block => numbers.get(block)!)
        const slugs = given.map(({ slug }) => slug)
        return (
          new Set(given.map(({ number }) => number)).size === all.length &&
          new Set(slugs).size === all.length &&
          given.every(
            ({ number }) => number.trim() === number && number !== '' && number.length < 100 && !/[\n\t]/.test(number),
          ) &&
          slugs.every(slug => /^[\p{L}\p{M}\p{N}._-]+$/u.test(slug))
        )
      }),
      { numRuns: 500, seed: 20260101 },
    )
  },
)

t.test('a number that a heading prints and no other is kept', async () => {
  const printed = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })), {
    minLength: 1,
    maxLength: 20,
    selector: String,
  })
  fc.assert(
    fc.property(printed, fc.array(fc.nat(20), { maxLength: 5 }), (own, without) => {
      const all = own.map(([a, b]) => heading(2, `${a}.${b} Words`))
      for (const at of without) all.splice(at, 0, heading(2, 'Words'))
      const numbers = numberBlocks(all, null)
      return all.every(block => block.text === 'Words' || numbers.get(block)!.number === block.text.split(' ')[0])
    }),
    { seed: 20260102 },
  )
})
