import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { apiToken, type Visitor } from '../server/accounts/index.js'
import type { App } from '../server/app.js'
import type { Id } from '../server/database/schema.js'
import { Browser, signedIn, type TestApp, testApp } from './app.js'
import { makeComment, makePerson, makeReport, type Rows } from './rows.js'

/**
 * Tries every route as everybody, and holds the answers against the table of docs/permissions.md. A route without a row
 * fails, with the row that would describe what it does now: read it, and put it into the table if that is right.
 */
const PEOPLE = ['nobody', 'stakeholder', 'author', 'chair', 'other chair', 'coordinator', 'blocked'] as const
type Persona = (typeof PEOPLE)[number]
type Answer = 'yes' | 'sign in' | 'no' | 'hidden'

/** What the table says: route → an answer for each of PEOPLE. */
function table(): Map<string, string[]> {
  const lines = readFileSync('docs/permissions.md', 'utf8').split('\n')
  const cells = lines
    .filter(line => /^\| `(GET|POST) /.test(line))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim().replaceAll('`', '')),
    )
  return new Map(cells.map(([route, ...answers]) => [route!, answers]))
}

interface Setting {
  rows: Rows
  /** The author's, published, on the group's report. */
  comment: Id
  /** By another chair of the group, against a comment of the author's, who has appealed against the first of the two. */
  decisions: [Id, Id]
  appeal: Id
  /** By which a part of the comment is withheld. */
  redaction: Id
  /** In which the comment is. */
  cluster: Id
}

type Try = { url: string; payload?: Record<string, unknown> }

/**
 * What is sent where an empty form to a made-up address would not tell who may do it: then “not found” means hidden.
 * Nothing valid is sent that would not be wanted, so that a refusal of the content is a yes.
 */
const TRIES: Readonly<Record<string, (setting: Setting) => Try>> = {
  'POST /reports/:slug/v/:number/comments': () => ({
    url: '/reports/report/v/1/comments',
    payload: { body: 'Words.' },
  }),
  'POST /api/v1/reports/:slug/versions/:number/comments': () => ({
    url: '/api/v1/reports/report/versions/1/comments',
    payload: { kind: 'general', body: 'Words.' },
  }),
  'GET /reports/:slug/export?audience=chair': () => ({ url: '/reports/report/export?format=csv&audience=chair' }),
  'GET /comments/:id': ({ comment }) => ({ url: `/comments/${comment}` }),
  'GET /comments/:id/decisions': ({ comment }) => ({ url: `/comments/${comment}/decisions` }),
  'GET /comments/:id/edit': ({ comment }) => ({ url: `/comments/${comment}/edit` }),
  'POST /comments/:id/edit': ({ comment }) => ({ url: `/comments/${comment}/edit`, payload: { body: 'Words.' } }),
  'GET /comments/:id/withdraw': ({ comment }) => ({ url: `/comments/${comment}/withdraw` }),
  'POST /comments/:id/withdraw': ({ comment }) => ({ url: `/comments/${comment}/withdraw`, payload: {} }),
  'POST /comments/:id/endorse': ({ comment }) => ({ url: `/comments/${comment}/endorse`, payload: {} }),
  'POST /comments/:id/unendorse': ({ comment }) => ({ url: `/comments/${comment}/unendorse`, payload: {} }),
  'POST /comments/:id/flag': ({ comment }) => ({ url: `/comments/${comment}/flag`, payload: { reason: 'illegal' } }),
  'GET /decisions/:id': ({ decisions }) => ({ url: `/decisions/${decisions[0]}` }),
  'POST /decisions/:id/appeal': ({ decisions }) => ({
    url: `/decisions/${decisions[1]}/appeal`,
    payload: { text: 'Words.' },
  }),
  'GET /appeals/:id': ({ appeal }) => ({ url: `/appeals/${appeal}` }),
  'POST /appeals/:id': ({ appeal }) => ({
    url: `/appeals/${appeal}`,
    payload: { outcome: 'upheld', reason: 'Words.' },
  }),
  'GET /comments/:id/redact': ({ comment }) => ({ url: `/comments/${comment}/redact` }),
  'POST /comments/:id/redact': ({ comment }) => ({
    url: `/comments/${comment}/redact`,
    payload: { passages: 'A', reason: 'off-topic' },
  }),
  'GET /comments/:id/erase': ({ comment }) => ({ url: `/comments/${comment}/erase` }),
  'POST /comments/:id/erase': ({ comment }) => ({
    url: `/comments/${comment}/erase`,
    payload: { sure: 'yes', explanation: 'Words.' },
  }),
  'POST /decisions/:id/lift': ({ redaction }) => ({ url: `/decisions/${redaction}/lift`, payload: {} }),
  'POST /api/v1/comments/:id/redactions': ({ comment }) => ({
    url: `/api/v1/comments/${comment}/redactions`,
    payload: { passages: ['A'], reason: 'off-topic' },
  }),
  'POST /api/v1/decisions/:id/lift': ({ redaction }) => ({ url: `/api/v1/decisions/${redaction}/lift`, payload: {} }),
  'GET /comments/:id/moderation': ({ comment }) => ({ url: `/comments/${comment}/moderation` }),
  'POST /comments/:id/moderation': ({ comment }) => ({
    url: `/comments/${comment}/moderation`,
    payload: { action: 'spam' },
  }),
  'GET /comments/:id/response': ({ comment }) => ({ url: `/comments/${comment}/response` }),
  'POST /comments/:id/response': ({ comment }) => ({
    url: `/comments/${comment}/response`,
    payload: { disposition: 'noted' },
  }),
  'POST /comments/:id/response/agree': ({ comment }) => ({
    url: `/comments/${comment}/response/agree`,
    payload: { seen: '1' },
  }),
  'POST /api/v1/comments/:id/response': ({ comment }) => ({
    url: `/api/v1/comments/${comment}/response`,
    payload: { disposition: 'noted' },
  }),
  'GET /manage/reports/:slug/respond': ({ cluster }) => ({ url: `/manage/reports/report/respond?cluster=${cluster}` }),
  'POST /manage/reports/:slug/clusters/take-out': ({ comment }) => ({
    url: '/manage/reports/report/clusters/take-out',
    payload: { comment },
  }),
  'POST /comments/:id/themes': ({ comment }) => ({
    url: `/comments/${comment}/themes`,
    payload: { theme: '1', step: 'add' },
  }),
  'GET /comments/:id/answer': ({ comment }) => ({ url: `/comments/${comment}/answer` }),
  'POST /comments/:id/answer': ({ comment }) => ({
    url: `/comments/${comment}/answer`,
    payload: { satisfied: 'yes' },
  }),
  'POST /api/v1/comments/:id/moderation': ({ comment }) => ({
    url: `/api/v1/comments/${comment}/moderation`,
    payload: { action: 'spam' },
  }),
}

/** Any other route: its parameters filled with something that is there if possible, an empty form. */
function plainTry(route: string): Try {
  const [method, path] = route.split(' ') as [string, string]
  const values: Record<string, string> = { slug: 'report', number: '1', paragraph: '1' }
  const url = path.replace(/\*$/, 'x').replace(/:(\w+)/g, (_, name: string) => values[name] ?? '1')
  return { url, ...(method === 'POST' && { payload: {} }) }
}

async function settingFor(db: TestApp['db'], rows: Rows, author: Visitor, colleague: Visitor): Promise<Setting> {
  const decisionOn = async () => {
    const comment = await makeComment(db, rows, author, { status: 'withheld' })
    const { id } = await db
      .insertInto('moderation_decisions')
      .values({ comment_id: comment, moderator_id: colleague.id, action: 'withhold', reason: 'off-topic' })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { comment, id }
  }
  const [first, second] = [await decisionOn(), await decisionOn()]
  const { id: appeal } = await db
    .insertInto('appeals')
    .values({ comment_id: first.comment, decision_id: first.id, person_id: author.id, text: 'Words.' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const comment = await makeComment(db, rows, author)
  const { id: redaction } = await db
    .insertInto('moderation_decisions')
    .values({ comment_id: comment, moderator_id: colleague.id, action: 'redact', reason: 'off-topic' })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('redactions').values({ comment_id: comment, decision_id: redaction, words: 'comment' }).execute()
  const response = { disposition: 'noted' as const, written_by: colleague.id }
  await db
    .insertInto('responses')
    .values({
      ...response,
      comment_id: comment,
      report_id: rows.reportId,
      state: 'published',
      published_revision: 1,
      published_at: new Date(),
    })
    .execute()
  await db
    .insertInto('response_wordings')
    .values({ ...response, comment_id: comment, revision: 1, reason: '', minutes: '' })
    .execute()
  const { id: cluster } = await db
    .insertInto('clusters')
    .values({ report_id: rows.reportId, representative_id: comment, size: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('cluster_members').values({ comment_id: comment, cluster_id: cluster }).execute()
  return { rows, comment, decisions: [first.id, second.id], appeal, redaction, cluster }
}

interface Someone {
  person: Visitor | null
  /** Signed in, unless nobody, with a form's page open. */
  browser: Browser
  /** What a program of hers sends along. */
  headers: Record<string, string>
}

async function someone(
  { app, db }: TestApp,
  persona: Persona,
  groups: { own: number; other: number },
): Promise<Someone> {
  const roles: Partial<Record<Persona, Visitor['roles']>> = {
    chair: [{ role: 'chair', workingGroupId: groups.own }],
    'other chair': [{ role: 'chair', workingGroupId: groups.other }],
    coordinator: [{ role: 'coordinator', workingGroupId: null }],
  }
  if (persona === 'nobody') return { person: null, browser: await withForm(new Browser(app)), headers: {} }
  const person = await makePerson(db, `${persona} ${randomUUID()}`, roles[persona] ?? [])
  const token = await apiToken(db, { email: person.email, expiresMs: 3_600_000 })
  if (persona === 'blocked')
    await db.updateTable('people').set({ blocked_at: new Date() }).where('id', '=', person.id).execute()
  return { person, browser: await withForm(await signedIn(app, person)), headers: { authorization: `Bearer ${token}` } }
}

async function withForm(browser: Browser): Promise<Browser> {
  await browser.get('/reports/report/v/1/p/1')
  return browser
}

/** Signing out, ending sign-ins and the like: who has done it is not the same any more. */
const CHANGES_WHO_SHE_IS = /^POST \/(account|sign-)/

async function send(app: App, who: Someone, route: string, { url, payload }: Try): Promise<LightMyRequestResponse> {
  const method = route.split(' ')[0] as 'GET' | 'POST'
  if (url.startsWith('/api/')) return app.inject({ method, url, headers: who.headers, ...(payload && { payload }) })
  const { page } = who.browser
  const response = await (method === 'GET'
    ? who.browser.get(url)
    : who.browser.post(url, payload as Record<string, string>))
  who.browser.page = page
  return response
}

function answerOf(response: LightMyRequestResponse, exact: boolean): Answer {
  const { statusCode, headers } = response
  if (statusCode === 401 || (statusCode === 303 && String(headers.location).startsWith('/sign-in?'))) return 'sign in'
  if (statusCode === 403) return 'no'
  return statusCode === 404 && exact ? 'hidden' : 'yes'
}

t.test('everybody may do what docs/permissions.md says, and nothing else', async t => {
  const test = await testApp()
  t.teardown(test.close)
  const rows = await makeReport(test.db)
  const foreign = await makeReport(test.db, { slug: 'foreign', group: 'wg9' })
  const expected = table()
  const routes = test.app.permissions
    .filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/assets/'))
    .map(({ method, url }) => `${method} ${url}`)
  const variants = Object.keys(TRIES).filter(route => route.includes('?'))
  const groups = { own: rows.groupId, other: foreign.groupId }
  const known = new Map<Persona, Someone>()
  const writer = await makePerson(test.db, 'Writer')
  const colleague = await makePerson(test.db, 'Colleague', [{ role: 'chair', workingGroupId: rows.groupId }])
  for (const persona of PEOPLE) known.set(persona, await someone(test, persona, groups))
  for (const route of [...routes, ...variants]) {
    const answers: Answer[] = []
    for (const persona of PEOPLE) {
      const who = CHANGES_WHO_SHE_IS.test(route) ? await someone(test, persona, groups) : known.get(persona)!
      const special = TRIES[route]
      const author = persona === 'author' ? who.person! : writer
      const sent = special ? special(await settingFor(test.db, rows, author, colleague)) : plainTry(route)
      const response = await send(test.app, who, route, sent)
      if (response.statusCode >= 500) t.fail(`${route} as ${persona}: ${response.statusCode}`)
      answers.push(answerOf(response, special !== undefined))
    }
    const row = `| \`${route}\` | ${answers.join(' | ')} |`
    if (expected.has(route)) t.same(answers, expected.get(route), route)
    else t.fail(`docs/permissions.md has no row for this route; what it does now: ${row}`)
  }
  for (const route of expected.keys())
    t.ok(routes.includes(route.split('?')[0]!), `${route} of docs/permissions.md is a route`)
})
