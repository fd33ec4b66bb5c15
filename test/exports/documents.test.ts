import assert from 'node:assert/strict'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import mammoth from 'mammoth'
import { parse, type DefaultTreeAdapterTypes as Tree, defaultTreeAdapter as tree } from 'parse5'
import t from 'tap'
import english from '../../messages/en/exports.json' with { type: 'json' }
import { type ExportRow, type Format, formats } from '../../server/exports/index.js'
import { bytesOf, consultation, englishWords, header, paragraph, row, streamed } from './rows.js'

const words = await englishWords()

const docxOf = (rows: ExportRow[], change = {}) => bytesOf(formats.docx.write(header(change), streamed(rows), words))

async function htmlOf(rows: ExportRow[], change = {}): Promise<string> {
  return new TextDecoder().decode(await bytesOf(formats.html.write(header(change), streamed(rows), words)))
}

/** What mammoth, which shares no code with the writer, reads in a document. */
async function readDocx(bytes: Uint8Array): Promise<string> {
  const styleMap = ['r[style-name="Hyperlink"] => ', "p[style-name='Title'] => h1:fresh", 'u => u', 'strike => s']
  const { value, messages } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, { styleMap })
  assert.deepEqual(
    messages.filter(({ type }) => type === 'error'),
    [],
  )
  return value
}

const DOCUMENT = 'word/document.xml'

t.test(
  'a Word export is a document to hand in: what it is, counts, contents, then the draft with its comments',
  async t => {
    const html = await readDocx(await docxOf(consultation()))
    const order = [
      '<h1>Comments on “Procurement of secure Internet of Things devices”</h1>',
      'Comment period',
      '15 October 2026 to 15 December 2026 at 23:59 UTC',
      'Comments by status',
      'Contents',
      '3.2 Duties of suppliers',
      '3.2 ¶4',
      'Procurement bodies should require',
      'C-0003',
      'Ama Owusu',
      'Technical · Support with changes · Published. Also concerns 4 ¶1. Endorsed by 12 people.',
      'devices receive security updates',
      'Suppliers in smaller markets',
      'Please name who pays for it.',
      'Proposed wording',
      '<s>five</s> <u>seven</u>',
      'Response: Partly accepted',
      'Seven years for devices in critical infrastructure',
      'Shows in version 2, 3.2 ¶5. Decided on 20 November 2026.',
      'C-0004',
      'Anonymous',
      'Question · Published. Reply to C-0003.',
      'ليلى حداد',
      'C-0006',
      'A moderator has withheld this comment. Reason: Personal attack. It names an employee and insults her.',
      'Its author withdrew this comment on 9 November 2026.',
      'Made on an earlier version; the paragraph has been edited since. One of 48 similar comments.',
      'Response: Duplicate of C-0003',
      '4 Deployment',
      '我们支持这一建议',
    ]
    let at = 0
    for (const piece of order) {
      const found = html.indexOf(piece, at)
      t.ok(found >= 0, piece)
      at = Math.max(at, found)
    }
    t.match(html, /href="https:\/\/consult\.example\/comments\/9003"/)
    t.match(html, /href="#section_2"/, 'the contents lead to the sections')
  },
)

t.test('replies stand further in, and right-to-left words run from right to left', async t => {
  const xml = strFromU8(unzipSync(await docxOf(consultation()))[DOCUMENT]!)
  const paragraphs = xml.match(/<w:p[ >].*?<\/w:p>/gs)!
  const of = (text: string) => paragraphs.find(found => found.includes(text))!
  t.notMatch(of('Suppliers in smaller'), /<w:ind/)
  t.match(of('Who would check'), /<w:ind w:left="400"\/>/)
  t.match(of('ينبغي'), /<w:bidi\/><w:ind w:left="0" w:right="800"\/>/)
  t.match(of('ينبغي'), /<w:rtl\/><w:lang w:bidi="ar"\/>/)
})

t.test('whatever people write, the document stays one that opens, and holds their words', async () => {
  const sign = fc.constantFrom(
    '<',
    '&',
    ']]>',
    '\u0000',
    '\uD83D',
    '\uFFFF',
    '\n',
    '\n\n',
    '\t',
    '"',
    'א',
    '中',
    '💥',
    '&#0;',
  )
  const texts = fc.array(fc.oneof(sign, fc.string({ unit: 'grapheme' })), { maxLength: 8 }).map(parts => parts.join(''))
  const squeezed = (text: string) => text.replace(/[\s\p{C}\u2400-\u2421\uFFFD]/gu, '')
  await fc.assert(
    fc.asyncProperty(texts, texts, texts, async (body, proposedText, name) => {
      const rows = [row(1, { body, proposedText, author: { ...row(1).author, name } })]
      const { value } = await mammoth.extractRawText({ buffer: Buffer.from(await docxOf(rows)) })
      assert.ok(squeezed(value).includes(squeezed(body)), JSON.stringify(body))
      assert.ok(squeezed(value).includes(squeezed(name)), JSON.stringify(name))
    }),
    { numRuns: 30 },
  )
})

function* elements(node: Tree.Node): Generator<Tree.Element> {
  if (tree.isElementNode(node)) yield node
  if ('childNodes' in node) for (const child of node.childNodes) yield* elements(child)
}

function textIn(node: Tree.Node): string {
  if (tree.isTextNode(node)) return node.value
  return 'childNodes' in node ? node.childNodes.map(textIn).join('') : ''
}

const attribute = (element: Tree.Element, name: string) => element.attrs.find(attr => attr.name === name)?.value

t.test('an HTML export needs nothing else, and is made for screen readers', async t => {
  const html = await htmlOf(consultation())
  const all = [...elements(parse(html))]
  const named = (name: string) => all.filter(({ tagName }) => tagName === name)
  t.equal(attribute(named('html')[0]!, 'lang'), 'en')
  t.same(
    all.filter(element => ['script', 'link', 'img', 'iframe'].includes(element.tagName)),
    [],
    'what people write is never markup, and nothing is fetched',
  )
  t.notMatch(html, /@import|url\(/)
  const levels = all.filter(({ tagName }) => /^h\d$/.test(tagName)).map(({ tagName }) => Number(tagName[1]))
  t.ok(
    levels.every((level, k) => k === 0 || level <= levels[k - 1]! + 1),
    'no level of headings is left out',
  )
  const ids = all.map(element => attribute(element, 'id')).filter(id => id !== undefined)
  t.equal(new Set(ids).size, ids.length)
  for (const link of named('a')) {
    const href = attribute(link, 'href')!
    t.ok(href.startsWith('#') ? ids.includes(href.slice(1)) : href.startsWith('https://consult.example/'), href)
  }
  const article = named('article').find(element => attribute(element, 'id') === 'C-0005')!
  t.equal(attribute(article, 'class'), 'depth-2')
  const arabic = [...elements(article)].find(element => attribute(element, 'lang') === 'ar')!
  t.equal(attribute(arabic, 'dir'), 'rtl')
  t.equal(textIn(named('del')[0]!), 'five')
  t.equal(textIn(named('ins')[0]!), 'seven')
  t.match(textIn(article), /ETSI EN 303 645/)
})

t.test('whatever people write stays words in HTML', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('<b>', '"><script>', "' onclick='", '</style>'),
      async (text, markup) => {
        const before = [...elements(parse(await htmlOf([row(1, { body: 'x', proposedText: 'x' })])))].length
        const name = markup + text
        const dangerous = { ...row(1).author, name, organisation: markup }
        const rows = [row(1, { body: `x${markup}`, proposedText: `x${markup}`, author: dangerous })]
        const all = [...elements(parse(await htmlOf(rows)))]
        assert.equal(all.length, before)
      },
    ),
    { numRuns: 50 },
  )
})

t.test('several versions stand one after the other, each under its name', async t => {
  const versions = [1, 2].map(number => ({ ...header().versions[0]!, number, label: `Draft ${number}` }))
  const rows = [1, 2].map(number =>
    row(number, { version: { number, label: `Draft ${number}`, url: `https://consult.example/v/${number}` } }),
  )
  for (const html of [await htmlOf(rows, { versions }), await readDocx(await docxOf(rows, { versions }))]) {
    t.match(
      html,
      /<h2[^>]*>(?:<a[^>]*><\/a>)?Version 1: Draft 1[\s\S]*C-0001[\s\S]*<h2[^>]*>(?:<a[^>]*><\/a>)?Version 2: Draft 2[\s\S]*C-0002/,
    )
    t.equal(html.match(/3\.2 ¶4/g)!.length, 2, 'the place is said again')
  }
})

/** Keys of messages as they are asked for: `total_one` and `total_other` are the message `total`. */
function keysOf(messages: object, path = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [path + key.replace(/_(?:one|other)$/, '')] : keysOf(value as object, `${path}${key}.`),
  )
}

t.test('every word of an export has a message, and no message is left over', async t => {
  const used = new Set<string>()
  const english_ = await englishWords(used)
  const kinds = [
    'heading',
    'paragraph',
    'list-item',
    'table',
    'table-row',
    'figure',
    'quote',
    'code',
    'footnote',
  ] as const
  const states = Object.keys(english.anchors) as NonNullable<ExportRow['anchor']>['state'][]
  const rows = [
    ...consultation(),
    ...kinds.map((kind, k) => row(20 + k, { paragraph: { ...paragraph('4', 3), kind } })),
    ...states.map((state, k) => row(30 + k, { anchor: { state, confidence: 0.9 } })),
    ...Object.keys(english.reasons).map((reason, k) =>
      row(40 + k, { status: 'withheld', moderation: { reason: reason as 'other', explanation: '' } }),
    ),
    ...Object.keys(english.dispositions).map((disposition, k) =>
      row(60 + k, {
        response: { ...consultation()[2]!.response!, disposition: disposition as 'noted', paragraph: null },
      }),
    ),
    ...Object.keys(english.statuses).map((status, k) =>
      row(70 + k, { status: status as 'spam', body: null, withdrawnAt: null }),
    ),
    row(80, { stance: 'neutral', proposedText: 'Quite other words altogether.' }),
  ]
  const period = { ...header().versions[0]!, label: '' }
  const variants = [
    {},
    { audience: 'chair' as const, filter: 'Kind: technical', logHead: null },
    { versions: [period, { ...period, number: 2, closesAt: null }, { ...period, number: 3, opensAt: null }] },
    {
      versions: [{ ...period, opensAt: null, closesAt: null }],
      counts: { pending: 0, published: 0, withheld: 0, withdrawn: 0, spam: 0 },
    },
  ]
  for (const format of Object.keys(formats) as Format[])
    for (const variant of variants) await bytesOf(formats[format].write(header(variant), streamed(rows), english_))
  t.same(
    [...new Set(keysOf(english))].filter(key => !used.has(key)),
    [],
  )
})
