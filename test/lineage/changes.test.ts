import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { type Lineage, type LineageBlock, lineage } from '../../server/lineage/index.js'
import { LANGUAGES, makeCase } from './cases.js'
import { makeHeavyCase, SCRIPT_NAMES } from './heavy.js'
import { PHRASES } from './phrases.js'

/** A draft in one of the six languages, and a paragraph of it that says enough to be told from all others. */
interface Setting {
  language: string
  blocks: LineageBlock[]
  /** Index of the paragraph that the test changes. */
  at: number
}

const setting = fc
  .record({ language: fc.constantFrom(...LANGUAGES), seed: fc.nat(100_000), pick: fc.nat(1_000) })
  .map(({ language, seed, pick }): Setting | null => {
    const blocks = makeCase(language, 'prose', 40, seed).old
    const telling = [...blocks.keys()].filter(
      k => blocks[k]!.kind === 'paragraph' && sentencesOf(blocks[k]!, language).length > 2,
    )
    return telling.length > 0 ? { language, blocks, at: telling[pick % telling.length]! } : null
  })
  .filter(found => found !== null)

function sentencesOf({ text }: LineageBlock, language: string): string[] {
  return text.split(PHRASES[language]!.stop)
}

function joined(sentences: readonly string[], language: string): string {
  return sentences.join(PHRASES[language]!.stop)
}

/** What became of block `at`: where it is now, and how that is called. */
function fate({ links, removed }: Lineage, at: number): string {
  if (removed.includes(at)) return 'removed'
  const found = links.filter(link => link.old === at)
  return `${found.map(link => link.new).join('+')} ${found[0]!.change}`
}

const check = (name: string, property: (given: Setting) => void) =>
  t.test(name, async () => {
    fc.assert(fc.property(setting, property), { numRuns: 30 })
  })

check(
  'in any of the six languages a paragraph with some words more is the same paragraph, edited',
  ({ language, blocks, at }) => {
    const { phrases, stop } = PHRASES[language]!
    const text = `${phrases[at % phrases.length]}${stop}${blocks[at]!.text}`
    const next = blocks.with(at, { ...blocks[at]!, text })
    assert.equal(fate(lineage(blocks, next), at), `${at} edited`)
  },
)

check('… split between two sentences it is both halves', ({ language, blocks, at }) => {
  const sentences = sentencesOf(blocks[at]!, language)
  const middle = Math.ceil(sentences.length / 2)
  const halves = [sentences.slice(0, middle), sentences.slice(middle)]
  const next = blocks.toSpliced(at, 1, ...halves.map(half => ({ ...blocks[at]!, text: joined(half, language) })))
  const found = lineage(blocks, next)
  // A half of one short sentence may say too little to be claimed; it is never claimed for another.
  const places = found.links.filter(link => link.old === at).map(link => link.new)
  assert.ok(places.length > 0 && places.every(place => place === at || place === at + 1), fate(found, at))
  const halvesTelling = halves.every(half => joined(half, language).length >= (language === 'zh' ? 24 : 90))
  if (halvesTelling) assert.equal(fate(found, at), `${at}+${at + 1} split`)
})

check('… merged with another it is found in it', ({ language, blocks, at }) => {
  const other = blocks.findIndex((block, k) => k > at && block.kind === 'paragraph')
  if (other !== at + 1) return
  const text = joined([blocks[at]!.text, blocks[other]!.text], language)
  const next = blocks.toSpliced(at, 2, { ...blocks[at]!, text })
  const found = lineage(blocks, next)
  const sources = found.links.filter(link => link.new === at).map(link => link.old)
  assert.ok(sources.length > 0 && sources.every(source => source === at || source === other), sources.join())
  const areTelling = [at, other].every(k => blocks[k]!.text.length >= (language === 'zh' ? 24 : 90))
  if (areTelling) assert.deepEqual(sources, [at, other])
})

check('… moved to the end it is found there, and nothing else is said to have moved', ({ blocks, at }) => {
  const next = [...blocks.toSpliced(at, 1), blocks[at]!]
  const found = lineage(blocks, next)
  const end = blocks.length - 1
  if (at === end) return
  const moved = found.links.filter(({ change }) => change === 'moved')
  // Of two neighbours that change places, either may be said to have moved.
  assert.equal(found.links.find(link => link.old === at)!.new, end)
  assert.ok(moved.length === 1, fate(found, at))
})

check('… copied to another place it stays where it was, and the copy is new', ({ blocks, at }) => {
  const far = at < blocks.length / 2 ? blocks.length : 0
  const next = blocks.toSpliced(far, 0, blocks[at]!)
  const here = far === 0 ? at + 1 : at
  const found = lineage(blocks, next)
  assert.equal(fate(found, at), `${here} unchanged`)
  assert.ok(found.added.includes(far === 0 ? 0 : blocks.length))
})

check('… and removed it is removed, and put on nothing else', ({ blocks, at }) => {
  const found = lineage(blocks, blocks.toSpliced(at, 1))
  assert.equal(fate(found, at), 'removed')
  assert.deepEqual(found.added, [])
})

/** A number as people number: Latin, Roman, Arabic-Indic, Chinese, with letters. */
const NUMERALS: readonly ((n: number) => string)[] = [
  n => `${n + 7}.`,
  n => `${n}.${n}`,
  n => `§ ${n}`,
  n => `(${String.fromCharCode(97 + (n % 26))})`,
  n => `${['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'][n % 10]}.`,
  n => `${[...String(n)].map(digit => String.fromCharCode(0x660 + Number(digit))).join('')}.`,
  n => `第${['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'][n % 10]}条`,
]

t.test('a draft that is only numbered otherwise, in any numerals, is unchanged', async () => {
  const numerals = fc.constantFrom(...NUMERALS)
  fc.assert(
    fc.property(setting, numerals, numerals, ({ blocks }, before, after) => {
      const numbered = (numeral: (n: number) => string) =>
        blocks.map((block, k) =>
          block.kind === 'heading' ? { ...block, text: block.text.replace(/^\d+\./, numeral(k % 25)) } : block,
        )
      const found = lineage(numbered(before), numbered(after))
      assert.deepEqual(
        found.links.map(link => [link.old, link.new, link.change]),
        blocks.map((_, k) => [k, k, 'unchanged']),
      )
    }),
    { numRuns: 30 },
  )
})

t.test('a list that became one paragraph is found item by item, its heading too', async t => {
  const texts = [
    'This Licence applies to the Work that is provided under its terms by the Licensor.',
    '1. Definitions of the terms used',
    'In this Licence, the following terms have the following meaning:',
    'The Work: the Original Work and its Derivative Works.',
    'The Source Code: the human-readable form of the Work which is the most convenient for people to study and modify.',
    'The Licensor: the natural or legal person that distributes or communicates the Work under the Licence.',
    'The Licensee: any natural or legal person who makes any usage of the Software under the terms of the Licence.',
    'Distribution: any act of selling, giving, lending or renting copies of the Work, online or offline.',
    'This disclaimer of warranty is an essential part of the Licence and a condition for any rights to the Work.',
  ]
  const blocks = (list: readonly string[]) =>
    list.map((text, k): LineageBlock => ({ kind: 'paragraph', level: 0, number: String(k), text, parent: null }))
  const next = [texts[0]!, texts.slice(1, 8).join(' '), texts[8]!]
  const merged = lineage(blocks(texts), blocks(next))
  t.same(
    merged.links.filter(link => link.new === 1).map(({ old, change }) => [old, change]),
    [1, 2, 3, 4, 5, 6, 7].map(old => [old, 'merged']),
  )
  const split = lineage(blocks(next), blocks(texts))
  t.same(
    split.links.filter(link => link.old === 1).map(link => link.new),
    [1, 2, 3, 4, 5, 6, 7],
  )
})

t.test('drafts that a heavy hand has revised keep their lineage, in six scripts', async t => {
  for (const [strength, least] of [
    [0.3, 0.95],
    [0.6, 0.9],
    [1, 0.87],
  ] as const) {
    let wanted = 0
    let found = 0
    let claimed = 0
    let wrong = 0
    for (const script of SCRIPT_NAMES) {
      const { old, next, links, parts, arguable } = makeHeavyCase(script, 200, strength, 3)
      const claims = lineage(old, next).links
      const told = new Set(claims.map(link => `${link.old} ${link.new}`))
      const isRight = (i: number, j: number) => links.get(i) === j || parts.some(part => part[0] === i && part[1] === j)
      for (const [i, j] of links) {
        if (arguable.has(i)) continue
        wanted++
        if (told.has(`${i} ${j}`)) found++
      }
      for (const link of claims) {
        // Of blocks with the same words any may be meant.
        const isTwin = old.some((block, k) => k !== link.old && block.text === old[link.old]!.text)
        if (arguable.has(link.old) || isTwin) continue
        claimed++
        if (!isRight(link.old, link.new)) wrong++
      }
    }
    t.ok(found >= least * wanted, `strength ${strength}: found ${found} of ${wanted}`)
    t.ok(wrong <= 0.01 * claimed, `strength ${strength}: wrong ${wrong} of ${claimed}`)
  }
})
