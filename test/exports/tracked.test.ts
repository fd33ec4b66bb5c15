import assert from 'node:assert/strict'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import t from 'tap'
import english from '../../messages/en/next-draft.json' with { type: 'json' }
import { type TrackedChange, writeTracked } from '../../server/exports/index.js'
import type { TrackedBlock, TrackedDraft } from '../../server/exports/word/tracked.js'
import { applySuggestions, conflict } from '../../server/lineage/index.js'
import { readTracked } from './tracked.js'

const words = (key: string, values: Record<string, unknown> = {}) =>
  (english.docx as Record<string, string>)[key]!.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]))

const block = (position: number, kind: string, text: string, change: Partial<TrackedBlock> = {}): TrackedBlock => ({
  position,
  parent: null,
  kind,
  level: kind === 'heading' || kind === 'list-item' ? 1 : 0,
  slug: String(position),
  marker: null,
  text,
  html: text,
  url: `https://consult.example/p/${position}`,
  changes: [],
  ...change,
})

const draft = (blocks: TrackedBlock[]): TrackedDraft => ({
  title: 'Security by design',
  version: 'Version 1',
  url: 'https://consult.example/reports/iot/v/1',
  language: 'en',
  creator: 'Group',
  blocks,
})

const AT = new Date('2026-11-20T10:11:12.345Z')
const change = (text: string, from: string, to: string, author = 'Ada'): TrackedChange => {
  const start = text.indexOf(from)
  const url = `https://consult.example/comments/${author}`
  return { start, end: start + from.length, wording: to, author, at: AT, url, reworded: false }
}

const TEXT = 'Vendors must give security updates for five years, see the list [1].'
const HTML =
  'Vendors <strong>must give</strong> security updates for <em>five</em> years, see <a href="https://a.example/">the list</a> <sup><a href="#footnote-1">[1]</a></sup>.'

t.test('the editors get only the changed words as changes, by author and date, with the rest as it was', async t => {
  const changes = [
    change(TEXT, 'five years', 'seven years'),
    change(TEXT, TEXT, TEXT.replace('must give', 'should give'), 'Bo'),
  ]
  const bytes = await writeTracked(
    draft([
      block(0, 'heading', '1 Scope'),
      block(1, 'paragraph', TEXT, { html: HTML, changes }),
      block(2, 'footnote', 'Counted from the sale.', { slug: 'footnote-1' }),
    ]),
    words,
  )
  const { paragraphs, notes } = readTracked(bytes)
  const [heading, text, notesHeading, note] = paragraphs
  t.match(heading, { style: 'Heading1', accepted: '1 Scope' })
  t.equal(text!.rejected, TEXT)
  t.equal(text!.accepted, TEXT.replace('must', 'should').replace('five', 'seven'))
  const date = '2026-11-20T10:11:12Z'
  t.same(text!.marks, [
    { op: 'del', author: 'Bo', date, text: 'must' },
    { op: 'ins', author: 'Bo', date, text: 'should' },
    { op: 'del', author: 'Ada', date, text: 'five' },
    { op: 'ins', author: 'Ada', date, text: 'seven' },
  ])
  t.equal(text!.bold, 'mustshould give', 'what is put in looks as what it replaces')
  t.same([notesHeading!.accepted, note!.accepted], ['Notes', '[1]Counted from the sale.'])
  t.same(notes.sort(), [
    'Proposed in https://consult.example/comments/Ada',
    'Proposed in https://consult.example/comments/Bo',
  ])
  const xml = strFromU8(unzipSync(bytes)['word/document.xml']!)
  t.match(xml, /<w:hyperlink[^>]+r:id="[^"]+"[^>]*>.*?the list/, 'links still lead somewhere')
  t.match(xml, /<w:hyperlink[^>]+w:anchor="block_2"/, 'a note is referred to')
  t.match(strFromU8(unzipSync(bytes)['word/settings.xml']!), '<w:trackRevisions/>')
})

t.test('lists, tables, code and quotes keep their form, and a cell is changed by itself', async t => {
  const row = 'RPKI | Signed origins | 51 %'
  const bytes = await writeTracked(
    draft([
      block(0, 'list-item', 'bullet', { marker: '•' }),
      block(1, 'list-item', 'nested', { marker: '◦', parent: 0, level: 2 }),
      block(2, 'list-item', 'third', { marker: '3.' }),
      block(3, 'list-item', 'lettered', { marker: 'b)' }),
      block(4, 'table', 'Deployment'),
      block(5, 'table-row', 'Standard | What | Deployed', {
        parent: 4,
        html: '<th>Standard</th><th>What</th><th>Deployed</th>',
      }),
      block(6, 'table-row', row, {
        parent: 4,
        html: '<td>RPKI</td><td></td><td>Signed <strong>origins</strong></td><td>51 %</td>',
        changes: [change(row, row, 'RPKI | Signed routes | 60 %')],
      }),
      block(7, 'code', 'if (a) b', { html: '<code>if (a)\n  b</code>', changes: [change('if (a) b', 'b', 'c')] }),
      block(8, 'quote', 'Each day lost counts.'),
    ]),
    words,
  )
  const { paragraphs } = readTracked(bytes)
  t.same(
    paragraphs.map(({ accepted }) => accepted),
    [
      'bullet',
      'nested',
      'third',
      'b)lettered',
      'Deployment',
      'Standard',
      'What',
      'Deployed',
      'RPKI',
      '',
      'Signed routes',
      '60 %',
      '',
      'if (a)\n  c',
      'Each day lost counts.',
    ],
  )
  t.equal(paragraphs.find(({ accepted }) => accepted === 'Signed routes')!.bold, 'originsroutes')
  const xml = strFromU8(unzipSync(bytes)['word/document.xml']!)
  t.match(xml, /<w:tblHeader\/>/)
  t.match(strFromU8(unzipSync(bytes)['word/numbering.xml']!), /<w:start w:val="3"\/>/, 'a list counts on from 3')
})

t.test(
  'whatever is accepted: rejecting all gives the text, accepting all gives what the changes make of it',
  async () => {
    const word = fc.constantFrom('a', 'the', 'dog', '<b>', '&', 'ليلى', '💥', '.', 'must')
    const text = fc.array(word, { minLength: 1, maxLength: 12 }).map(list => list.join(' '))
    const texts = text.chain(one =>
      fc.tuple(fc.constant(one), fc.array(fc.tuple(fc.nat(one.length), fc.nat(one.length), text), { maxLength: 4 })),
    )
    const escaped = (one: string) => one.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    await fc.assert(
      fc.asyncProperty(texts, async ([one, wanted]) => {
        const changes: TrackedChange[] = []
        const units = [...one]
        for (const [a, b, wording] of wanted) {
          // A change never begins within a character.
          const [from, to] = [Math.min(a, b, units.length), Math.min(Math.max(a, b), units.length)]
          const [start, end] = [units.slice(0, from).join('').length, units.slice(0, to).join('').length]
          const next = { ...change(one, '', wording, 'A & <B>'), start, end }
          if (!changes.some(other => conflict(one, other, next))) changes.push(next)
        }
        const middle = Math.floor(units.length / 2)
        const html = `<em>${escaped(units.slice(0, middle).join(''))}</em>${escaped(units.slice(middle).join(''))}`
        const { paragraphs } = readTracked(
          await writeTracked(draft([block(0, 'paragraph', one, { html, changes })]), words),
        )
        assert.equal(paragraphs[0]!.rejected, one)
        assert.equal(paragraphs[0]!.accepted, applySuggestions(one, changes))
      }),
      { numRuns: 40 },
    )
  },
)
