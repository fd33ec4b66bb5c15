import { parseFragment } from 'parse5'
import t from 'tap'
import {
  type Article,
  type ArticleOptions,
  type ArticleParagraph,
  type Counted,
  composeArticle,
  type Filling,
  fillIn,
  NUMBER,
  WHOLE_REPORT_ID,
} from '../../../server/reports/reading/article.js'
import { composeContents } from '../../../server/reports/reading/contents.js'
import { paragraphsOf } from './drafts.js'

const OPTIONS: ArticleOptions = { version: 2, footnotes: 'Footnotes', pageLanguage: null, comments: 'linked' }
const words = ({ own }: Counted) => ({ short: String(own), full: `${own} comments on ${NUMBER}` })
const filling: Filling = { counts: new Map(), words, query: '', gone: new Map() }

/** The article without links to numbers and comments, and without what every block carries, so that its shape is read. */
async function shapeOf(markdown: string): Promise<string> {
  const html = fillIn(composeArticle(await paragraphsOf(markdown), OPTIONS), filling)
  mustBeWhole(html)
  return html
    .replace(/<a class="(number|comments)".*?<\/a>/g, '')
    .replace(/ class="block kind-([a-z-]+)" id="p-([^"]+)"/g, ' #$2')
    .replace(/\s*\n\s*/g, '')
}

/** Every tag is closed where it should be: a parser that repairs finds nothing to repair. */
function mustBeWhole(html: string): void {
  const faults: string[] = []
  parseFragment(html, { onParseError: ({ code }) => faults.push(code), sourceCodeLocationInfo: true })
  if (faults.length) throw new Error(faults.join())
}

t.test('each paragraph has its number as a permanent link, and a link to its comments with their count', async t => {
  const paragraphs = await paragraphsOf('# Report\n\n## One\n\nFirst.\n\nSecond.')
  const article = composeArticle(paragraphs, OPTIONS)
  const html = fillIn(article, { ...filling, counts: new Map([[paragraphs[3]!.id, { own: 12, carried: 0 }]]) })
  t.match(
    html,
    '<div class="block kind-paragraph" id="p-1-2"><a class="number" href="#p-1-2">1 ¶2</a><p>Second.</p>' +
      '<a class="comments" href="2/p/1-2" aria-label="12 comments on 1 ¶2">12</a></div>',
  )
  t.match(html, '<a class="comments" href="2/p/1-1" aria-label="0 comments on 1 ¶1">0</a>')
  t.equal(article.marks.length, paragraphs.length)
})

t.test(
  'comments of earlier drafts are counted with the others, and what they were about is folded where it stood',
  async t => {
    const paragraphs = await paragraphsOf('# Report\n\n## One\n\nFirst.\n\n- item')
    const html = fillIn(composeArticle(paragraphs, OPTIONS), {
      counts: new Map([[paragraphs[2]!.id, { own: 1, carried: 2 }]]),
      words: ({ own, carried }) => ({ short: String(own + carried), full: `${own} and ${carried} on ${NUMBER}` }),
      query: '?comments=all',
      gone: new Map([
        [WHOLE_REPORT_ID, '<details>before all</details>'],
        [paragraphs[2]!.id, '<details>after the first</details>'],
        [paragraphs[3]!.id, '<details>after the item</details>'],
      ]),
    })
    mustBeWhole(html)
    t.match(html, /^<details>before all<\/details>/)
    t.match(
      html,
      '<a class="comments" href="2/p/1-1?comments=all" aria-label="1 and 2 on 1 ¶1">3</a><details>after the first</details></div>',
    )
    t.match(html, '<details>after the item</details></li>')
  },
)

t.test('headings are headings, from h2 on and without gaps, however the file counted them', async t => {
  t.equal(
    await shapeOf('# One\n\n### Deep\n\n# Two'),
    '<div #1><h2>One</h2></div><div #1.1><h3>Deep</h3></div><div #2><h2>Two</h2></div>',
  )
  t.match(await shapeOf('## A\n\n## B'), '<h2>A</h2>')
})

t.test('nested lists are lists in their items, each item with an address of its own', async t => {
  const shape = await shapeOf(
    '1. One\n\n   More of one.\n   - a\n   - b\n\n     | H |\n     |---|\n     | c |\n2. Two\n\nAfter.',
  )
  t.match(
    shape,
    '<ol><li #p1><p>One</p><div #p2><p>More of one.</p></div>' +
      '<ul><li #p3><p>a</p></li><li #p4><p>b</p><div #table-1>',
  )
  t.match(shape, '</div></li></ul></li><li #p5><p>Two</p></li></ol><div #p6><p>After.</p></div>')
})

t.test('items keep the marks that the draft prints', async t => {
  const items = (...markers: string[]): ArticleParagraph[] =>
    markers.map((marker, position) => ({
      id: String(position + 1),
      position,
      parent_position: null,
      kind: 'list-item',
      level: 1,
      number: `¶${position + 1}`,
      slug: `p${position + 1}`,
      marker,
      text: 'x',
      html: 'x',
    }))
  const tags = (...markers: string[]) =>
    composeArticle(items(...markers), { ...OPTIONS, comments: 'none' })
      .pieces.join('')
      .replace(/ class="block[^"]*" id="[^"]*"|<a class="number".*?<\/a>|\n/g, '')
  t.equal(tags('3.', '4.', '7.'), '<ol start="3"><li><p>x</p></li><li><p>x</p></li><li value="7"><p>x</p></li></ol>')
  t.equal(tags('1.', '1.'), '<ol><li><p>x</p></li></ol><ol><li><p>x</p></li></ol>', 'one that begins again is another')
  t.equal(tags('•', '1.'), '<ul><li><p>x</p></li></ul><ol><li><p>x</p></li></ol>')
  t.equal(
    tags('a)', 'b)'),
    '<ol class="marked" role="list"><li><p><span class="list-marker">a)</span> x</p></li>' +
      '<li><p><span class="list-marker">b)</span> x</p></li></ol>',
  )
})

t.test('tables have a head, scopes, and rows that can be named', async t => {
  const paragraphs = await paragraphsOf('## S\n\n| Name | Due |\n|---|---|\n| A | 1 |')
  const html = fillIn(composeArticle(paragraphs, OPTIONS), filling)
  mustBeWhole(html)
  t.match(html, '<div class="table-box" tabindex="0" role="region" aria-label="1 table 1"><table>')
  t.match(html, '<thead>\n<tr class="block kind-table-row" id="p-1-table-1-row-1"><th scope="col">Name</th>')
  t.match(
    html,
    '</thead><tbody>\n<tr class="block kind-table-row" id="p-1-table-1-row-2"><td>A</td><td>1</td><td class="links">' +
      '<a class="number" href="#p-1-table-1-row-2">row 2</a>',
  )
  const rowHeads = composeArticle(
    paragraphs.map(row => (row.slug.endsWith('row-2') ? { ...row, html: '<th>A</th><td>1</td>' } : row)),
    OPTIONS,
  )
  t.match(rowHeads.pieces.join(''), '<th scope="row">A</th>')
})

t.test('footnotes stand at the end, with a way there and back', async t => {
  const shape = await shapeOf(
    '## S\n\nFirst.[^a] Second.[^b]\n\nThird.[^a]\n\n[^a]: Note *one*.\n\n    - with a list\n\n[^b]: Two.',
  )
  t.match(shape, '<p>First.<sup><a role="doc-noteref" href="#p-footnote-1">[1]</a></sup>')
  t.match(
    shape,
    '<section class="footnotes"><h2 id="footnotes">Footnotes</h2><div #footnote-1 role="doc-footnote"><div>Note',
  )
  t.match(
    shape,
    '<a class="back" role="doc-backlink" href="#p-1-1">↩ 1 ¶1</a> <a class="back" role="doc-backlink" href="#p-1-2">↩ 1 ¶2</a>',
  )
})

t.test('quotations, code, figures and links within the text', async t => {
  const png = `data:image/png;base64,${PIXEL}`
  const shape = await shapeOf(`# One\n\n> Said.\n\n\`\`\`\nx  y\n\`\`\`\n\n![A lock](${png})\n\n# Two\n\n[above](#one)`)
  t.match(shape, '<div #1-1><blockquote><p>Said.</p></blockquote></div>')
  t.match(shape, '<pre tabindex="0"><code>x  y</code></pre>')
  t.match(shape, /<figure><img loading="lazy" src="\/images\/[0-9a-f]{64}" alt="A lock"><\/figure>/)
  const linked = await paragraphsOf('# One\n\nx')
  linked[1]!.html = '<a href="#1">above</a>'
  t.match(composeArticle(linked, OPTIONS).pieces.join(''), '<p><a href="#p-1">above</a></p>')
})

t.test('a page in another language than the text says so of its own words', async t => {
  const article = composeArticle(await paragraphsOf('# Eins\n\nText.[^1]\n\n[^1]: Note.'), {
    ...OPTIONS,
    pageLanguage: { lang: 'en', dir: 'ltr' },
  })
  const html = fillIn(article, filling)
  t.match(html, '<a class="comments" lang="en" dir="ltr" href="2/p/title" aria-label="')
  t.match(html, '<h2 id="footnotes" lang="en" dir="ltr">')
})

t.test('numbers and words that look like markup stay words', async t => {
  const paragraph: ArticleParagraph = {
    id: '1',
    position: 0,
    parent_position: null,
    kind: 'paragraph',
    level: 0,
    number: '"<b>',
    slug: '"<b>',
    marker: null,
    text: '',
    html: '&lt;b&gt;',
  }
  const html = fillIn(composeArticle([paragraph], OPTIONS), {
    ...filling,
    words: () => ({ short: '<i>', full: `"${NUMBER}` }),
  })
  t.notMatch(html, /<b>|<i>/)
  t.match(html, 'aria-label="&quot;&quot;&lt;b&gt;">&lt;i&gt;</a>')
})

t.test('contents are nested as the headings are', async t => {
  const contents = async (markdown: string) => composeContents(await paragraphsOf(markdown), null).replaceAll('\n', '')
  t.equal(
    await contents('# Title\n\n## 1. A\n\n### First\n\n### Second\n\n## 2. B'),
    '<ol><li><a href="#p-1">1. A</a><ol><li><a href="#p-1.1">1.1 First</a></li><li><a href="#p-1.2">1.2 Second</a></li></ol></li>' +
      '<li><a href="#p-2">2. B</a></li></ol>',
  )
  t.equal(await contents('Text alone.'), '')
  const all = await contents('## A\n\n#### B\n\n### C\n\n## D')
  t.equal(all.match(/<ol>/g)?.length, 2)
  mustBeWhole(all)
  t.match(
    composeContents(await paragraphsOf('# A\n\n# B'), 'Footnotes'),
    '<li><a href="#footnotes">Footnotes</a></li></ol>',
  )
})

t.test('a draft that is not published has no links to comments', async t => {
  const article: Article = composeArticle(await paragraphsOf('# A\n\nText.'), { ...OPTIONS, comments: 'none' })
  t.same(article.marks, [])
  t.notMatch(article.pieces.join(''), 'class="comments"')
})

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
