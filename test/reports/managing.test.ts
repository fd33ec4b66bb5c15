import { readFileSync } from 'node:fs'
import t from 'tap'
import type { App } from '../../server/app.js'
import { readDraft } from '../../server/drafts/index.js'
import { lineage } from '../../server/lineage/index.js'
import type { Reader } from '../../server/reports/importing/reader.js'
import { warningCodes } from '../../server/reports/managing/preview/warnings.js'
import { type Browser, signedIn, type TestApp, testApp } from '../app.js'
import { makePerson, makeReport } from '../rows.js'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const DRAFT = '# Safe things\n\n## Updates\n\nSay how long a thing gets updates.\n\nKeep to it.\n'

/** As the pages hand it over: a day and a minute, in UTC. */
function inForm(name: 'opens' | 'closes', at: Date): Record<string, string> {
  return { [`${name}Date`]: at.toISOString().slice(0, 10), [`${name}Time`]: at.toISOString().slice(11, 16) }
}
const fromNow = (ms: number) => new Date(Math.floor((Date.now() + ms) / MINUTE_MS) * MINUTE_MS)

async function withPeople(): Promise<
  TestApp & { coordinator: Browser; other: Browser; chair: Browser; reader: Browser }
> {
  const test = await testApp()
  // Files are read here and not in a process of their own, which importing.test.ts tries.
  const here: Reader = {
    read: async (bytes, name) => ({ draft: await readDraft(bytes, name), words: 12 }),
    compare: async (old, next) => ({ lineage: lineage(old, next), carried: [] }),
  }
  Object.assign(test.app, { reader: here })
  await test.db
    .insertInto('working_groups')
    .values([
      { slug: 'wg1', name: 'Security by design' },
      { slug: 'wg2', name: 'Education' },
    ])
    .execute()
  const as = async (name: string, roles: Parameters<typeof makePerson>[2] = []) =>
    signedIn(test.app, await makePerson(test.db, name, roles))
  const coordinates = [{ role: 'coordinator', workingGroupId: null }] as const
  return {
    ...test,
    coordinator: await as('Coordinator', coordinates),
    other: await as('Second coordinator', coordinates),
    chair: await as('Chair', [{ role: 'chair', workingGroupId: 2 }]),
    reader: await as('Reader'),
  }
}

/** Sends a form with a file, whose token stands in its address on the page last seen. */
async function upload(
  browser: Browser,
  app: App,
  path: string,
  {
    fields = {},
    file = DRAFT,
    name = 'draft.md',
  }: { fields?: Record<string, string>; file?: string | Buffer; name?: string } = {},
) {
  const escaped = path.replaceAll('/', '\\/')
  const action = new RegExp(`action="(${escaped}\\?_csrf=[^"]+)"`).exec(browser.page)?.[1] ?? path
  const form = new FormData()
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  form.append('file', new Blob([file]), name)
  const request = new Request('http://consult.test/', { method: 'POST', body: form })
  const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; ')
  const response = await app.inject({
    method: 'POST',
    url: action,
    headers: { 'content-type': request.headers.get('content-type')!, cookie },
    payload: Buffer.from(await request.arrayBuffer()),
  })
  if (response.headers['content-type']?.toString().startsWith('text/html')) browser.page = response.body
  return response
}

const textOf = (page: string) =>
  page
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replace(/\s+/g, ' ')

t.test('a coordinator brings a report before the public', async t => {
  const { app, db, close, coordinator, reader } = await withPeople()
  t.teardown(close)
  await coordinator.get('/manage')
  t.match(textOf(coordinator.page), /There is no report yet/)
  await coordinator.get('/manage/new')
  const file = Buffer.from(`${DRAFT}\n![Outside](https://example.org/a.png)\n`)
  const sent = await upload(coordinator, app, '/manage/new', {
    fields: { workingGroup: 'wg1', title: '', slug: '' },
    file,
  })
  t.equal(sent.headers.location, '/manage/reports/safe-things/v/1', 'the address is made of the title in the document')

  await coordinator.get('/manage/reports/safe-things/v/1')
  const preview = textOf(coordinator.page)
  t.match(coordinator.page, /id="p-[^"]+"/, 'the text stands as it will be')
  t.match(preview, /Say how long a thing gets updates/)
  t.match(preview, /Not taken over .* not in the file but on another site/s, 'what was lost is said in words')
  t.match(coordinator.page, /<a href="#p-[^"]+">At /, 'with its place, which the link leads to')
  t.equal((await reader.get('/reports/safe-things')).statusCode, 404, 'nobody else knows of it yet')
  const source = await coordinator.get('/manage/reports/safe-things/v/1/source')
  t.ok(source.rawPayload.equals(file))
  t.match(source.headers['content-disposition'], /^attachment/)

  await coordinator.get('/manage/reports/safe-things/v/1/publish')
  t.match(coordinator.page, /name="closesDate" value="\d{4}-\d\d-\d\d"/)
  const closes = fromNow(20 * DAY_MS)
  const terms = {
    label: 'Public draft',
    guidance: 'Read this.\r\n\r\nThen write.',
    questions: 'Is it clear?\r\n\r\n What is missing? ',
    moderation: 'pre',
    ...inForm('closes', closes),
  }
  const publish = '/manage/reports/safe-things/v/1/publish'
  const published = await coordinator.post(publish, terms)
  t.equal(published.headers.location, '/manage/reports/safe-things/v/1')
  const version = await db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  t.match(version, {
    state: 'published',
    label: 'Public draft',
    guidance: 'Read this.\n\nThen write.',
    questions: ['Is it clear?', 'What is missing?'],
    moderation: 'pre',
    closes_at: closes,
  })
  t.ok(Math.abs(Date.now() - version.opens_at!.getTime()) < MINUTE_MS, 'no opening time: at once')
  t.equal((await reader.get('/reports/safe-things/v/1')).statusCode, 200)

  const again = await coordinator.post(publish, terms)
  t.equal(again.statusCode, 303, 'the second click of a double click finds it done')
  const entries = await db
    .selectFrom('audit_log')
    .select('action')
    .where('subject', '!=', 'person')
    .orderBy('id')
    .execute()
  t.same(
    entries.map(entry => entry.action),
    ['report.created', 'version.imported', 'version.published'],
  )
  await coordinator.get('/manage/reports/safe-things/v/1')
  t.match(textOf(coordinator.page), /After a chair has read them/)
})

t.test('a bad file is refused beside the field, what was typed stays, and nothing is stored', async t => {
  const { app, db, close, coordinator } = await withPeople()
  t.teardown(close)
  await coordinator.get('/manage/new')
  const fields = { workingGroup: 'wg1', title: 'Typed <title>', slug: 'typed' }
  const attempt = async (file: string | Buffer, name: string) => {
    const response = await upload(coordinator, app, '/manage/new', { fields, file, name })
    t.equal(response.statusCode, 422)
    t.match(coordinator.page, 'value="Typed &lt;title&gt;"')
    t.match(coordinator.page, '<a href="#file">')
    t.match(coordinator.page, 'aria-invalid="true"')
    return /id="file-error">([^<]+)/.exec(coordinator.page)?.[1]
  }
  t.match(await attempt('%PDF-1.7', 'a.pdf'), /^This is not a kind of file that can be read/)
  t.match(await attempt(Buffer.from('PK\x03\x04 cut off'), 'a.docx'), /^The file is damaged or was cut off/)
  t.match(await attempt('', 'a.docx'), /^The file is empty/)
  t.match(await attempt('', ''), /^Choose the file/)
  t.match(await attempt(Buffer.alloc(25 * 1024 * 1024 + 1, 'a '), 'a.md'), /too large/)
  const taken = await upload(coordinator, app, '/manage/new', { fields: { ...fields, workingGroup: '' } })
  t.equal(taken.statusCode, 422)
  t.match(textOf(coordinator.page), /Fill in this field.*choose the file once more/)
  for (const table of ['reports', 'versions', 'audit_log'] as const)
    t.same(await db.selectFrom(table).selectAll().execute(), [], `nothing in ${table}`)

  const forged = await app.inject({
    method: 'POST',
    url: '/manage/new',
    headers: {
      'content-type': 'multipart/form-data; boundary=x',
      cookie: [...coordinator.cookies].map(([key, value]) => `${key}=${value}`).join('; '),
    },
    payload: '--x\r\ncontent-disposition: form-data; name="file"; filename="a.md"\r\n\r\nWords.\r\n--x--\r\n',
  })
  t.equal(forged.statusCode, 403, 'without the token of the form nothing is read')
  t.same(await db.selectFrom('reports').selectAll().execute(), [])
})

t.test('a draft can be replaced and discarded, and a form may be sent twice', async t => {
  const { app, db, close, coordinator } = await withPeople()
  t.teardown(close)
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const file = `${DRAFT}\n![A dot](data:image/png;base64,${pixel})\n`
  await coordinator.get('/manage/new')
  const page = coordinator.page
  const fields = { workingGroup: 'wg1', title: 'Things', slug: 'things' }
  await upload(coordinator, app, '/manage/new', { fields, file })
  coordinator.page = page
  const twice = await upload(coordinator, app, '/manage/new', { fields, file })
  t.equal(twice.headers.location, '/manage/reports/things/v/1', 'the same file once more leads to the same draft')
  coordinator.page = page
  const taken = await upload(coordinator, app, '/manage/new', { fields, file: 'Other words.' })
  t.equal(taken.statusCode, 422)
  t.match(textOf(coordinator.page), /There is a report at this address already/)

  await coordinator.get('/manage/reports/things/v/1')
  const before = coordinator.page
  const replaced = await upload(coordinator, app, '/manage/reports/things/v/1/file', {
    file: '# Better\n\nOther words.',
  })
  t.equal(replaced.headers.location, '/manage/reports/things/v/1')
  const versions = await db.selectFrom('versions').select(['number', 'source']).execute()
  t.match(versions, [{ number: 1 }])
  t.match(String(versions[0]!.source), 'Better')
  t.same(await db.selectFrom('images').selectAll().execute(), [], 'an image that nothing shows any more is not kept')
  coordinator.page = before
  const bad = await upload(coordinator, app, '/manage/reports/things/v/1/file', { file: '', name: 'a.md' })
  t.equal(bad.statusCode, 422, 'a bad file takes no place')
  t.equal((await db.selectFrom('paragraphs').selectAll().execute()).length, 2)

  await coordinator.get('/manage/reports/things')
  const second = await upload(coordinator, app, '/manage/reports/things/versions', { file: 'Second.' })
  t.equal(second.headers.location, '/manage/reports/things/v/2')
  await coordinator.get('/manage/reports/things/v/2')
  const discarded = await coordinator.post('/manage/reports/things/v/2/discard')
  t.equal(discarded.headers.location, '/manage/reports/things')
  t.equal((await coordinator.post('/manage/reports/things/v/2/discard')).statusCode, 404)
  await coordinator.get('/manage/reports/things/v/1')
  t.match(textOf(coordinator.page), /has no other version, so it is removed as well/)
  const gone = await coordinator.post('/manage/reports/things/v/1/discard')
  t.equal(gone.headers.location, '/manage')
  t.same(await db.selectFrom('reports').selectAll().execute(), [])
  t.same(await db.selectFrom('paragraphs').selectAll().execute(), [])
})

t.test('a chair brings drafts in for her own group alone, and publishes nothing', async t => {
  const { app, db, close, chair, coordinator, reader } = await withPeople()
  t.teardown(close)
  const { groupId } = await makeReport(db, { slug: 'of-others' })
  t.equal(groupId, 1)
  await chair.get('/manage/new')
  t.notMatch(chair.page, 'value="wg1"')
  const elsewhere = await upload(chair, app, '/manage/new', { fields: { workingGroup: 'wg1', title: 'x', slug: '' } })
  t.equal(elsewhere.statusCode, 422)
  t.match(textOf(chair.page), /You are not a chair of this working group/)
  const own = await upload(chair, app, '/manage/new', { fields: { workingGroup: 'wg2', title: '', slug: '' } })
  t.equal(own.headers.location, '/manage/reports/safe-things/v/1')
  await chair.get('/manage/reports/safe-things/v/1')
  t.match(textOf(chair.page), /ask a coordinator to publish it/)
  t.equal((await chair.get('/manage/reports/safe-things/v/1/publish')).statusCode, 403)
  t.equal((await chair.get('/manage/reports/of-others')).statusCode, 403)
  t.equal((await chair.get('/manage/reports/of-others/v/1')).statusCode, 403)
  t.equal((await chair.get('/manage/people')).statusCode, 403)
  await chair.get('/manage')
  t.match(chair.page, 'Safe things')
  t.notMatch(chair.page, 'of-others')
  t.equal((await reader.get('/manage')).statusCode, 403)

  // Publishing needs a coordinator also where the form is sent past the page.
  await chair.get('/manage/reports/safe-things')
  const closes = inForm('closes', fromNow(DAY_MS))
  const terms = { label: '', guidance: '', questions: '', moderation: 'post', ...closes }
  t.equal((await chair.post('/manage/reports/safe-things/v/1/publish', terms)).statusCode, 403)
  await coordinator.get('/manage/reports/safe-things/v/1/publish')
  t.equal((await coordinator.post('/manage/reports/safe-things/v/1/publish', terms)).statusCode, 303)
  await chair.get('/manage/reports/safe-things/v/1')
  t.match(textOf(chair.page), /Coordinators change the period/)
  t.notMatch(chair.page, 'name="closesDate"')
})

t.test('a period that cannot be is refused beside its field', async t => {
  const { app, db, close, coordinator } = await withPeople()
  t.teardown(close)
  await coordinator.get('/manage/new')
  await upload(coordinator, app, '/manage/new', { fields: { workingGroup: 'wg1', title: '', slug: 'r' } })
  await coordinator.get('/manage/reports/r/v/1/publish')
  const attempt = async (fields: Record<string, string>) => {
    const typed = { label: 'Typed', guidance: '', questions: 'One?', moderation: 'post', ...fields }
    const response = await coordinator.post('/manage/reports/r/v/1/publish', typed)
    t.equal(response.statusCode, 422)
    t.match(coordinator.page, 'value="Typed"')
    return /id="(\w+)-error">([^<]+)/.exec(coordinator.page)?.slice(1).join(': ')
  }
  t.match(await attempt({}), 'closes: Say when the period closes')
  t.match(await attempt(inForm('closes', fromNow(-DAY_MS))), 'closes: This time is past')
  const day = fromNow(DAY_MS)
  t.match(await attempt({ ...inForm('opens', day), ...inForm('closes', day) }), 'closes: The period must close later')
  t.match(await attempt({ closesDate: '2027-02-30', closesTime: '10:00' }), 'closes: Give a day and a time that exist')
  t.match(await attempt({ closesDate: '20270-02-03', closesTime: '' }), 'closes: Give a day and a time that exist')
  t.match(await attempt({ ...inForm('closes', day), opensDate: 'soon' }), 'opens: Give a day and a time that exist')
  t.match(await attempt({ ...inForm('closes', day), moderation: 'never' }), 'moderation: Choose one of these')
  t.equal((await db.selectFrom('versions').select('state').executeTakeFirstOrThrow()).state, 'draft')
})

t.test('a period is extended, closed early and opened again, each time with a public note', async t => {
  const { app, db, close, coordinator, reader } = await withPeople()
  t.teardown(close)
  const reports = await makeReport(db)
  const { opens_at, closes_at } = await db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  const first = { version_id: reports.versionId, set_at: opens_at!, opens_at: opens_at!, closes_at: closes_at! }
  await db
    .insertInto('version_terms')
    .values({ ...first, moderation: 'post' })
    .execute()
  const path = '/manage/reports/report/v/1'
  await coordinator.get(path)
  const seen = () => /name="seen" value="([^"]+)"/.exec(coordinator.page)![1]!
  const closesAt = async () =>
    (await db.selectFrom('versions').select('closes_at').executeTakeFirstOrThrow()).closes_at!

  const later = fromNow(10 * DAY_MS)
  const silent = await coordinator.post(`${path}/period`, { ...inForm('closes', later), note: ' ', seen: seen() })
  t.equal(silent.statusCode, 422)
  t.match(textOf(coordinator.page), /Say why, in a sentence/)
  t.match(coordinator.page, '<a href="#period-note">')

  const extend = { ...inForm('closes', later), note: 'Many asked for more time.', seen: seen() }
  t.equal((await coordinator.post(`${path}/period`, extend)).statusCode, 303)
  t.same(await closesAt(), later)
  t.equal((await coordinator.post(`${path}/period`, extend)).statusCode, 303, 'sent twice, done once')

  await coordinator.get(path)
  t.match(textOf(coordinator.page), /Many asked for more time/)
  const begin = { ...inForm('opens', fromNow(DAY_MS)), ...inForm('closes', later), note: 'x', seen: seen() }
  await coordinator.post(`${path}/period`, begin)
  t.match(textOf(coordinator.page), /The period has opened already/)
  await coordinator.get(path)
  const closeNow = { close: 'at-once', ...inForm('closes', later), note: 'The working group meets.', seen: seen() }
  t.equal((await coordinator.post(`${path}/period`, closeNow)).statusCode, 303)
  t.ok(Math.abs((await closesAt()).getTime() - Date.now()) < MINUTE_MS)
  t.equal((await coordinator.post(`${path}/period`, closeNow)).statusCode, 303, 'sent twice, done once')

  await coordinator.get(path)
  t.match(textOf(coordinator.page), /Closed for comments|Closed/)
  const open = { ...inForm('closes', fromNow(3 * DAY_MS)), note: 'Opened again.', seen: seen() }
  t.equal((await coordinator.post(`${path}/period`, open)).statusCode, 303)
  await coordinator.get(path)
  t.match(textOf(coordinator.page), /Terms since .*Many asked .*The working group meets.*Opened again/)
  await reader.get('/reports/report/v/1')
  t.match(textOf(reader.page), /How these terms have changed .*Many asked .*The working group meets.*Opened again/s)
  const everybody = await app.inject('/reports/report/v/1')
  t.match(everybody.body, 'Opened again.', 'everybody reads why')
  const entries = await db.selectFrom('audit_log').select(['action', 'details']).execute()
  t.same(
    entries.map(entry => entry.action),
    ['version.period-changed', 'version.period-changed', 'version.period-changed'],
  )
  t.notMatch(JSON.stringify(entries), 'asked', 'the log holds the times, not the words')
  await t.rejects(db.updateTable('version_terms').set({ note: 'forged' }).execute(), /frozen/)
})

t.test('of two coordinators at once the second sees what the first did', async t => {
  const { app, db, close, coordinator, other } = await withPeople()
  t.teardown(close)
  await coordinator.get('/manage/new')
  await upload(coordinator, app, '/manage/new', { fields: { workingGroup: 'wg1', title: '', slug: 'r' } })
  const path = '/manage/reports/r/v/1'
  await coordinator.get(`${path}/publish`)
  await other.get(`${path}/publish`)
  await other.get(path)
  const preview = other.page
  const terms = (days: number) => ({
    label: '',
    guidance: '',
    questions: '',
    moderation: 'post',
    ...inForm('closes', fromNow(days * DAY_MS)),
  })
  const both = await Promise.all([
    coordinator.post(`${path}/publish`, terms(5)),
    other.post(`${path}/publish`, terms(9)),
  ])
  t.same(both.map(response => response.statusCode).sort(), [303, 409], 'one publishes')
  const late = both[0]!.statusCode === 409 ? coordinator : other
  t.match(textOf(late.page), /published already .*Consultation on Version 1/s, 'the other is shown how it stands')
  t.equal((await db.selectFrom('version_terms').selectAll().execute()).length, 1)

  other.page = preview
  t.equal(
    (await upload(other, app, `${path}/file`, { file: 'Other words.' })).statusCode,
    409,
    'what is published stays',
  )
  t.match(textOf(other.page), /This draft is no longer there/)
  await coordinator.get(path)
  t.equal((await coordinator.post(`${path}/discard`)).statusCode, 409)

  await coordinator.get(path)
  await other.get(path)
  const [seen] = /(?<=name="seen" value=")[^"]+/.exec(other.page)!
  const change = (days: number) => ({ ...inForm('closes', fromNow(days * DAY_MS)), note: `Until ${days}.`, seen })
  t.equal((await coordinator.post(`${path}/period`, change(20))).statusCode, 303)
  const stale = await other.post(`${path}/period`, change(30))
  t.equal(stale.statusCode, 409)
  t.match(textOf(other.page), /Somebody else has changed this meanwhile .*Until 20\./s)
  t.match(other.page, 'Until 30.', 'what she typed is still in the form')
  const again = await other.post(`${path}/period`, {
    ...change(30),
    seen: /(?<=name="seen" value=")[^"]+/.exec(other.page)![0],
  })
  t.equal(again.statusCode, 303, 'and sent once more it holds')
})

t.test('an older draft cannot be published after a newer version', async t => {
  const { app, close, coordinator } = await withPeople()
  t.teardown(close)
  await coordinator.get('/manage/new')
  await upload(coordinator, app, '/manage/new', { fields: { workingGroup: 'wg1', title: '', slug: 'r' } })
  await coordinator.get('/manage/reports/r')
  await upload(coordinator, app, '/manage/reports/r/versions', { file: 'Second words.' })
  const closes = inForm('closes', fromNow(DAY_MS))
  const terms = { label: '', guidance: '', questions: '', moderation: 'post', ...closes }
  await coordinator.get('/manage/reports/r/v/2/publish')
  t.equal((await coordinator.post('/manage/reports/r/v/2/publish', terms)).statusCode, 303)
  await coordinator.get('/manage/reports/r/v/1/publish')
  t.equal((await coordinator.post('/manage/reports/r/v/1/publish', terms)).statusCode, 409)
  t.match(textOf(coordinator.page), /Version 2 is published already/)
})

t.test('what stands around the text can be changed, and every change is logged', async t => {
  const { db, close, coordinator } = await withPeople()
  t.teardown(close)
  await makeReport(db)
  const path = '/manage/reports/report/v/1'
  await coordinator.get(path)
  const seen = /name="seen" value="([^"]+)"/.exec(coordinator.page)![1]!
  const policy = { moderation: 'pre', note: 'There was much spam.', seen }
  t.equal((await coordinator.post(`${path}/moderation`, { ...policy, note: '' })).statusCode, 422)
  await coordinator.get(path)
  t.equal((await coordinator.post(`${path}/moderation`, policy)).statusCode, 303)
  t.equal((await coordinator.post(`${path}/moderation`, policy)).statusCode, 303)
  await coordinator.get(path)
  t.match(textOf(coordinator.page), /After a chair has read them .*There was much spam/s)
  const words = { label: 'Second draft', guidance: 'Look at section 2.', questions: 'Why?\nWhat else?' }
  t.equal((await coordinator.post(`${path}/invitation`, words)).statusCode, 303)
  await coordinator.get('/manage/reports/report')
  const wrong = await coordinator.post('/manage/reports/report', { title: 'New', summary: '', language: 'no language' })
  t.equal(wrong.statusCode, 422)
  t.match(textOf(coordinator.page), /Give the language by its tag/)
  const details = { title: 'New title', summary: 'About it.', language: 'pt-br' }
  t.equal((await coordinator.post('/manage/reports/report', details)).statusCode, 303)
  t.match(await db.selectFrom('versions').selectAll().executeTakeFirstOrThrow(), {
    moderation: 'pre',
    label: 'Second draft',
    questions: ['Why?', 'What else?'],
  })
  t.match(await db.selectFrom('reports').selectAll().executeTakeFirstOrThrow(), {
    title: 'New title',
    language: 'pt-BR',
  })
  const entries = await db.selectFrom('audit_log').select('action').orderBy('id').execute()
  t.same(
    entries.map(entry => entry.action),
    ['version.moderation-changed', 'version.invitation-changed', 'report.changed'],
  )
})

t.test('a coordinator gives roles by e-mail address and takes them away, and no address is shown', async t => {
  const { db, close, coordinator } = await withPeople()
  t.teardown(close)
  const people = '/manage/people'
  await coordinator.get(people)
  const given = await coordinator.post(people, { email: ' New.Chair@Example.org', role: 'chair:wg1' })
  t.equal(given.statusCode, 303)
  await coordinator.get(people)
  t.match(textOf(coordinator.page), /Has not signed in yet Chair: Security by design/)
  t.notMatch(coordinator.page, '@example.org"', 'no address')
  const { id } = await db
    .selectFrom('people')
    .select('id')
    .where('email', '=', 'new.chair@example.org')
    .executeTakeFirstOrThrow()
  const role = () => db.selectFrom('roles').selectAll().where('person_id', '=', id).execute()
  t.equal((await role()).length, 1)
  const wrong = await coordinator.post(people, { email: 'nobody', role: 'coordinator' })
  t.equal(wrong.statusCode, 422)
  t.match(coordinator.page, 'value="nobody"')
  t.match(textOf(coordinator.page), /Write an e-mail address/)
  await coordinator.get(people)
  t.equal((await coordinator.post(`${people}/revoke`, { person: id, role: 'chair:wg1' })).statusCode, 303)
  t.equal((await role()).length, 0)

  const coordinators = await db.selectFrom('roles').select('person_id').where('role', '=', 'coordinator').execute()
  await coordinator.get(people)
  for (const { person_id: person } of coordinators.slice(1))
    t.equal((await coordinator.post(`${people}/revoke`, { person, role: 'coordinator' })).statusCode, 303)
  const last = await coordinator.post(`${people}/revoke`, { person: coordinators[0]!.person_id, role: 'coordinator' })
  t.equal(last.statusCode, 409)
  t.match(textOf(coordinator.page), /The last coordinator/)
})

t.test('every warning and every refusal has its words', async t => {
  const messages = (name: string) => JSON.parse(readFileSync(`messages/en/${name}.json`, 'utf8'))
  const { warnings } = messages('manage')
  for (const code of warningCodes) t.type(code === 'more' ? warnings.more_other : warnings[code], 'string', code)
  const block = readFileSync('server/drafts/block.ts', 'utf8')
  const codes = [...block.slice(block.indexOf('class DraftError')).matchAll(/\| '([a-z-]+)'/g)].map(match => match[1]!)
  t.ok(codes.length > 8)
  for (const code of codes) t.type(messages('faults').fields[`draft-${code}`], 'string', code)
})
