import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Visitor } from '../../server/accounts/index.js'
import { cookieName } from '../../server/accounts/secrets/cookies.js'
import type { App } from '../../server/app.js'
import { importVersion } from '../../server/reports/index.js'
import { testApp } from '../app.js'

/** The site on a port of its own, and a Chromium to look at it with. */
export interface Site {
  app: App
  db: App['db']
  url: string
  /** A browser of somebody who is not signed in. */
  visitor(options?: BrowserContextOptions): Promise<Page>
  /** A browser in which this person has signed in. */
  signedIn(person: Pick<Visitor, 'id'>, options?: BrowserContextOptions): Promise<Page>
  /** Runs the jobs that wait. */
  runJobs(): Promise<void>
  /** The six digits of the last mail to this address. */
  codeFor(email: string): Promise<string>
  close(): Promise<void>
}

/** Patient enough for a busy machine; what is there is found at once. */
const PATIENCE_MS = 20_000
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function openSite(env: Record<string, string> = {}): Promise<Site> {
  const { app, db, runJobs, close } = await testApp(env)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ARGUMENTS,
  })

  async function pageOf(context: BrowserContext): Promise<Page> {
    context.setDefaultTimeout(PATIENCE_MS)
    return context.newPage()
  }
  const contextWith = (options: BrowserContextOptions = {}) => browser.newContext({ baseURL: url, ...options })

  return {
    app,
    db,
    url,
    runJobs,
    visitor: async options => pageOf(await contextWith(options)),
    async signedIn(person, options) {
      const expiresMs = 3_600_000
      const { id } = await db
        .insertInto('sessions')
        .values({ person_id: person.id, expires_at: new Date(Date.now() + expiresMs) })
        .returning('id')
        .executeTakeFirstOrThrow()
      const value = app.jwt.sign({ sid: id, jti: randomUUID() }, { expiresIn: expiresMs / 1000 })
      const context = await contextWith(options)
      await context.addCookies([{ name: cookieName(app.config, 'session'), value, url }])
      return pageOf(context)
    },
    async codeFor(email) {
      const { content } = await db
        .selectFrom('mails')
        .select('content')
        .where('address', '=', email)
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      return String(content.code)
    },
    async close() {
      await browser.close()
      await close()
    },
  }
}

/** A draft that has a bit of everything. */
export const DRAFT = `# Security by design

## 1 Scope

This report compares the rules that governments have made for connected devices. It says which of them work in
practice, and what is missing.

Manufacturers should offer security updates for at least five years after a device was last sold. They should say so
on the package.[^1]

- Passwords that are the same for all devices are not allowed.
- There is a public point of contact:
  - for researchers, with an address that is read;
  - for consumers, in their own language.

### 1.1 Standards

| Standard | What it is for | Deployed |
|---|---|---|
| DNSSEC | Signed answers | 38 % of zones |
| RPKI | Signed origins of routes | 51 % of prefixes |

> Each day lost counts.

\`\`\`
if (certificate.expired) refuse(connection, "a line that is longer than any screen and has to be scrolled to, which is possible")
\`\`\`

## 2 Recommendations

Governments buy many devices. They can ask for open standards when they do.

[^1]: Counted from the day of the sale.
`

/** The draft as version 1 of the report `iot`, open for comments. */
export async function publishDraft(db: App['db'], app: App): Promise<void> {
  await db
    .insertInto('working_groups')
    .values({
      slug: 'wg1',
      name: 'Security by design (Internet of Things)',
      description: 'What works, and what is missing.',
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  await importVersion(app, {
    file: { name: 'iot.md', bytes: Buffer.from(DRAFT) },
    report: 'iot',
    workingGroup: 'wg1',
    publish: 'publish',
    actor: null,
  })
}

/** What axe finds wrong with the page as it stands, one line a finding: WCAG 2.2 AA and good practice. */
export async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  )
}

/** By how many pixels the page is wider than the screen. */
export const widerThanScreen = (page: Page): Promise<number> =>
  page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)')

/** Selects these words of the draft, which stand in one piece in it. */
export async function selectWords(page: Page, words: string): Promise<void> {
  await page.evaluate(`{
    const walker = document.createTreeWalker(document.querySelector('.draft'), NodeFilter.SHOW_TEXT)
    let node
    while ((node = walker.nextNode()) && !node.data.includes(${JSON.stringify(words)}));
    const at = node.data.indexOf(${JSON.stringify(words)})
    getSelection().setBaseAndExtent(node, at, node, at + ${words.length})
  }`)
}
