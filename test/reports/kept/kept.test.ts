import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { chooseEncoding, compressed, hasAlready } from '../../../server/reports/kept/compressed.js'
import { createKept, type Made } from '../../../server/reports/kept/kept.js'

/** Something kept, with a clock of its own, and what was made so far. */
function setting({ maxBytes = 1_000, maxAgeMs = 60_000, restMs = 1_000 } = {}) {
  let time = 0
  let made = 0
  const kept = createKept<number>({ maxBytes, maxAgeMs, now: () => time })
  return {
    kept,
    made: () => made,
    pass(ms: number) {
      time += ms
    },
    get: (key = 'key', more: Partial<Made<number>> = {}) =>
      kept.get(key, restMs, async () => ({ value: ++made, bytes: 100, ...more })),
  }
}

t.test('many who ask at once get what was made once', async t => {
  const { get, made } = setting()
  t.same(await Promise.all([get(), get(), get()]), [1, 1, 1])
  t.equal(get(), 1, 'and later at once, without a promise')
  t.equal(made(), 1)
})

t.test('what has changed is made anew, but not more often than once in the time given', async t => {
  const { kept, get, pass } = setting()
  await get()
  pass(999)
  kept.changed(() => true, 'rested')
  t.equal(get(), 1, 'no older than a second')
  pass(1)
  t.same(await Promise.all([get(), get()]), [2, 2])
  pass(5_000)
  t.equal(get(), 2, 'nothing has changed since')
  kept.changed(() => true, 'rested')
  t.equal(await get(), 3, 'a change after a quiet time shows at once')
  kept.changed(() => true, 'at once')
  kept.changed(() => true, 'rested')
  t.equal(await get(), 4, 'and so does one that cannot wait')
})

t.test('a change while it is being made counts as one after it', async t => {
  const { kept, get, pass } = setting()
  const first = get()
  kept.changed(() => false, 'rested')
  t.equal(await first, 1)
  pass(1_000)
  t.equal(await get(), 2)
})

t.test('what a change does not concern stays', async t => {
  const { kept, get, pass } = setting()
  await get('one')
  await get('two')
  kept.changed(value => value === 2, 'rested')
  pass(1_000)
  t.equal(await get('one'), 1)
  t.equal(await get('two'), 3)
})

t.test('nothing is given after its time', async t => {
  const { get, pass } = setting({ maxAgeMs: 10_000 })
  await get('key', { until: new Date(500) })
  pass(499)
  t.equal(await get(), 1)
  pass(1)
  t.equal(await get(), 2)
  pass(10_000)
  t.equal(await get(), 3)
})

t.test('memory is bounded: what nobody has asked for longest goes first', async t => {
  const { get } = setting({ maxBytes: 250 })
  await get('a')
  await get('b')
  await get('a')
  await get('c')
  t.equal(await get('a'), 1)
  t.equal(await get('b'), 4)
  t.equal(await get('large', { bytes: 10_000 }), 5)
  t.equal(await get('large'), 6, 'what is larger than all memory is made each time')
})

t.test('a failure is for those who asked, and the next one tries again', async t => {
  const kept = createKept<number>({ maxBytes: 1_000, maxAgeMs: 1_000 })
  const fail = async () => kept.get('key', 0, () => Promise.reject(new Error('no database')))
  await Promise.all([t.rejects(fail(), /no database/), t.rejects(fail(), /no database/)])
  t.equal(await kept.get('key', 0, async () => ({ value: 1, bytes: 1 })), 1)
})

t.test('browsers get the encoding that they take', t => {
  const chosen = {
    'gzip, deflate, br, zstd': 'br',
    'gzip, deflate': 'gzip',
    'br;q=0, gzip;q=0.5': 'gzip',
    'br;q=1.0': 'br',
    'gzip;q=0.000': 'identity',
    'x-gzip': 'gzip',
    brotli: 'identity',
    identity: 'identity',
    '': 'identity',
  }
  for (const [header, encoding] of Object.entries(chosen)) t.equal(chooseEncoding(header), encoding, header)
  t.equal(chooseEncoding(undefined), 'identity')
  t.end()
})

t.test('each encoding holds the same words under a tag of its own', async t => {
  const html = '<p>Über “¶”</p>'.repeat(100)
  const page = compressed(html)
  t.equal(String(await page.bytes('identity')), html)
  t.equal(String(brotliDecompressSync(await page.bytes('br'))), html)
  t.equal(String(gunzipSync(await page.bytes('gzip'))), html)
  t.equal(new Set([page.etag('br'), page.etag('gzip'), page.etag('identity')]).size, 3)
  t.ok(hasAlready(`"other", W/${page.etag('br')}`, page.etag('br')))
  t.ok(hasAlready('*', page.etag('br')))
  t.notOk(hasAlready(page.etag('gzip'), page.etag('br')))
  t.notOk(hasAlready(undefined, page.etag('br')))
})
