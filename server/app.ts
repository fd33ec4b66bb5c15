import { fileURLToPath } from 'node:url'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import csrf from '@fastify/csrf-protection'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyInstance } from 'fastify'
import { accounts, cookieName, formTokens, identify } from './accounts/index.js'
import { comments } from './comments/index.js'
import type { Config } from './config.js'
import type { Pool } from './database/pool.js'
import { openSignals } from './database/signals.js'
import { loadGroupReasons, moderation } from './moderation/index.js'
import { notices } from './notices/index.js'
import { reports } from './reports/index.js'
import { responses } from './responses/index.js'
import { assets } from './web/assets.js'
import { compilers } from './web/compiling.js'
import { compression } from './web/compression.js'
import { early } from './web/early.js'
import { errors } from './web/errors.js'
import { health } from './web/health.js'
import { language } from './web/language.js'
import { withoutLanguage } from './web/language-prefix.js'
import { NOTICE_COOKIE } from './web/notice.js'
import { openApi } from './web/openapi.js'
import { permissions } from './web/permissions.js'
import { projectFolder } from './web/project.js'
import { security } from './web/security.js'
import { views } from './web/views.js'

export type App = FastifyInstance

/**
 * The application, without a socket: main.ts listens, a test injects requests. What comes first runs first for every
 * request. Closing it ends its own connection for signals; the pool belongs to the caller.
 */
export async function buildApp(config: Config, pool: Pool & { url: string }): Promise<App> {
  const app = Fastify({
    logger: { level: config.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] },
    trustProxy: typeof config.trustProxy === 'number' ? hopsUpTo(config.trustProxy) : config.trustProxy,
    bodyLimit: 256 * 1024,
    // A draft of 25 MB comes in over a slow line; who sends nothing at all is let go by the next.
    requestTimeout: 300_000,
    connectionTimeout: 60_000,
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    rewriteUrl(request) {
      return withoutLanguage(request.url ?? '/', this.messages.known)
    },
    routerOptions: { maxParamLength: 200 },
    schemaController: { compilersFactory: compilers },
    ajv: { customOptions: { allErrors: true, removeAdditional: false, coerceTypes: 'array' } },
  })

  app.decorate('config', config)
  // Before anything is opened: a file that cannot be used ends the start.
  app.decorate('groupReasons', await loadGroupReasons(config.reasonsDir))
  app.decorate('db', pool.db)
  app.decorate('pg', pool.pg)
  app.decorate('signals', await openSignals(pool.url, pool.pg, error => app.log.error({ err: error }, 'signals')))
  app.addHook('onClose', () => app.signals.close())

  // What lies ready in memory goes out first. Then headers that protect, so that even an error carries them; then what the
  // page of a refusal needs, its language and the cookies; then what may refuse.
  await app.register(early, { personal: [cookieName(config, 'session'), NOTICE_COOKIE] })
  await app.register(security)
  await app.register(cookie)
  await app.register(language, { folder: projectFolder('messages') })
  await app.register(underPressure, { maxEventLoopDelay: config.limits ? 2_000 : 0, pressureHandler: undefined })
  await app.register(rateLimit, { global: config.limits, max: 600, timeWindow: '1 minute', hook: 'onRequest' })
  await app.register(compress, compression)
  await app.register(csrf, { ...formTokens(config), getToken: formToken })
  await app.register(formbody)
  await app.register(multipart, { limits: { fileSize: 25 * 1024 * 1024, files: 1, fields: 40, parts: 41 } })

  // Our own: what every page shares. A visitor is known before it is asked what she may do.
  await app.register(assets, { folder: fileURLToPath(new URL('dist/public', `file://${projectFolder('')}/`)) })
  await app.register(views, { folder: projectFolder('templates') })
  await app.register(identify)
  await app.register(permissions)
  await app.register(errors)
  await app.register(openApi)

  // The features.
  await app.register(health)
  await app.register(accounts)
  await app.register(reports)
  await app.register(comments)
  await app.register(moderation)
  await app.register(responses)
  await app.register(notices)
  return app
}

/** Trusts so many proxies in front of the server. */
const hopsUpTo = (hops: number) => (_address: string, hop: number) => hop < hops

/**
 * A form carries its token in the field `_csrf`; an upload, whose fields arrive later, in the address. Where the form has
 * become the body of an API call already (web/forms.ts), the fields as they were typed still have it.
 */
function formToken(request: { typed?: unknown; body?: unknown; query?: unknown }): string {
  const places = [request.typed, request.body, request.query] as ({ _csrf?: unknown } | null | undefined)[]
  return String(places.find(place => place?._csrf !== undefined)?._csrf ?? '')
}
