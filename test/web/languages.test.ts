import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse, defaultTreeAdapter as tree } from 'parse5'
import t from 'tap'
import { decide } from '../../server/moderation/decisions/decide.js'
import { respond } from '../../server/responses/answering/respond.js'
import { linksWithLanguage, withLanguage, withoutLanguage } from '../../server/web/language-prefix.js'
import { directionOf, formatDate, formatNumber, languageName } from '../../server/web/locale.js'
import { loadMessages } from '../../server/web/messages.js'
import { projectFolder } from '../../server/web/project.js'
import { pseudo, pseudoLanguages } from '../../server/web/pseudo.js'
import { Browser, signedIn, testApp } from '../app.js'
import { makeComment, makePerson, makeReport } from '../rows.js'

const KNOWN = ['en', 'fr', 'ar']

t.test('the language of an address is taken off, and put on what the page leads to', async t => {
  t.equal(withoutLanguage('/fr/reports/a?b=c', KNOWN), '/reports/a?b=c')
  t.equal(withoutLanguage('/fr', KNOWN), '/')
  t.equal(withoutLanguage('/fr?a=b', KNOWN), '/?a=b')
  t.equal(withoutLanguage('/fr/', KNOWN), '/')
  for (const other of ['/', '/de/reports', '/french/reports', '/reports/fr', '//fr/x'])
    t.equal(withoutLanguage(other, KNOWN), other)

  t.equal(withLanguage('/reports/a#p-1', '/fr', KNOWN), '/fr/reports/a#p-1')
  for (const other of [
    '/assets/main.css',
    '/api/v1/reports',
    '/feeds/log-head',
    '/images/a',
    '//else.where',
    '/ar/reports',
    '#p-1',
    'https://a.example/',
  ])
    t.equal(withLanguage(other, '/fr', KNOWN), other)
  fc.assert(
    fc.property(fc.webPath(), fc.constantFrom(...KNOWN), (path, language) => {
      const there = withLanguage(path, `/${language}`, KNOWN)
      return there === path || withoutLanguage(there, KNOWN) === path
    }),
  )

  const page =
    '<a class="x" href="/reports/a">href="/b"</a><form action="/c"><button formaction="/d"></form><link href="/e"><a href="2/p/1">'
  t.equal(
    linksWithLanguage(page, '/ar', KNOWN),
    page.replace('"/reports', '"/ar/reports').replace('action="/c', 'action="/ar/c').replace('"/d', '"/ar/d'),
  )
  t.equal(linksWithLanguage(page, '', KNOWN), page)
})

t.test('numbers, dates and names are those of the language, with one kind of digits', async t => {
  t.equal(formatNumber(12_345, 'en'), '12,345')
  t.equal(formatNumber(12_345, 'fr').replace(/\s/u, ' '), '12 345')
  for (const language of ['en', 'fr', 'es', 'ar', 'zh', 'ru', 'qps']) {
    t.match(formatDate(new Date('2026-11-24T12:00Z'), language), /24.*2026|2026.*24/)
    t.match(formatNumber(5, language), /^5$/)
  }
  t.equal(languageName('fr'), 'Français')
  t.equal(languageName('ar'), 'العربية')
  t.equal(directionOf('qpr'), 'rtl')
})

t.test('a name in another script turns none of the words around it', async t => {
  const messages = await loadMessages(projectFolder('messages'), () => {}, pseudoLanguages)
  const words = (language: string, organisation: string) =>
    messages.in(language)('comments.on-behalf-of', { organisation })
  t.notMatch(words('en', 'An Agency (NL)'), /[\u2066-\u2069]/)
  t.match(words('en', 'وزارة الاتصالات'), /\u2068وزارة الاتصالات\u2069/)
  t.match(words('qpr', 'An Agency (NL)'), /\u2068An Agency \(NL\)\u2069/)
  t.notMatch(words('qpr', 'وزارة الاتصالات'), /[\u2066-\u2069]/)
  t.match(messages.in('en')('comments.comments', { count: 1_234 }), '1,234')
  t.match(messages.markupIn('qpr')('comments.on-behalf-of', { organisation: '<b>' }), /\u2068&lt;b&gt;\u2069/)
})

t.test('the pseudo-language keeps placeholders and markup, and has every form of a plural', async t => {
  const { one, many_few, many_other } = pseudo({
    one: 'Read <a href="/x">{{name}}</a> &amp; go',
    many_other: '{{count}} ways',
  })
  t.match(String(one), /^⟦Ŕéáđ <a href="\/x">\{\{name\}\}<\/a> &amp; ğó·+⟧$/)
  t.match(String(many_other), '{{count}} ŵáýš')
  t.equal(many_few, many_other)
})

t.test('the address says the language of a page, then the account, then the browser', async t => {
  const { app, db, close } = await testApp({}, app => Object.assign(app.messages, { languages: ['en', 'qps', 'qpr'] }))
  t.teardown(close)
  await makeReport(db)
  const person = await makePerson(db, 'Reader')
  const visitor = new Browser(app)
  const inAccept = (url: string) => app.inject({ url, headers: { 'accept-language': 'qpr, qps;q=0.5' } })

  for (const path of ['/', '/reports/report/v/1', '/privacy']) {
    for (const round of ['made', 'kept']) {
      const page = await inAccept(path)
      t.match(page.body, '<html lang="qpr" dir="rtl">', `${path} ${round}`)
      t.match(page.headers.vary, /accept-language/)
      t.match((await app.inject(path)).body, '<html lang="en" dir="ltr">')
      const named = await inAccept(`/qps${path}`)
      t.match(named.body, '<html lang="qps" dir="ltr">')
      t.notMatch(String(named.headers.vary), /accept-language/)
      t.match(named.body, 'href="/qps/privacy"')
      t.match(named.body, `href="/qpr${path}" lang="qpr" hreflang="qpr"`)
      t.match(named.body, `<link rel="alternate" hreflang="qpr" href="http://consult.test/qpr${path}">`)
    }
  }
  const [first, second] = [await app.inject('/reports/report/v/1'), await app.inject('/qps/reports/report/v/1')]
  t.not(first.headers.etag, second.headers.etag)
  t.equal((await inAccept('/qps/assets/nothing.css')).statusCode, 404)
  t.equal((await app.inject('/xx/')).statusCode, 404)

  t.match((await visitor.get('/qps/account')).headers.location, /^\/qps\/sign-in\?continue=%2Faccount$/)
  await visitor.get('/qps/sign-in')
  const sent = await visitor.post('/qps/sign-in', { email: 'somebody@example.org' })
  t.equal(sent.headers.location, '/qps/sign-in/code')
  const mail = await db.selectFrom('mails').selectAll().executeTakeFirstOrThrow()
  t.equal(mail.locale, 'qps')
  t.match(mail.path, /^\/qps\/sign-in\//)

  const reader = await signedIn(app, person)
  await db.updateTable('people').set({ locale: 'qps' }).where('id', '=', person.id).execute()
  t.match((await reader.get('/account/profile')).body, '<html lang="qps"')
  t.match((await reader.get('/qpr/account/profile')).body, '<html lang="qpr"')
  const profile = { name: 'Reader', group: 'civil-society', country: 'NL', locale: 'en', asksReplyMails: 'yes' }
  const changed = await reader.post('/qpr/account/profile', profile)
  t.equal(changed.headers.location, '/account/profile', 'the language just chosen is the one to go on in')
  t.match((await reader.get('/account/profile')).body, '<html lang="en"')
})

t.test('an export is in the language that is asked for', async t => {
  const { app, db, close } = await testApp({}, app => Object.assign(app.messages, { languages: ['en', 'qps'] }))
  t.teardown(close)
  await makeReport(db)
  const html = (url: string) => app.inject(url).then(({ body }) => /<html lang="(\w+)"/.exec(body)?.[1])
  t.equal(await html('/reports/report/export?format=html'), 'en')
  t.equal(await html('/qps/reports/report/export?format=html'), 'qps')
  t.equal((await app.inject('/reports/report/export?format=html&language=tlh')).statusCode, 422)
})

t.test('where the site speaks one language, no page speaks of languages', async t => {
  const { app, close } = await testApp({}, app => Object.assign(app.messages, { languages: ['en'] }))
  t.teardown(close)
  const page = await app.inject({ url: '/privacy', headers: { 'accept-language': 'fr' } })
  t.notMatch(page.body, 'hreflang')
  t.match(page.body, '<html lang="en"')
})

t.test('every page takes its words from the messages', async t => {
  const { app, db, close } = await testApp({}, app => Object.assign(app.messages, { languages: ['en', 'qps'] }))
  t.teardown(close)
  // What people wrote is Greek here, so that no Latin letter is theirs.
  const rows = await makeReport(db, { slug: 'report', group: 'report', texts: ['Πρώτη παράγραφος.', 'Δεύτερη.'] })
  await db.updateTable('working_groups').set({ name: 'Ομάδα', description: 'Ασφάλεια' }).execute()
  await db.updateTable('reports').set({ title: 'Έκθεση', summary: 'Περίληψη', language: 'el' }).execute()
  const chair = await makePerson(db, 'Πρόεδρος', [{ role: 'coordinator', workingGroupId: null }])
  const author = await makePerson(db, 'Συγγραφέας')
  await db.updateTable('people').set({ publish_name: true, organisation: 'Οργάνωση', locale: 'qps' }).execute()
  const comment = await makeComment(db, rows, author, { body: 'Ένα σχόλιο.' })
  const withheld = await makeComment(db, rows, author, { body: 'Άλλο σχόλιο.' })
  await makeComment(db, rows, author, { body: 'Τρίτο σχόλιο.', status: 'pending' })
  await db
    .updateTable('comments')
    .set({ stance: 'oppose', proposed_text: 'Νέα παράγραφος.', quote_exact: 'Πρώτη', quote_start: 0, quote_end: 5 })
    .where('id', '=', comment)
    .execute()
  await decide(app, { comment: withheld, moderator: chair, action: 'withhold', reason: 'other', explanation: 'Όχι.' })
  await respond(app, chair, comment, { disposition: 'accepted', reason: 'Ναι.', step: 'publish' })

  const values: Record<string, string> = { slug: 'report', number: '1', paragraph: '1', what: 'replies' }
  const addresses = app.permissions.filter(
    ({ method, url }) => method === 'GET' && !/^\/(?:api|assets|feeds|images|healthz|readyz|metrics)\b/.test(url),
  )
  const found = new Set<string>()
  let pages = 0
  for (const browser of [await signedIn(app, chair), new Browser(app)])
    for (const { url, may } of addresses) {
      if (may !== 'anyone' && browser.cookies.size === 0) continue
      const there = url.replace(/:(\w+)/g, (_, name: string) => values[name] ?? comment)
      const page = await browser.get(`/qps${there}`)
      if (!String(page.headers['content-type']).startsWith('text/html') || page.headers['content-disposition']) continue
      pages++
      for (const words of latinWords(page.body)) found.add(`${there}: ${words}`)
    }
  t.ok(pages > 60, `${pages} pages`)
  t.strictSame([...found], [])
})

/** What is no message: dates, addresses, the name of a file, the author's country. */
const KNOWN_WORDS = /\d+ \w+ \d{4} at \S+|UTC|Netherlands|a\.md|\S+@\S+|https?:\S+/g
const READ = ['title', 'alt', 'aria-label', 'placeholder', 'content']
const SKIPPED = ['time', 'code', 'kbd', 'script', 'style', 'textarea']

/** Texts of a page, also those for the ear, with unaccented Latin words. */
function latinWords(page: string): string[] {
  const found: string[] = []
  const look = (text: string) => {
    const rest = text.replace(KNOWN_WORDS, '')
    if (/[A-Za-z]{2,}/.test(rest)) found.push(rest.replace(/\s+/g, ' ').trim())
  }
  const walk = (node: DefaultTreeAdapterTypes.Node) => {
    if (tree.isTextNode(node)) return look(node.value)
    if (tree.isElementNode(node)) {
      const attributes = new Map(node.attrs.map(({ name, value }) => [name, value]))
      // Names of countries and languages are Intl's.
      const names = node.tagName === 'select' && /^(?:country|language|locale)$/.test(attributes.get('name') ?? '')
      if (SKIPPED.includes(node.tagName) || attributes.has('hreflang') || names) return
      for (const name of READ)
        if (node.tagName !== 'meta' || attributes.get('name') === 'description') look(attributes.get(name) ?? '')
    }
    if ('childNodes' in node) for (const child of node.childNodes) walk(child)
  }
  walk(parse(page))
  return found
}
