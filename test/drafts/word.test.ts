import t from 'tap'
import {
  b,
  bookmark,
  cell,
  comment,
  commentMark,
  control,
  del,
  docx,
  field,
  footnote,
  footnoteMark,
  hidden,
  i,
  ins,
  item,
  level,
  link,
  lists,
  MARK_DELETED,
  moveFrom,
  moveTo,
  p,
  picture,
  r,
  row,
  STYLES,
  style,
  styled,
  table,
  textBox,
} from './docx.js'
import { lines, PNG, said, word } from './shown.js'

const html = (draft: Awaited<ReturnType<typeof word>>) => draft.blocks.map(block => block.html)
const rows = (...each: string[]) => table([]).replace('</w:tbl>', `${each.join('')}</w:tbl>`)

t.test('tracked changes read as if accepted, and each is said with its place and words', async t => {
  const draft = await word(
    docx(
      styled('Heading1', 'Duties') +
        p('The CSP ', del('shall'), ins('should'), ' verify ', ins('each ', del('piece of ')), 'evidence.') +
        p('Stays. ', moveFrom('Moved away.')) +
        p(moveTo('Moved here.')) +
        rows(row(['a', 'b']), row(['c', 'd'], '<w:del w:id="1"/>'), row(['e', 'f'], '<w:ins w:id="1"/>')) +
        p('<w:r><w:rPr><w:b/><w:rPrChange w:id="1"><w:rPr/></w:rPrChange></w:rPr><w:t>bold now</w:t></w:r>'),
    ),
  )
  t.strictSame(lines(draft), [
    'heading 1 title: Duties',
    'paragraph ¶1: The CSP should verify each evidence.',
    'paragraph ¶2: Stays.',
    'paragraph ¶3: Moved here.',
    'table table 1: ',
    'table-row table 1 row 1: a | b',
    'table-row table 1 row 2: e | f',
    'paragraph ¶4: bold now',
  ])
  t.strictSame(said(draft), [
    'tracked-looks @ file: 1',
    'tracked-change @ ¶1: − shall + should',
    'tracked-change @ ¶1: + each',
    'tracked-change @ ¶1: − piece of',
    'tracked-change @ ¶2: − Moved away.',
    'tracked-change @ ¶3: + Moved here.',
    'tracked-change @ table 1 row 2: − c d',
    'tracked-change @ table 1 row 2: + e f',
  ])
})

t.test('a paragraph whose end is deleted runs on into the next and becomes what that is', async t => {
  const draft = await word(
    docx(
      styled(MARK_DELETED, 'One ', del('two ')) +
        bookmark('x') +
        styled('Heading1', 'three') +
        styled(`<w:rPr><w:moveFrom w:id="1"/></w:rPr>`, 'four, ') +
        p('five') +
        table([['a']]) +
        styled(MARK_DELETED, 'the last stays'),
    ),
  )
  t.strictSame(lines(draft), [
    'heading 1 title: One three',
    'paragraph ¶1: four, five',
    'paragraph ¶2: a',
    'paragraph ¶3: the last stays',
  ])
  t.strictSame(said(draft), ['tracked-change @ title: − two − ¶', 'tracked-change @ ¶1: − ¶'])
})

t.test('lists are marked as Word prints them: levels, restarts, bullets of symbol fonts, goings-on', async t => {
  const numbering = lists(
    {
      1: [level(0, 'decimal', '%1.'), level(1, 'lowerLetter', '%2)'), level(2, 'lowerRoman', '(%3)')],
      2: [
        level(0, 'bullet', '\uf0b7', '<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr>'),
        level(1, 'bullet', 'o', '<w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr>'),
      ],
      3: [
        level(0, 'upperRoman', '%1'),
        level(1, 'decimal', '%1.%2', '<w:isLgl/>'),
        level(2, 'decimalZero', '%3', '<w:lvlRestart w:val="0"/>'),
      ],
      4: [level(0, 'bullet', ' ')],
    },
    { 1: 1, 2: 1, 3: '1+<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>', 4: 2, 5: 3, 6: 4 },
  )
  const body =
    item(1, 0, 'a') +
    item(1, 1, 'b') +
    item(1, 2, 'c') +
    item(1, 1, 'd') +
    item(1, 0, 'e') +
    item(1, 1, 'f') +
    item(2, 0, 'same count') +
    item(3, 0, 'from four') +
    item(3, 0, 'five') +
    item(4, 0, 'dot') +
    item(4, 1, 'ring') +
    item(6, 0, 'no marker') +
    p('between') +
    item(5, 0, 'I') +
    item(5, 1, 'legal') +
    item(5, 2, 'zero') +
    item(5, 0, 'II') +
    item(5, 1, 'again') +
    item(5, 2, 'goes on counting') +
    item(1, 0, del('not counted?')) +
    item(1, 0, 'empty ones count') +
    item(0, 0, 'none')
  t.strictSame(lines(await word(docx({ body, numbering }))), [
    'list-item ¶1 [1.]: a',
    'list-item 2 ¶2 [a)]: b',
    'list-item 3 ¶3 [(i)]: c',
    'list-item 2 ¶4 [b)]: d',
    'list-item ¶5 [2.]: e',
    'list-item 2 ¶6 [a)]: f',
    'list-item ¶7 [3.]: same count',
    'list-item ¶8 [4.]: from four',
    'list-item ¶9 [5.]: five',
    'list-item ¶10 [•]: dot',
    'list-item 2 ¶11 [◦]: ring',
    'paragraph ¶12: no marker',
    'paragraph ¶13: between',
    'list-item ¶14 [I]: I',
    'list-item 2 ¶15 [1.1]: legal',
    'list-item 3 ¶16 [01]: zero',
    'list-item ¶17 [II]: II',
    'list-item 2 ¶18 [2.1]: again',
    'list-item 3 ¶19 [02]: goes on counting',
    'list-item ¶20 [7.]: empty ones count',
    'paragraph ¶21: none',
  ])
})

t.test('what goes on in an item belongs to it, by its style or its indent', async t => {
  const indent = '<w:pPr><w:ind w:left="720"/></w:pPr>'
  const numbering = lists(
    { 1: [level(0, 'decimal', '%1.', indent)], 2: [level(0, 'bullet', '–', '<w:pPr><w:ind w:left="1440"/></w:pPr>')] },
    { 1: 1, 2: 2 },
  )
  const body =
    item(1, 0, 'item') +
    styled('ListParagraph', 'styled so') +
    item(2, 0, 'another list, further in') +
    styled('<w:ind w:left="720"/>', 'indented like the item') +
    item(1, 0, 'second') +
    p('outside') +
    item(1, 0, 'third')
  const { blocks } = await word(docx({ body, numbering }))
  t.strictSame(
    blocks.map(({ text, parent, level }) => [text, parent, level]),
    [
      ['item', null, 1],
      ['styled so', 0, 0],
      ['another list, further in', 0, 2],
      ['indented like the item', 0, 0],
      ['second', null, 1],
      ['outside', null, 0],
      ['third', null, 1],
    ],
  )
})

t.test(
  'headings are known by outline, by names in any language, by what a style is based on; their counts are printed',
  async t => {
    const numbered = (id: number, at: number) =>
      `<w:pPr><w:numPr><w:ilvl w:val="${at}"/><w:numId w:val="${id}"/></w:numPr><w:outlineLvl w:val="${at}"/></w:pPr>`
    const styles =
      style('1', 'heading 1', numbered(1, 0)) +
      style('2', 'heading 2', numbered(1, 1)) +
      style('Own', 'House style', '<w:basedOn w:val="2"/>') +
      style('de', 'Überschrift 2') +
      style('ru', 'Заголовок 2') +
      style(
        'Not',
        'Looks like one',
        '<w:basedOn w:val="1"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr><w:outlineLvl w:val="9"/></w:pPr>',
      ) +
      style('An', 'Annex', '<w:basedOn w:val="1"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>') +
      style('constructor', 'constructor', '<w:basedOn w:val="constructor"/>')
    const numbering = lists(
      { 1: [level(0, 'decimal', '%1'), level(1, 'decimal', '%1.%2')], 2: [level(0, 'upperLetter', 'Annex %1:')] },
      { 1: 1, 2: 2 },
    )
    const body =
      styled('1', 'Purpose') +
      styled('2', 'Whom') +
      styled('Own', 'What') +
      styled('de', 'Zweck') +
      styled('ru', 'Цель') +
      styled('1', '5 ways to fail') +
      styled('<w:pStyle w:val="Not"/>', 'No heading') +
      styled('<w:outlineLvl w:val="1"/>', 'By hand') +
      styled('1', '') +
      styled('1', 'After an empty one') +
      styled('An', 'Terms') +
      styled('An', 'Sources') +
      styled('constructor', 'plain')
    t.strictSame(lines(await word(docx({ body, styles, numbering }))), [
      'heading 1 1: 1 Purpose',
      'heading 2 1.1: 1.1 Whom',
      'heading 2 1.2: 1.2 What',
      'heading 2 1.3: Zweck',
      'heading 2 1.4: Цель',
      'heading 1 2: 2 5 ways to fail',
      'paragraph 2 ¶1: No heading',
      'heading 2 2.1: By hand',
      'heading 1 4: 4 After an empty one',
      'heading 1 Annex A: Annex A: Terms',
      'heading 1 Annex B: Annex B: Sources',
      'paragraph Annex B ¶1: plain',
    ])
  },
)

t.test('title page, table of contents, headers and footers are not paragraphs, and are listed', async t => {
  const draft = await word(
    docx({
      header: p('Draft of May') + p(field('PAGE', '7')),
      body:
        p('') +
        styled('Title', 'Secure ', i('things')) +
        styled('Subtitle', 'A report') +
        styled('TOCHeading', 'What is in it') +
        styled(
          'TOC1',
          field(
            'TOC \\o "1-3" \\h',
            link('w:anchor="_Toc1"', 'Scope', '<w:r><w:tab/></w:r>', field('PAGEREF _Toc1 \\h', '3')),
          ),
        ) +
        styled('TOCHeading', 'Foreword') +
        p('Not listed above, and yet a heading.') +
        styled('Heading1', bookmark('_Toc1'), 'Scope') +
        p('See ', field('REF _Toc1 \\h', 'Scope'), ' on page ', field('PAGEREF _Toc1', '3'), '.'),
    }),
  )
  t.equal(draft.title, 'Secure things')
  t.strictSame(lines(draft), [
    'heading 1 1: Foreword',
    'paragraph 1 ¶1: Not listed above, and yet a heading.',
    'heading 1 2: Scope',
    'paragraph 2 ¶1: See Scope on page 3.',
  ])
  t.equal(draft.blocks[3]!.html, 'See <a href="#2">Scope</a> on page 3.')
  t.strictSame(said(draft), [
    'title-page @ file: Secure things',
    'title-page @ file: A report',
    'contents @ file: What is in it · Scope 3',
    'header-footer @ file: Draft of May 7',
  ])
})

t.test('a title page is known by the break after it too, and a text that ends with its page is none', async t => {
  const breakPage = p('<w:r><w:br w:type="page"/></w:r>')
  const cover = await word(docx(p('A REPORT') + p('May 2026') + breakPage + styled('Heading1', 'One') + p('Text.')))
  t.strictSame(lines(cover), ['heading 1 title: One', 'paragraph ¶1: Text.'])
  t.strictSame(said(cover), ['title-page @ file: A REPORT', 'title-page @ file: May 2026'])
  const gallery = control(
    '<w:docPartObj><w:docPartGallery w:val="Cover Pages"/></w:docPartObj>',
    styled('Title', 'Covered') + p('By us'),
  )
  t.strictSame(said(await word(docx(gallery + p('Text.')))), ['title-page @ file: Covered', 'title-page @ file: By us'])
  const letter = await word(docx(p('Dear reader, '.repeat(40)) + breakPage + styled('Heading1', 'One')))
  t.equal(letter.blocks.length, 2)
  t.strictSame(lines(await word(docx(p('Lone') + p('lines')))), ['paragraph ¶1: Lone', 'paragraph ¶2: lines'])
})

t.test('tables have head rows and merged cells; captions belong to tables and figures', async t => {
  const draft = await word(
    docx({
      media: { i1: { name: 'a.png', bytes: PNG } },
      body:
        styled('Caption', 'Table ', field('SEQ Table \\* ARABIC', '1'), ': Fruit') +
        table(
          [
            ['Name', 'Number'],
            ['Apple', '1'],
          ],
          '<w:tblStyle w:val="Grid"/><w:tblLook w:val="0020"/>',
        ) +
        p('As in table ', field('SEQ Table \\c', '1'), ', so here is a sentence that only counts by the way.') +
        rows(
          row([cell('a', '<w:gridSpan w:val="2"/>'), 'b'], '<w:tblHeader/>'),
          row([cell('c', '<w:vMerge w:val="restart"/>'), 'd', 'e']),
          row([cell('lost', '<w:vMerge/>'), 'f', 'g'], ''),
          row([
            cell(table([['in', 'ner']])),
            cell(p('x') + p('y'), '<w:hMerge w:val="restart"/>'),
            cell('z', '<w:hMerge/>'),
          ]),
        ) +
        p(picture('i1', 'A dot')) +
        p('Figure ', field('SEQ Figure', '1'), ' A dot, seen from afar'),
    }),
  )
  t.strictSame(lines(draft), [
    'table table 1: Table 1: Fruit',
    'table-row table 1 row 1: Name | Number',
    'table-row table 1 row 2: Apple | 1',
    'paragraph ¶1: As in table 1, so here is a sentence that only counts by the way.',
    'table table 2: ',
    'table-row table 2 row 1: a | b',
    'table-row table 2 row 2: c | d | e',
    'table-row table 2 row 3: f | g',
    'table-row table 2 row 4: in ner | x y z',
    'figure figure 1: Figure 1 A dot, seen from afar',
  ])
  t.strictSame(html(draft).slice(1, 3), ['<th>Name</th><th>Number</th>', '<td>Apple</td><td>1</td>'])
  t.strictSame(html(draft).slice(5, 8), [
    '<th colspan="2">a</th><th>b</th>',
    '<td rowspan="2">c</td><td>d</td><td>e</td>',
    '<td>f</td><td>g</td>',
  ])
  t.match(draft.blocks.at(-1)!.html, /^<img src="\/images\/[0-9a-f]{64}" alt="A dot">$/)
  t.strictSame(said(draft), ['hidden-text @ table 2 row 3: lost', 'nested-table @ table 2 row 4: in ner'])
})

t.test('images that cannot be shown leave their description and a note', async t => {
  const { blocks, images, ...draft } = await word(
    docx({
      media: {
        png: { name: 'a.png', bytes: PNG },
        same: { name: 'b.jpeg', bytes: PNG },
        svg: { name: 'c.svg', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
        emf: { name: 'd.emf', bytes: Buffer.from(`\x01\0\0\0${'\0'.repeat(36)} EMF`, 'latin1') },
        big: { name: 'e.png', bytes: Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]) },
      },
      links: { away: 'https://x.example/a.png' },
      body:
        ['png', 'same', 'svg', 'emf', 'big', 'gone'].map(id => p(picture(id, `pic ${id}`))).join('') +
        p(picture('away', '', 'r:link'), 'words'),
    }),
  )
  t.strictSame(
    images.map(({ type, bytes }) => [type, bytes.length]),
    [['image/png', PNG.length]],
  )
  t.strictSame(
    blocks.map(({ kind, text }) => `${kind}: ${text}`),
    [
      'figure: ',
      'figure: ',
      'figure: pic svg',
      'figure: pic emf',
      'figure: pic big',
      'figure: pic gone',
      'paragraph: words',
    ],
  )
  t.strictSame(said({ blocks, images, ...draft }), [
    'image-svg @ figure 3: c.svg: pic svg',
    'image-type @ figure 4: d.emf emf: pic emf',
    'image-too-large @ figure 5: e.png 5.0 MB: pic big',
    'image-missing @ figure 6: pic gone',
    'image-external @ ¶1: https://x.example/a.png',
  ])
})

t.test('notes stand with their references, and comments are listed at their place without a name', async t => {
  const draft = await word(
    docx({
      body:
        p('One', footnoteMark(2), ' and two', footnoteMark(5), '.') +
        p(commentMark(1), 'Three') +
        p(footnoteMark(99), 'four'),
      footnotes: `<w:footnote w:type="separator" w:id="-1">${p('—')}</w:footnote>${footnote(5, p('Second'))}${footnote(2, p('First ', b('note'), del(' gone')))}`,
      comments: comment(1, 'Is that so?') + comment(2, 'Said of nothing'),
    }),
  )
  t.strictSame(lines(draft), [
    'paragraph ¶1: One[1] and two[2].',
    'paragraph ¶2: Three',
    'paragraph ¶3: four',
    'footnote footnote 1: First note',
    'footnote footnote 2: Second',
  ])
  t.equal(
    draft.blocks[0]!.html,
    'One<sup><a href="#footnote-1">[1]</a></sup> and two<sup><a href="#footnote-2">[2]</a></sup>.',
  )
  t.strictSame(said(draft), [
    'comment @ file: Said of nothing',
    'comment @ ¶2: Is that so?',
    'other @ ¶3: footnote 99',
    'tracked-change @ footnote 1: − gone',
  ])
})

t.test('words in boxes, controls, equations, symbols and hidden runs are there or said', async t => {
  const draft = await word(
    docx(
      p('Before', textBox(p('In the box.') + p('More.'))) +
        p('Seen', hidden(' unseen')) +
        p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Nowhere" w:char="F041"/></w:r>') +
        p(
          '<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop so</w:t><w:softHyphen/><w:t>ft</w:t><w:br/><w:t>line</w:t></w:r>',
        ) +
        p(
          '<m:oMath><m:r><m:t>x=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>',
        ) +
        p('Name: ', control('<w:showingPlcHdr/>', r('Click here')), control('', r('Ada'))) +
        p(field('FORMTEXT', 'filled in'), field('LISTNUM')) +
        p(
          '<w:r><w:ruby><w:rt><w:r><w:t>かん</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>',
        ) +
        p('<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>', 'sheet') +
        table([[p('A frame') + styled('Heading1', 'and a heading in it')]]) +
        styled('Quote', 'Quoted.') +
        styled('Code', 'if x:') +
        styled('Code', '  y') +
        p(
          r('code', '<w:rStyle w:val="Verbatim"/>'),
          ' ',
          r('strong', '<w:rStyle w:val="Strong"/>'),
          r('2', '<w:vertAlign w:val="superscript"/>'),
        ),
    ),
  )
  t.strictSame(lines(draft), [
    'paragraph ¶1: Before',
    'paragraph ¶2: In the box.',
    'paragraph ¶3: More.',
    'paragraph ¶4: Seen',
    'paragraph ¶5: ✓□',
    'paragraph ¶6: non\u2011stop so\u00adft line',
    'paragraph ¶7: x=(a+b)/2',
    'paragraph ¶8: Name: Ada',
    'paragraph ¶9: filled in',
    'paragraph ¶10: 漢（かん）',
    'paragraph ¶11: sheet',
    'paragraph ¶12: A frame',
    'heading 1 title: and a heading in it',
    'quote ¶13: Quoted.',
    'code ¶14: if x: y',
    'paragraph ¶15: code strong2',
  ])
  t.equal(html(draft).at(-2), '<code>if x:\n  y</code>')
  t.equal(html(draft).at(-1), '<code>code</code> <strong>strong</strong><sup>2</sup>')
  t.strictSame(said(draft), [
    'text-box @ ¶2: In the box. More.',
    'hidden-text @ ¶4: unseen',
    'symbol @ ¶5: Nowhere F041',
    'equation @ ¶7: x=(a+b)/2',
    'form-field @ ¶8: Click here',
    'other @ ¶9: LISTNUM',
    'embedded-object @ ¶11: Excel.Sheet.12',
  ])
})

t.test(
  'links lead to the web or to a block; the language is that of most words; right to left and CJK survive',
  async t => {
    const draft = await word(
      docx({
        links: { web: 'https://example.org/a?b=1&c', file: 'file:///C:/secret.docx' },
        styles:
          STYLES +
          '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>',
        body:
          styled('<w:bidi/>', r('يجب على كل جهاز أن يحمل كلمة مرور فريدة.', '<w:rtl/>')) +
          p('所有设备都应该有唯一的密码。') +
          p(
            link('r:id="web"', 'web'),
            ' ',
            link('r:id="file"', 'file'),
            ' ',
            link('w:anchor="there"', 'there'),
            ' ',
            link('w:anchor="nowhere"', 'nowhere'),
          ) +
          p(bookmark('there'), 'Here. ', field('HYPERLINK "https://example.org/" \\o "tip" \\l "p"', 'by field')),
      }),
    )
    t.equal(draft.language, 'ar-SA')
    t.strictSame(
      draft.blocks.slice(0, 2).map(({ text }) => text),
      ['يجب على كل جهاز أن يحمل كلمة مرور فريدة.', '所有设备都应该有唯一的密码。'],
    )
    t.strictSame(html(draft).slice(2), [
      '<a href="https://example.org/a?b=1&amp;c">web</a> file <a href="#p4">there</a> nowhere',
      'Here. <a href="https://example.org/#p">by field</a>',
    ])
    t.strictSame(said(draft), ['link @ ¶3: file:///C:/secret.docx', 'broken-link @ ¶3: #nowhere'])
  },
)

t.test('a field that is never closed takes nothing away', async t => {
  const begin = (instruction: string) =>
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${instruction}</w:instrText></w:r>`
  const draft = await word(
    docx(
      p(begin('TOC'), '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', 'kept') +
        p(begin('IF'), 'kept too') +
        styled('Heading1', 'And this'),
    ),
  )
  t.strictSame(lines(draft), ['paragraph ¶1: kept', 'paragraph ¶2: kept too', 'heading 1 title: And this'])
})
