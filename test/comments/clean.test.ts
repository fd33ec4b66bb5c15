import fc from 'fast-check'
import t from 'tap'
import { bodyHtml } from '../../server/comments/reading/body.js'
import { cleanLine, cleanText } from '../../server/comments/writing/clean.js'
import { toComment } from '../../server/comments/writing/schema.js'
import { placeQuote } from '../../server/comments/writing/wording.js'
import type { FieldFault } from '../../server/web/faults.js'

t.test('what Word leaves in a paste is taken out, what she wrote stays', async t => {
  const pasted = [
    'Normal 0 21 false false false EN-GB X-NONE AR-SA MicrosoftInternetExplorer4 The duty is too wide.',
    '<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->',
    '/* Style Definitions */ table.MsoNormalTable {mso-style-name:"Table Normal"; mso-style-noshow:yes;}',
    'Who pays<o:p></o:p> for it?',
  ].join('\r\n')
  t.equal(cleanText(pasted), 'The duty is too wide.\n\n\n\nWho pays for it?'.replace(/\n{3,}/, '\n\n'))
  t.equal(
    cleanText('Write <!-- TODO --> and {a: b} as they are; if a < b > c'),
    'Write <!-- TODO --> and {a: b} as they are; if a < b > c',
    'text about markup is text',
  )
})

t.test('words keep their script, and lose what nobody sees', async t => {
  t.equal(cleanText('می‌خواهم 👩‍💻 ि'), 'می‌خواهم 👩‍💻 ि', 'joiners stay')
  t.equal(cleanText('soft\u00adhyphen, zero\u200bwidth, \ufefffirst'), 'softhyphen, zerowidth, first')
  t.equal(cleanText('evil \u202Etxt.exe\u202C'), 'evil txt.exe', 'nothing reads backwards')
  t.equal(cleanText('a\u0000b\u0007c\u0085d'), 'abcd')
  t.equal(cleanText('half \uD800 a character \uDC00.'), 'half \uFFFD a character \uFFFD.')
  t.equal(cleanText('e\u0301'), 'é')
  t.equal(cleanText('  one  \r\n\r\n\r\n\r\ntwo\rthree\u2028four  '), 'one\n\ntwo\nthree\nfour')
  t.equal(cleanLine(' Acme\n  Ltd\u0000 '), 'Acme Ltd')
})

t.test('any text whatever can be kept', async t => {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)),
    fc.constantFrom(
      '<!--',
      '-->',
      '<![endif]',
      '<o:p>',
      '/* Style Definitions */',
      '{mso-a:b}',
      'Normal 0 false ',
      '\n',
    ),
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 60 }), units => {
      const clean = cleanText(units.join(''))
      const utf8 = Buffer.from(clean, 'utf8').toString('utf8')
      return (
        utf8 === clean && !clean.includes('\0') && !/[\u202A-\u202E]/.test(clean) && clean === clean.normalize('NFC')
      )
    }),
    { numRuns: 500 },
  )
  t.pass()
})

t.test('a paste made to be slow is cleaned as fast as any other', async t => {
  const started = performance.now()
  for (const part of ['<!--[if ', '<o:', '/* Style Definitions */{', ' ', '\n', '<![if', 'Normal 0 false '])
    cleanText(`x${part.repeat(Math.ceil(80_000 / part.length))}x`)
  t.ok(performance.now() - started < 2_000)
})

t.test('a body is paragraphs with links to the web, and no other markup comes through', async t => {
  const html = (text: string) => bodyHtml(text, { gap: 'withheld', hidden: [] })
  t.equal(html('One\ntwo\n\nthree'), '<p>One<br>two</p><p>three</p>')
  t.equal(
    html('<img src=x onerror=alert(1)> & "q"'),
    '<p>&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt; &amp; &quot;q&quot;</p>',
  )
  t.match(
    html('See https://example.org/a?b=1&c="2 (for more).'),
    '<a href="https://example.org/a?b&#x3D;1&amp;c&#x3D;" rel="nofollow ugc noopener">',
  )
  for (const scheme of [
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'JaVaScRiPt://example.org/%0aalert(1)',
    'ftp://example.org',
    'mailto:a@example.org',
  ])
    t.notMatch(html(scheme), '<a ', scheme)
})

t.test('a form becomes the call that does the same, counted without what the browser added', async t => {
  const body = Array.from({ length: 5_000 }, () => 'é').join('\r\n')
  t.same(toComment({ kind: '', body, quote: ' ', onBehalfOf: ' ', parent: '7', stance: 'oppose', paragraph: '3' }), {
    kind: 'general',
    stance: 'oppose',
    body: body.replaceAll('\r\n', '\n'),
    parent: '7',
    paragraph: '3',
  })
  t.same(toComment({ quote: 'a b', quotePrefix: ' before ', quoteSuffix: '' }).quote, {
    exact: 'a b',
    prefix: ' before ',
  })
})

t.test('a quote is kept as it stands in the paragraph, without half characters around it', async t => {
  const faults: FieldFault[] = []
  const text = `${'😀'.repeat(20)}x the “duty” of care y${'😀'.repeat(20)}`
  t.match(placeQuote({ exact: 'the "duty"  of care' }, { text }, faults), {
    exact: 'the “duty” of care',
    prefix: `${'😀'.repeat(14)}x `,
    suffix: ` y${'😀'.repeat(15)}`,
  })
  t.equal(placeQuote({ exact: '\uDE00' }, { text }, faults), null, 'half a character stands nowhere')
  t.equal(placeQuote({ exact: 'a duty of care' }, { text }, faults), null)
  t.equal(placeQuote({ exact: 'x' }, undefined, faults), null)
  t.same(
    faults.map(fault => fault.key),
    ['quote-not-found', 'quote-not-found', 'quote-without-paragraph'],
  )
})
