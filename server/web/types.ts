import type { Pool as PgPool } from 'pg'
import type { May, Visitor } from '../accounts/index.js'
import type { Config } from '../config.js'
import type { Database } from '../database/pool.js'
import type { Signals } from '../database/signals.js'
import type { Assets } from './assets.js'
import type { EarlyAnswers } from './early.js'
import type { Messages, Translate } from './messages.js'
import type { Permission } from './permissions.js'

/** What the application hangs on Fastify's own objects, in one place. */
declare module 'fastify' {
  interface FastifyInstance {
    config: Config
    db: Database
    pg: PgPool
    signals: Signals
    messages: Messages
    assets: Assets
    /** From here, GETs of visitors whom the site does not know may be answered before all else. */
    answerEarly(source: EarlyAnswers): void
    /** Every route of the application with what it asks of its visitor, for the test of docs/permissions.md. */
    permissions: readonly Permission[]
  }
  interface FastifyRequest {
    /** null: not signed in. */
    person: Visitor | null
    /** BCP 47 tag of the language in which the page is answered. */
    locale: string
    /** The language that the address names, as it stands there (`/fr`), or nothing: `url` is without it. */
    prefix: string
    t: Translate
    /** Renders a page as `reply.page` does, but for nobody in particular, so that it can be kept and sent to many. */
    sharedPage(template: string, data: { title: string } & Record<string, unknown>): Promise<string>
  }
  interface FastifyReply {
    /** Renders templates/{template}.hbs in the layout; `title` is the page's own, without the site's name. */
    page(template: string, data: { title: string } & Record<string, unknown>): Promise<FastifyReply>
    /** Sends the browser on with 303 after a form; the next page shows the message `notices.{key}` once. */
    goTo(path: string, notice?: string): FastifyReply
  }
  interface FastifyContextConfig {
    may?: May
    /** The page is kept and sent to everybody: it may not read the visitor's cookies. */
    shared?: true
  }
}
