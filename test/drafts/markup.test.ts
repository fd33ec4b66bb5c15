import fc from 'fast-check'
import { parseFragment } from 'parse5'
import t from 'tap'
import { find, isText, visit } from '../../server/drafts/markup/tree/tree.js'
import { html, lines, markdown, PNG, said } from './shown.js'

const written = (draft: Awaited<ReturnType<typeof html>>) => draft.blocks.map(block => block.html)

t.test('Markdown of GitHub becomes blocks: lists in lists, tables, quotes, code, notes, marks', async t => {
  const draft = await markdown(
    [
      '# Report',
      '## 1. Scope',
      'A **strong** and *stressed* `code`, H~~2~~<sub>2</sub>O, [link](https://example.org "t"), https://example.org/%20x and more[^n].',
      '> Quoted *twice*.\n>\n> > And more.',
      '1. one\n   - dot\n     - ring\n\n     going on\n2. two\n\n7) seven\n8) eight',
      '- [x] done\n- [ ] to do',
      '| A | B |\n|---|--:|\n| 1 | `x` |\n| 2 | 3 | 4 |',
      '```js\nif (a < b)\n  c()\n```',
      'Term<br>next line\\\nlast',
      '[^n]: The *note*.',
    ].join('\n\n'),
  )
  t.strictSame(lines(draft), [
    'heading 1 title: Report',
    'heading 2 1: 1. Scope',
    'paragraph 1 ¶1: A strong and stressed code, H22O, link, https://example.org/%20x and more[1].',
    'quote 1 ¶2: Quoted twice.',
    'quote 1 ¶3: And more.',
    'list-item 1 ¶4 [1.]: one',
    'list-item 2 1 ¶5 [◦]: dot',
    'list-item 3 1 ¶6 [▪]: ring',
    'paragraph 1 ¶7: going on',
    'list-item 1 ¶8 [2.]: two',
    'list-item 1 ¶9 [7)]: seven',
    'list-item 1 ¶10 [8)]: eight',
    'list-item 1 ¶11 [•]: ☑ done',
    'list-item 1 ¶12 [•]: ☐ to do',
    'table 1 table 1: ',
    'table-row 1 table 1 row 1: A | B',
    'table-row 1 table 1 row 2: 1 | x',
    'table-row 1 table 1 row 3: 2 | 3 | 4',
    'code 1 ¶13: if (a < b) c()',
    'paragraph 1 ¶14: Term next line last',
    'footnote footnote 1: The note.',
  ])
  t.equal(
    written(draft)[2],
    'A <strong>strong</strong> and <em>stressed</em> <code>code</code>, H<s>2</s><sub>2</sub>O, ' +
      '<a href="https://example.org/">link</a>, <a href="https://example.org/%20x">https://example.org/%20x</a> and more' +
      '<sup><a href="#footnote-1">[1]</a></sup>.',
  )
  t.strictSame(written(draft).slice(15, 18), [
    '<th>A</th><th>B</th><th></th>',
    '<td>1</td><td><code>x</code></td><td></td>',
    '<td>2</td><td>3</td><td>4</td>',
  ])
  t.equal(written(draft)[18], '<code>if (a &lt; b)\n  c()</code>')
  const { blocks } = draft
  t.strictSame(
    [6, 7, 8, 16].map(at => blocks[at]!.parent),
    [5, 6, 6, 14],
  )
  t.strictSame(said(draft), [])
})

t.test('what Markdown holds for programs is no paragraph, and is said', async t => {
  const draft = await markdown(
    [
      '---\ntitle: "The \\"title\\""\nlang: en-gb\nauthor: Ada\n---',
      '<!-- TODO: check -->\n# Report\n{:.no_toc}',
      '## Contents\n\n* TOC\n{:toc}',
      '## Scope {#scope .wide}',
      'A *word*{:.hi} and [here](#scope){:target="_blank"}, {braces}. <!-- an aside -->\n{: .note}',
      '{% include x.html %}\n\n[TOC]',
      'See [one][1].\n\n[1]: https://example.org/1\n[2]: https://example.org/2\n[^u]: Nobody *asks*.',
      '![Fig](x.png){width=50%}',
      '```\n* TOC\n{:toc}\n```',
    ].join('\n\n'),
  )
  t.equal(draft.title, 'The "title"')
  t.equal(draft.language, 'en-GB')
  t.strictSame(lines(draft), [
    'heading 1 title: Report',
    'heading 2 1: Scope',
    'paragraph 1 ¶1: A word and here, {braces}.',
    'paragraph 1 ¶2: See one.',
    'figure 1 figure 1: Fig',
    'code 1 ¶3: * TOC {:toc}',
  ])
  t.equal(written(draft)[2], 'A <em>word</em> and <a href="#1">here</a>, {braces}.')
  t.strictSame(said(draft), [
    'front-matter @ file: author: Ada',
    'contents @ file: TOC {:toc}',
    'active-content @ file: {% include x.html %}',
    'contents @ file: [TOC]',
    'unused-definition @ file: [^u]: Nobody *asks*.',
    'unused-definition @ file: [2]: https://example.org/2',
    'comment @ title: TODO: check',
    'comment @ 1 ¶1: an aside',
    'image-missing @ 1 figure 1: x.png: Fig',
  ])
})

t.test('a list of contents that some program wrote is taken out, a list that says something stays', async t => {
  const text = '## Contents\n\n- [One](#one)\n- [Two](#two)\n\n## One\n\na\n\n## Two\n\n- [One](#one)\n- a point'
  const draft = await markdown(text)
  t.strictSame(lines(draft), [
    'heading 2 1: One',
    'paragraph 1 ¶1: a',
    'heading 2 2: Two',
    'list-item 2 ¶1 [•]: One',
    'list-item 2 ¶2 [•]: a point',
  ])
  t.strictSame(said(draft), ['contents @ file: One · Two'])
  const plain = await markdown('Contents\n\n1 One ….. 3\n\n2 Two . . . 12\n\n# 1 One\n\na\n\n# 2 Two\n\nb')
  t.strictSame(lines(plain), ['heading 1 1: 1 One', 'paragraph 1 ¶1: a', 'heading 1 2: 2 Two', 'paragraph 2 ¶1: b'])
})

t.test('a page on the web is read for its text: no menus, no head, tables with captions, figures, notes', async t => {
  const draft =
    await html(`<!doctype html><html lang="fr"><head><title>Rapport</title><style>p{}</style><meta charset=utf-8></head><body>
    <header><h1>Le rapport</h1></header><nav><a href="/">Accueil</a></nav>
    <main><h2 id="s">Portée</h2><p>Un <b>mot</b>, voir <a href="#s">ici</a> et <a href="#zut">là</a>.
    <ol type="a" start="3"><li>c<ul><li>puce</ul><li value="9">i</ol>
    <table><caption>Fruits</caption><thead><tr><th scope="col">Nom<th>N</thead><tr><td rowspan="2">Pomme<td>1<tr><td>2</table>
    <figure><img src="data:image/png;base64,${PNG.toString('base64')}" alt="Un point"><figcaption>Fig. 1 <i>Point</i></figcaption></figure>
    <p hidden>caché</p><p>a <del>vieux</del><ins>neuf</ins> <math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>
    <bdo dir="rtl">שלום</bdo> <iframe src="https://x.example/"></iframe><constructor>mot</constructor></p></main>
    <footer>© 2026</footer>`)
  t.equal(draft.title, 'Le rapport')
  t.equal(draft.language, 'fr')
  t.strictSame(lines(draft), [
    'heading 2 1: Portée',
    'paragraph 1 ¶1: Un mot, voir ici et là.',
    'list-item 1 ¶2 [c.]: c',
    'list-item 2 1 ¶3 [◦]: puce',
    'list-item 1 ¶4 [i.]: i',
    'table 1 table 1: Fruits',
    'table-row 1 table 1 row 1: Nom | N',
    'table-row 1 table 1 row 2: Pomme | 1',
    'table-row 1 table 1 row 3: 2',
    'figure 1 figure 1: Fig. 1 Point',
    'paragraph 1 ¶5: a neuf a/(b+1) שלום mot',
  ])
  t.equal(written(draft)[6], '<th scope="col">Nom</th><th>N</th>')
  t.equal(written(draft)[7], '<td rowspan="2">Pomme</td><td>1</td>')
  t.strictSame(said(draft), [
    'header-footer @ file: Le rapport',
    'navigation @ file: Accueil',
    'header-footer @ file: © 2026',
    'broken-link @ 1 ¶1: #zut',
    'hidden-text @ 1 ¶5: <p> caché',
    'tracked-change @ 1 ¶5: − vieux',
    'tracked-change @ 1 ¶5: + neuf',
    'equation @ 1 ¶5: <math> a/(b+1)',
    'embedded-object @ 1 ¶5: <iframe> https://x.example/',
  ])
})

t.test('images within the file are kept by their bytes; others are listed', async t => {
  const data = (type: string, bytes: Buffer) => `![${type}](data:${type};base64,${bytes.toString('base64')})`
  const draft = await markdown(
    [
      data('image/jpeg', PNG),
      data('image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')),
      data('image/png', Buffer.from('<script>alert(1)</script>')),
      '[![away](https://x.example/a.png)](https://x.example/)',
      'Before ![in a line](//x.example/b.png) after',
    ].join('\n\n'),
  )
  t.strictSame(
    draft.images.map(({ type }) => type),
    ['image/png'],
  )
  t.strictSame(lines(draft), [
    'figure figure 1: ',
    'figure figure 2: image/svg+xml',
    'figure figure 3: image/png',
    'figure figure 4: away',
    'paragraph ¶1: Before after',
    'figure figure 5: in a line',
  ])
  t.match(written(draft)[0], /^<img src="\/images\/[0-9a-f]{64}" alt="image\/jpeg">$/)
  t.strictSame(said(draft), [
    'image-svg @ figure 2: image/svg+xml',
    'image-type @ figure 3: ?: image/png',
    'link @ figure 4: https://x.example/',
    'image-external @ figure 4: https://x.example/a.png: away',
    'image-external @ figure 5: //x.example/b.png: in a line',
  ])
})

const ALLOWED = /^(strong|em|code|a|sub|sup|s|br|bdi|bdo|ruby|rt|rp|img|td|th|ul|ol|li)$/
const ATTRIBUTES: Record<string, RegExp> = {
  href: /^(https?:|mailto:|#)/,
  src: /^\/images\/[0-9a-f]{64}$/,
  alt: /^/,
  dir: /^(rtl|ltr)$/,
  colspan: /^\d+$/,
  rowspan: /^\d+$/,
  scope: /^(row|col)(group)?$/,
}

/** What is wrong with a block's HTML, read as a browser reads it. */
function faults(source: string): string[] {
  const wrong: string[] = []
  // Cells are dropped outside of a row.
  const root = parseFragment(/^<t[dh]/.test(source) ? `<table><tr>${source}</tr></table>` : source)
  for (const element of find(root, () => true)) {
    const frame = /^(table|tbody|tr)$/.test(element.tagName)
    if (!frame && !ALLOWED.test(element.tagName)) wrong.push(`<${element.tagName}>`)
    for (const { name, value } of element.attrs) if (!ATTRIBUTES[name]?.test(value)) wrong.push(`${name}="${value}"`)
  }
  return wrong
}

function wordsIn(source: string): string {
  let words = ''
  const root = parseFragment(/^<t[dh]/.test(source) ? `<table><tr>${source}</tr></table>` : source)
  visit(root, node => {
    if (isText(node)) words += node.value
    else if (/^(td|th|br|li)$/.test(node.nodeName)) words += ' '
  })
  return words
}

const NASTY = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<a href="javascript:alert(1)">',
  '<a href="java\nscript:x">',
  '<a href="data:text/html,x">',
  '<a href=" &#106;avascript:x">',
  '<a href="//x.example">',
  '<iframe srcdoc="<script>">',
  '<style>*{}</style>',
  '<p style="x:expression(1)">',
  '<table background=javascript:x><td>',
  '<math><mtext><style><img src=x onerror=1>',
  '<noscript><p title="</noscript><img src=x onerror=1>">',
  '<form action=x><input name=y>',
  '<a href="https://x.example/" onclick=1 target=_blank>',
  '"><b>',
  "'><i>",
  '&lt;script&gt;',
  '<![CDATA[<b>]]>',
  '<!-- --!><img src=x onerror=1>',
  '</a>',
  '</td>',
  '<td colspan=9999>',
  '<li>',
  '<h2>',
  '<blockquote>',
  '<pre>',
  '<p>',
  'x < y & z',
  '\u0001\u202e',
  '<constructor>',
  '<__proto__ toString=1>',
  '<xmp><b>',
  '<textarea><b>',
  '<template><p>x',
  '<b><p></b>',
]
const nasty = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NASTY) }, fc.string({ maxLength: 8 }), fc.constant('words ')),
    { maxLength: 12 },
  )
  .map(parts => parts.join(''))

for (const [kind, read] of Object.entries({ html: (text: string) => html(`<html>${text}`), markdown })) {
  t.test(`only what is allowed comes out of ${kind}, and its words are the block's text`, async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async text => {
        const { blocks } = await read(`${'words '.repeat(40)}${text}`)
        for (const block of blocks) {
          const wrong = faults(block.html)
          if (wrong.length > 0) throw new Error(`${wrong.join(', ')} in ${block.html}`)
          const bare = (words: string) => words.replace(/[\s|]+/g, '')
          const shown = block.kind === 'table' || block.kind === 'figure' ? block.text : wordsIn(block.html)
          if (bare(shown) !== bare(block.text)) throw new Error(`${block.text} ≠ ${block.html}`)
        }
      }),
      { numRuns: 400, seed: 20260104 },
    )
  })
}
