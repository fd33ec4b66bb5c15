import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { Value } from 'typebox/value'
import { ExportFile, type ExportRow, type Format, formats } from '../../server/exports/index.js'
import { bytesOf, consultation, englishWords, header, row, streamed } from './rows.js'
import { checkAnnotations } from './web-annotation.js'

const words = await englishWords()

async function textOf(format: Format, rows: ExportRow[], change = {}): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true }).decode(
    await bytesOf(formats[format].write(header(change), streamed(rows), words)),
  )
}

t.test('a JSON export is one object after its schema, and says what every row said', async t => {
  const file: unknown = JSON.parse(await textOf('json', consultation()))
  t.same([...Value.Errors(ExportFile, file)], [])
  t.same(file, { ...header(), comments: consultation() })
})

t.test('each comment of a JSON export stands on a line of its own', async t => {
  const lines = (await textOf('json', consultation())).split('\n')
  const comments = lines.filter(line => line.startsWith('{"id"')).map(line => JSON.parse(line.replace(/,$/, '')))
  t.same(comments, consultation())
})

t.test('an export without comments is a file all the same', async t => {
  t.same(JSON.parse(await textOf('json', [])), { ...header(), comments: [] })
  const collection = JSON.parse(await textOf('jsonld', []))
  t.match(collection, { type: 'AnnotationCollection', total: 0, first: { items: [] } })
  for (const format of Object.keys(formats) as Format[])
    t.ok((await bytesOf(formats[format].write(header(), streamed([]), words))).length > 0, format)
})

t.test('any text comes back from JSON and JSON-LD as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async body => {
      const rows = [row(1, { body })]
      assert.equal(JSON.parse(await textOf('json', rows)).comments[0].body, body)
      const [item] = JSON.parse(await textOf('jsonld', rows)).first.items
      assert.equal(item.body[0].value, body)
    }),
  )
})

t.test('a JSON-LD export is a collection of W3C web annotations', async t => {
  const collection = JSON.parse(await textOf('jsonld', consultation()))
  t.same(checkAnnotations(collection), [])
  t.match(collection, {
    '@context': 'http://www.w3.org/ns/anno.jsonld',
    id: 'https://consult.example/reports/iot-procurement/comments',
    type: 'AnnotationCollection',
    total: consultation().length + 2,
  })
  const items: { id: string }[] = collection.first.items
  t.same(
    items.filter(({ id }) => !id.endsWith('#response')).map(({ id }) => id),
    consultation().map(({ url }) => url),
  )
})

t.test('an annotation points at the quoted words of a version, and says who wrote it as she agreed', async t => {
  const items = JSON.parse(await textOf('jsonld', consultation())).first.items
  const [, , quoted, response, reply] = items
  const words = { type: 'TextQuoteSelector', exact: /^devices receive/, prefix: /that $/, suffix: /^, and/ }
  t.match(quoted, {
    motivation: 'commenting',
    creator: { type: 'Person', name: 'Ama Owusu', 'schema:affiliation': { name: 'Ghana Open Networks' } },
    created: '2026-11-03T09:15:00.000Z',
    'schema:creativeWorkStatus': 'published',
    body: [
      { value: /^Suppliers/, language: 'en', textDirection: 'ltr', purpose: 'commenting' },
      { value: /seven years/, purpose: 'editing' },
      { value: 'technical', purpose: 'classifying' },
      { value: 'support-with-changes', purpose: 'assessing' },
      { value: 'Length of support', purpose: 'tagging' },
      { value: 'Costs', purpose: 'tagging' },
    ],
    target: [
      {
        source: 'https://consult.example/reports/iot-procurement/v/1',
        state: { type: 'TimeState', cached: 'https://consult.example/reports/iot-procurement/v/1' },
        selector: [{ type: 'FragmentSelector', value: 'p-3.2-4', refinedBy: words }, words],
      },
      { selector: { type: 'FragmentSelector', value: 'p-4-1' } },
    ],
  })
  t.match(response, {
    motivation: ['replying', 'assessing'],
    target: quoted.id,
    body: [{ value: 'partly-accepted' }, {}],
  })
  t.match(reply, { motivation: 'replying', target: [quoted.id, {}] })
  t.equal(reply.creator.name, undefined, 'who did not agree is not named')
  t.match(items[5].body[0], { language: 'ar', textDirection: 'rtl' })
})

t.test('no format shows the words of a comment that may not be shown, nor who wrote it', async t => {
  const secret = row(1, {
    body: null,
    status: 'withheld',
    proposedText: 'secret-proposal',
    quote: { exact: 'secret-quote', prefix: '', suffix: '' },
    themes: ['secret-theme'],
    author: { ...row(1).author, name: 'secret-name', organisation: 'secret-organisation', onBehalfOf: 'secret-client' },
    moderation: { reason: 'personal-attack', explanation: 'It insults an employee.' },
  })
  for (const format of ['csv', 'json', 'jsonld', 'html'] as const) {
    const text = await textOf(format, [secret])
    t.notMatch(text, /secret/, format)
    t.match(text, /C-0001/)
    t.match(text, /withheld/)
    t.match(text, /It insults an employee/, 'its reason stands in its place')
  }
  for (const format of ['xlsx', 'docx'] as const) {
    const { unzipSync, strFromU8 } = await import('fflate')
    const files = unzipSync(await bytesOf(formats[format].write(header(), streamed([secret]), words)))
    const text = Object.values(files)
      .map(file => strFromU8(file))
      .join('\n')
    t.notMatch(text, /secret/, format)
    t.match(text, /It insults an employee/)
  }
})

t.test('a writer takes no more rows than its reader has asked for', async t => {
  for (const format of Object.keys(formats) as Format[]) {
    let taken = 0
    let ended = false
    async function* endless() {
      try {
        for (;;) yield row(++taken)
      } finally {
        ended = true
      }
    }
    let bytes = 0
    for await (const chunk of formats[format].write(header(), endless(), words)) {
      bytes += chunk.length
      if (bytes > 30_000) break
    }
    t.ok(taken < 5_000, `${format}: ${taken} rows for ${bytes} bytes`)
    t.ok(ended, `${format}: a reader who hangs up ends the query`)
  }
})
