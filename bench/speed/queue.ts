import pg from 'pg'
import { type Compared, compare } from './compare.js'
import { wire } from './load.js'
import { HOST, type Stage } from './stage.js'

const FEW = 1_000
const MANY = 100_000
const AUTHORS = 500

/** The first page of a chair's queue against the same bytes from bare Fastify, with few comments waiting and with many. */
export async function queueFigures(stage: Stage): Promise<{ few: Compared; many: Compared }> {
  const pool = new pg.Pool({ connectionString: stage.databaseUrl, max: 1 })
  try {
    const cookie = await signIn(stage)
    await wait(pool, FEW)
    const bare = await stage.serveBare(await page(stage, cookie))
    const measure = () =>
      compare({ app: stage.app, bare }, { connections: 4, status: 200 }, where =>
        wire('GET', where === 'app' ? '/moderation' : '/', { cookie, accept: 'text/html' }),
      )
    const few = await measure()
    await wait(pool, MANY - FEW)
    return { few, many: await measure() }
  } finally {
    await pool.end()
  }
}

/** So many comments more wait for a chair, of many people, on all paragraphs. */
async function wait(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `insert into people (email, name, stakeholder_group, country, completed_at)
    select 'waiting' || n || '@example.org', 'Waiting ' || n, 'academia', 'NL', now() from generate_series(1, $1) n
    on conflict do nothing`,
    [AUTHORS],
  )
  await pool.query(
    `insert into comments (report_id, version_id, paragraph_id, person_id, kind, body, status)
    select v.report_id, v.id, p.ids[1 + n % cardinality(p.ids)], a.ids[1 + n % cardinality(a.ids)], 'general',
      'This should say who is responsible (' || n || ').', 'pending'
    from generate_series(1, $1::int) n, (select * from versions limit 1) v,
      (select array_agg(id) as ids from paragraphs) p,
      (select array_agg(id) as ids from people where email like 'waiting%') a`,
    [count],
  )
  await pool.query('vacuum analyze')
}

/** The cookies of a chair's session, as a browser gets them. */
async function signIn(stage: Stage): Promise<string> {
  const email = 'chair@example.org'
  await stage.consult(`grant ${email} chair --working-group wg1`)
  const link = new URL(await stage.consult(`sign-in-link ${email}`))
  const site = `http://${HOST}:${stage.app.port}`
  const shown = await fetch(site + link.pathname)
  const token = /name="_csrf" value="([^"]+)"/.exec(await shown.text())?.[1] ?? ''
  const answer = await fetch(site + link.pathname, {
    method: 'POST',
    headers: { cookie: cookiesOf(shown) },
    body: new URLSearchParams({ _csrf: token }),
    redirect: 'manual',
  })
  if (answer.status !== 303) throw new Error(`Signing in was answered with ${answer.status}.`)
  return cookiesOf(answer)
}

const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ')

async function page(stage: Stage, cookie: string) {
  const answer = await fetch(`http://${HOST}:${stage.app.port}/moderation`, { headers: { cookie } })
  const body = Buffer.from(await answer.arrayBuffer())
  if (!body.includes('action="/comments/')) throw new Error('The queue shows nothing to decide about.')
  return { type: 'text/html; charset=utf-8', encoding: 'identity', body: body.toString('base64') }
}
