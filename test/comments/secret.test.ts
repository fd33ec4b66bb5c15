import { strFromU8, unzipSync } from 'fflate'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import type { Visitor } from '../../server/accounts/index.js'
import { GAP } from '../../server/comments/gaps/gaps.js'
import { carryComments } from '../../server/comments/index.js'
import { editComment } from '../../server/comments/writing/change.js'
import type { Id } from '../../server/database/schema.js'
import { formats } from '../../server/exports/index.js'
import { decide } from '../../server/moderation/decisions/decide.js'
import { redact } from '../../server/moderation/redactions/redact.js'
import { Browser, signedIn, type TestApp, testApp } from '../app.js'
import { makeComment, makeNextVersion, makePerson, makeReport, type Rows } from '../rows.js'

/**
 * Words that the public may not read are planted wherever a comment can hold them, and then every address of the
 * application is asked for them. A new route with a parameter that this list does not know, or with a query that it does
 * not try, has to be added here.
 */
const SECRET = 'xyzzyplugh'

const QUERIES: Readonly<Record<string, readonly string[]>> = {
  '/reports/:slug/export': Object.keys(formats).flatMap(format => [`format=${format}`, `format=${format}&version=1`]),
  '/reports/:slug/v/:number': ['comments=all'],
  '/reports/:slug/v/:number/p/:paragraph': ['comments=all'],
  '/reports/:slug/v/:number/changes': ['from=1', 'from=1&view=side'],
  '/reports/:slug/comments': [
    `text=${SECRET}`,
    `text=C-${SECRET}`,
    'status=withheld',
    'status=pending',
    'status=spam',
    'stance=oppose',
  ],
  '/api/v1/reports/:slug/comments': [
    `text=${SECRET}`,
    'status=withheld',
    'status=pending',
    'status=spam',
    'limit=200',
    'version=1',
  ],
}

async function plant(t: Test) {
  const { app, db, runJobs, close } = await testApp()
  t.teardown(close)
  const rows = await makeReport(db)
  const chair = await makePerson(db, 'Chair', [{ role: 'chair', workingGroupId: rows.groupId }])
  const second = await makePerson(db, 'Second', [{ role: 'chair', workingGroupId: rows.groupId }])
  const author = await makePerson(db, 'Author')
  await db
    .updateTable('people')
    .set({ name: `Name ${SECRET}`, publish_name: true, organisation: `Org ${SECRET}` })
    .where('id', '=', author.id)
    .execute()
  const hidden = {
    person_id: author.id,
    body: `Body ${SECRET}`,
    proposed_text: `Proposal ${SECRET}`,
    quote_exact: `Quote ${SECRET}`,
    quote_prefix: `Before ${SECRET}`,
    quote_suffix: `After ${SECRET}`,
    quote_start: 0,
    quote_end: 5,
    on_behalf_of: `Behalf ${SECRET}`,
    stance: 'oppose' as const,
  }
  const open = await makeComment(db, rows, chair, { body: 'In the open.' })
  const ids = [open]
  for (const status of ['pending', 'withheld', 'spam', 'withdrawn'] as const) {
    for (const parent_id of [null, open]) {
      const id = await makeComment(db, rows, author, { status: status === 'withheld' ? 'published' : status })
      await db
        .updateTable('comments')
        .set({ ...hidden, parent_id })
        .where('id', '=', id)
        .execute()
      const wording = {
        comment_id: id,
        kind: 'general' as const,
        stance: null,
        body: `Earlier ${SECRET}`,
        proposed_text: `Earlier ${SECRET}`,
        written_at: new Date(),
      }
      await db.insertInto('comment_wordings').values(wording).execute()
      // Somebody has answered, so that a tombstone has to stand there.
      const reply = await makeComment(db, rows, chair, { body: 'An answer.' })
      await db
        .updateTable('comments')
        .set({ parent_id: parent_id ?? id })
        .where('id', '=', reply)
        .execute()
      if (status === 'withheld')
        await decide(app, {
          comment: id,
          moderator: chair,
          action: 'withhold',
          reason: 'other',
          explanation: 'Breaks the terms.',
        })
      ids.push(id, reply)
    }
  }
  const edited = await makeComment(db, rows, chair, { body: 'Reworded.' })
  await db.updateTable('comments').set({ edited_at: new Date() }).where('id', '=', edited).execute()
  await db
    .insertInto('comment_wordings')
    .values({
      comment_id: edited,
      kind: 'general',
      stance: null,
      body: `Earlier ${SECRET}`,
      proposed_text: `Earlier ${SECRET}`,
      written_at: new Date(),
    })
    .execute()
  ids.push(edited)
  ids.push(...(await withheldParts(app, rows, { author: chair, moderator: second })))
  // All of them belong to a theme.
  const theme = { report_id: rows.reportId, name: 'Theme', mark: 1 }
  const { id: theme_id } = await db.insertInto('themes').values(theme).returning('id').executeTakeFirstOrThrow()
  await db
    .insertInto('comment_themes')
    .values(ids.map(comment_id => ({ comment_id, theme_id })))
    .execute()
  const next = await makeNextVersion(db, rows, 2, ['First paragraph.', 'Second paragraph, reworded.'])
  await carryComments(app, next.id)
  await runJobs()
  return { app, db, rows, chair, ids }
}

/** Public comments of which a part is withheld: as they came, a reply, edited since, waiting after that. */
async function withheldParts(
  app: TestApp['app'],
  rows: Rows,
  { author, moderator }: { author: Visitor; moderator: Visitor },
): Promise<Id[]> {
  const version = await app.db.selectFrom('versions').selectAll().executeTakeFirstOrThrow()
  const made: Id[] = []
  for (const reason of ['personal-attack', 'personal-data'] as const)
    for (const then of ['nothing', 'edited', 'let through'] as const) {
      const comment = await makeComment(app.db, rows, author, { body: `A part, ${SECRET}, of it.` })
      const parent_id = made.at(-1) ?? null
      await app.db
        .updateTable('comments')
        .set({ proposed_text: `Proposal ${SECRET}`, ...(then === 'nothing' && { parent_id }) })
        .where('id', '=', comment)
        .execute()
      const explanation = 'It is in part against the terms.'
      await redact(app, { comment, moderator, passages: [SECRET], reason, explanation })
      if (then !== 'nothing')
        await editComment(app, version, author, comment, {
          kind: 'general',
          body: `Once more ${SECRET.toUpperCase()}, ${SECRET}.`,
          proposedText: `Again ${SECRET}`,
        })
      if (then === 'let through') await decide(app, { comment, moderator, action: 'publish' })
      made.push(comment)
    }
  return made
}

/** An address for each value of a route's parameters. */
function addresses(url: string, ids: readonly string[]): string[] {
  const values: Readonly<Record<string, readonly string[]>> = {
    slug: ['report', 'wg1'],
    number: ['1', '2'],
    paragraph: ['1', '2', 'report'],
    theme: ['1'],
    id: ids,
    hash: ['0'.repeat(64)],
    cluster: ['1', '2'],
    what: ['replies'],
    person: ['1', '2'],
    proof: ['x'],
    secret: ['x'],
  }
  return [...url.matchAll(/:(\w+)/g)].reduce(
    (found, [parameter, name]) => {
      const known = values[name!]
      if (!known) throw new Error(`${url}: say in secret.test.ts what to put for ${parameter}`)
      return found.flatMap(address => known.map(value => address.replace(parameter, value)))
    },
    [url.replace(/\*$/, 'x')],
  )
}

/** All that a reader could find in an answer, unpacked. */
function textOf(body: Buffer): string {
  if (body.subarray(0, 2).toString() !== 'PK') return body.toString()
  return Object.values(unzipSync(body))
    .map(entry => strFromU8(entry))
    .join('\n')
}

/** What a reader has typed into a form, and her own address, she is shown again. */
function withoutEcho(text: string, query: string): string {
  const plain = text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
  const asked = plain.replaceAll(encodeURIComponent(query), '')
  return query === '' ? plain : asked.replaceAll(query, '').replaceAll(`value="${query.split('=')[1]}"`, '')
}

t.test('what is withheld, waits, is spam, withdrawn or reworded comes out nowhere', async t => {
  const { app, db, rows, ids } = await plant(t)
  const foreign = await makeReport(db, { slug: 'foreign', group: 'wg9' })
  const readers: [string, Browser][] = [
    ['nobody', new Browser(app)],
    ['another stakeholder', await signedIn(app, await makePerson(db, 'Reader'))],
    [
      'a chair of another group',
      await signedIn(app, await makePerson(db, 'Elsewhere', [{ role: 'chair', workingGroupId: foreign.groupId }])),
    ],
  ]
  t.ok(rows)
  const routes = app.permissions.filter(route => route.method === 'GET').map(route => route.url)
  for (const wanted of Object.keys(QUERIES)) t.ok(routes.includes(wanted), `${wanted} is a route`)
  let answered = 0
  for (const [who, reader] of readers) {
    for (const url of routes) {
      for (const address of addresses(url, ids)) {
        for (const query of ['', ...(QUERIES[url] ?? [])]) {
          const response = await reader.get(query ? `${address}?${query}` : address)
          if (response.statusCode === 200) answered++
          const text = withoutEcho(textOf(response.rawPayload), query)
          if (new RegExp(SECRET, 'i').test(text)) t.fail(`${who} finds it at ${address}?${query}`)
          if (text.includes(GAP)) t.fail(`a gap is not put into words at ${address}?${query}`)
        }
      }
    }
  }
  t.ok(answered > 150, `${answered} addresses answered`)
})

t.test('nor does it stand in a mail to another, in the log of what was done, or in that of the server', async t => {
  const { db } = await plant(t)
  const { rows } = await sql<{ n: number }>`
    select (select count(*)::int from audit_log where audit_log::text ilike ${`%${SECRET}%`}) +
      (select count(*)::int from mails where mails::text ilike ${`%${SECRET}%`} and address not like 'author@%') as n`.execute(
    db,
  )
  t.equal(rows[0]!.n, 0)
})

t.test('the test itself sees: the author and the chair do find it', async t => {
  const { app, chair, ids } = await plant(t)
  for (const version of [1, 2])
    t.match(
      (await new Browser(app).get(`/reports/report/v/${version}/p/1?comments=all`)).body,
      'class="gap"',
      'also carried comments',
    )
  const browser = await signedIn(app, chair)
  t.match((await browser.get('/reports/report/v/1/p/1')).body, SECRET)
  t.match(textOf((await browser.get('/reports/report/export?format=docx&audience=chair')).rawPayload), SECRET)
  t.match((await browser.get(`/comments/${ids.at(-1)}`)).body, SECRET)
})
