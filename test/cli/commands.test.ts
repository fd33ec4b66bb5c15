import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { testDatabase } from '../database.js'
import { makeComment, makePerson, makeReport } from '../rows.js'
import { consoleOn } from './console.js'

const database = await testDatabase()
t.teardown(() => database.close())
const { db } = database
const consult = consoleOn(database.url)

t.test('every command says how it is used, and wrong usage is told with exit code 2', async t => {
  const overview = await consult('--help')
  t.equal(overview.code, 0)
  const names = 'migrate import compare carry export grant revoke sign-in-link api-token verify-log generate'.split(' ')
  for (const name of names) {
    t.match(overview.stdout, new RegExp(`^  ${name} `, 'm'))
    const help = await consult(name, '--help')
    t.equal(help.code, 0, name)
    t.match(help.stdout, `usage: npm run -s consult -- ${name}`)
    t.match(help.stdout, /--json/)
  }
  for (const words of [
    [],
    ['unknown'],
    ['migrate', '--unknown'],
    ['migrate', 'surplus'],
    ['import', 'draft.md'],
    ['export', 'report', '--format', 'pdf'],
    ['grant', 'ada@example.org', 'queen'],
    ['grant', 'ada@example.org', 'chair'],
    ['grant', 'not an address', 'coordinator'],
    ['api-token', 'ada@example.org', '--expires', 'soon'],
    ['generate', '--report', 'report', '--comments', '-1'],
  ]) {
    const { code, stdout, stderr } = await consult(...words)
    t.strictSame({ code, stdout }, { code: 2, stdout: '' }, words.join(' '))
    t.not(stderr, '')
    t.notMatch(stderr, /\n {4}at /, 'no stack')
  }
})

t.test('migrate says what it applied, and a database that is behind is told to be migrated', async t => {
  t.strictSame((await consult('migrate', '--json')).json(), { applied: [] })
  const nobody = await consoleOn('postgres://nobody@127.0.0.1:1/none')('migrate')
  t.equal(nobody.code, 1)
  t.match(nobody.stderr, /database cannot be opened.*DATABASE_URL/)
  const wrong = await consoleOn('mysql://x')('migrate')
  t.equal(wrong.code, 1)
  t.match(wrong.stderr, /DATABASE_URL must be an address/)
})

t.test('the operator names coordinators and chairs, and takes roles away', async t => {
  await makeReport(db, { slug: 'roles' })
  const granted = await consult('grant', 'Ada@Example.org', 'coordinator', '--json')
  t.strictSame(granted.json(), { email: 'Ada@Example.org', role: 'coordinator', workingGroup: null })
  t.equal((await consult('grant', 'kofi@example.org', 'chair', '--working-group', 'wg1')).code, 0)
  const roles = await db
    .selectFrom('roles as r')
    .innerJoin('people as p', 'p.id', 'r.person_id')
    .select(['p.email', 'r.role'])
    .orderBy('p.email')
    .execute()
  t.strictSame(roles, [
    { email: 'ada@example.org', role: 'coordinator' },
    { email: 'kofi@example.org', role: 'chair' },
  ])
  t.equal((await consult('revoke', 'kofi@example.org', 'chair', '--working-group', 'wg1')).code, 0)
  const again = await consult('revoke', 'kofi@example.org', 'chair', '--working-group', 'wg1')
  t.equal(again.code, 1, 'there is nothing left to take')
  t.not(again.stderr, '')
  t.equal((await consult('grant', 'kofi@example.org', 'chair', '--working-group', 'wg99')).code, 1)
  t.equal((await consult('revoke', 'ada@example.org', 'coordinator')).code, 1, 'the last coordinator stays')
})

t.test('a sign-in link and a token come with a complete account', async t => {
  const link = await consult(
    'sign-in-link',
    'mei@example.org',
    '--name',
    'Mei Chen',
    '--group',
    'academia',
    '--country',
    'SG',
  )
  t.match(link.stdout, /^http:\/\/consult\.test\/sign-in\/\S+\n$/)
  const token = await consult('api-token', 'omar@example.org', '--expires', '2d', '--json')
  const { token: secret, expiresAt } = token.json<{ token: string; expiresAt: string }>()
  t.match(secret, /^\S{20,}$/)
  t.ok(Math.abs(Date.parse(expiresAt) - Date.now() - 2 * 24 * 3_600_000) < 60_000)
  const people = await db
    .selectFrom('people')
    .select(['email', 'name', 'stakeholder_group', 'country'])
    .where('email', 'in', ['mei@example.org', 'omar@example.org'])
    .where('completed_at', 'is not', null)
    .orderBy('email')
    .execute()
  t.match(people, [
    { email: 'mei@example.org', name: 'Mei Chen', stakeholder_group: 'academia', country: 'SG' },
    { email: 'omar@example.org', name: 'omar' },
  ])
  const wrong = await consult('sign-in-link', 'x@example.org', '--group', 'royalty')
  t.equal(wrong.code, 2)
  t.match(wrong.stderr, /civil-society/, 'the choices are named')
})

t.test('the comments on a report come as a file, to stdout or into a folder', async t => {
  const rows = await makeReport(db, { slug: 'compiled' })
  const author = await makePerson(db, 'Nia')
  await makeComment(db, rows, author, { body: 'Please define “device”.' })
  await makeComment(db, rows, author, { body: 'Rude words.', status: 'withheld' })
  const csv = await consult('export', 'compiled', '--format', 'csv')
  t.equal(csv.code, 0)
  t.match(csv.stdout, /Please define “device”\./)
  t.match(csv.stdout, /withheld/i, 'with what moderators decided')
  const out = join(t.testdir(), 'comments.json')
  const written = await consult('export', 'compiled', '--format', 'json', '--version', '1', '--out', out, '--json')
  t.strictSame(written.json(), { report: 'compiled', format: 'json', out })
  t.ok(JSON.parse(await readFile(out, 'utf8')))
  const none = await consult('export', 'missing', '--format', 'csv')
  t.strictSame({ code: none.code, stdout: none.stdout }, { code: 1, stdout: '' })
  t.equal((await consult('export', 'compiled', '--format', 'csv', '--version', '7')).code, 1)
})

t.test('two files are compared, and comments carried, without a database', async t => {
  const offline = consoleOn('postgres://nobody@127.0.0.1:1/none')
  const folder = t.testdir({
    'old.md': '# Scope\n\nThis report covers connected devices in homes.\n\nIt does not cover cars at all.\n',
    'new.md':
      '# Scope\n\nThis report covers connected devices in homes and schools.\n\nTrains are described in an annex.\n',
    'anchors.jsonl': `${JSON.stringify({
      paragraph: 'This report covers connected devices in homes.',
      quote: { exact: 'connected devices', prefix: 'covers ', suffix: ' in' },
    })}\n${JSON.stringify({ paragraph: 'It does not cover cars at all.' })}\n`,
    'broken.jsonl': '{"paragraph": 1}\n',
    'empty.docx': '',
  })
  const file = (name: string) => join(folder, name)
  const compared = await offline('compare', file('old.md'), file('new.md'), '--json')
  t.match(compared.json(), {
    pairs: [
      { old: 'Scope', new: 'Scope', change: 'unchanged' },
      { old: /in homes\.$/, new: /and schools\.$/, change: 'edited' },
    ],
    removed: ['It does not cover cars at all.'],
    added: ['Trains are described in an annex.'],
  })
  const carried = await offline('carry', file('old.md'), file('new.md'), file('anchors.jsonl'))
  t.match(
    carried.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
    [
      { state: 'edited', paragraph: /and schools/, quote: 'connected devices' },
      { state: 'removed', paragraph: null, quote: null },
    ],
  )
  const broken = await offline('carry', file('old.md'), file('new.md'), file('broken.jsonl'))
  t.equal(broken.code, 1)
  t.match(broken.stderr, /broken\.jsonl, line 1/)
  const missing = await offline('compare', file('old.md'), file('none.md'))
  t.equal(missing.code, 1)
  t.match(missing.stderr, /There is no .*none\.md/)
  t.equal((await offline('compare', file('old.md'), file('empty.docx'))).code, 1)
})

t.test('a log that somebody has changed is found out, with the entry', async t => {
  const whole = await consult('verify-log', '--json')
  t.equal(whole.code, 0)
  t.match(whole.json(), { ok: true, waiting: 0, head: /^[0-9a-f]{64}$/ })
  const { id } = await db.selectFrom('audit_log').select('id').orderBy('id').limit(1).executeTakeFirstOrThrow()
  await database.pg.query('alter table audit_log disable trigger append_only')
  await database.pg.query(`update audit_log set action = 'comment.forged' where id = $1`, [id])
  const broken = await consult('verify-log', '--json')
  t.equal(broken.code, 1)
  t.match(broken.json(), { ok: false, entry: id, breach: 'changed' })
  t.match(broken.stderr, `entry ${id}`)
})
