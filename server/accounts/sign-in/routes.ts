import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { Type } from 'typebox'
import { type Fault, invalidField, tooMany } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { field, readForm } from '../../web/forms.js'
import { forgetKeptForm } from '../kept-forms/keep.js'
import { readAddress } from '../people/address.js'
import { cookieName, cookieOptions } from '../secrets/cookies.js'
import { hashOf } from '../secrets/secrets.js'
import { deviceOf } from '../session/device.js'
import { giveSession, takeSession } from '../session/session.js'
import { endSession } from '../session/store.js'
import { type SignedIn, signInByCode, signInByLink } from './answer.js'
import { askToSignIn } from './ask.js'
import { localPath } from './continue.js'
import { goOn } from './go-on.js'
import { limitNetwork } from './limits.js'
import { GOOD_MS } from './link.js'
import { openById, openByLink } from './store.js'

const Continue = Type.Object({ continue: Type.Optional(Type.String()) })
const Ask = Type.Object({ email: Type.String({ minLength: 1, maxLength: 320 }) })
const Code = Type.Object({ code: Type.String({ minLength: 1, maxLength: 100 }) })
const Link = Type.Object({ secret: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) })

/** Forms that one network sends in ten minutes. */
const ASKS = 60
const ANSWERS = 120

/** Signing in by an address, one mail, and a link or a code; and signing out. */
export const signInRoutes: FastifyPluginAsyncTypebox = async app => {
  const anyone = { may: 'anyone' } as const

  app.get('/sign-in', { schema: { querystring: Continue }, config: anyone }, async (request, reply) => {
    const next = localPath(request.query.continue)
    if (request.person) return reply.goTo(next)
    return showAsk(request, reply, next)
  })

  app.post(
    '/sign-in',
    {
      schema: { body: Ask },
      config: anyone,
      preValidation: readForm(fields => ({ email: field(fields, 'email') ?? '' })),
      preHandler: [limitNetwork(app, ASKS), app.csrfProtection],
      errorHandler: showAgain((request, reply, fault) =>
        showAsk(request, reply, localPath(field(request.typed, 'continue')), fault),
      ),
    },
    async (request, reply) => {
      const email = readAddress(request.body.email)
      if (email === null) throw invalidField('email', 'email')
      const continueTo = localPath(field(request.typed, 'continue'))
      // Who reads in a language of her choice goes on in it after the mail.
      const { locale, prefix } = request
      const id = await askToSignIn(app, { email, locale, prefix, continueTo })
      reply.setCookie(cookieName(app.config, 'sign-in'), id, cookieOptions(app.config, GOOD_MS))
      return reply.goTo('/sign-in/code')
    },
  )

  app.get('/sign-in/code', { config: anyone }, async (request, reply) => showCode(request, reply))

  app.post(
    '/sign-in/code',
    {
      schema: { body: Code },
      config: anyone,
      preValidation: readForm(fields => ({ code: field(fields, 'code') ?? '' })),
      preHandler: [limitNetwork(app, ANSWERS), app.csrfProtection],
      errorHandler: showAgain(showCode),
    },
    async (request, reply) => {
      const code = request.body.code.normalize('NFKC').replace(/[\s\p{C}\p{P}]/gu, '')
      if (!/^[0-9]{6}$/.test(code)) throw invalidField('code', 'code-format')
      const id = requestOf(request)
      const answer = id === null ? ({ state: 'over' } as const) : await signInByCode(app, id, code, asking(request))
      switch (answer.state) {
        case 'signed-in':
          return signedIn(request, reply, answer.signedIn)
        case 'wrong':
          request.log.info('sign-in: wrong code')
          throw invalidField('code', 'code-wrong', { count: answer.left })
        case 'too-many':
          request.log.warn('sign-in: too many wrong codes')
          throw tooMany('too-many-codes')
        case 'over':
          return reply.goTo('/sign-in', 'account.code-over')
      }
    },
  )

  // Mail scanners follow links, so the link's page only asks for one click.
  const ofLink = { schema: { params: Link }, config: anyone, ...withoutSecretInLogs }
  app.get('/sign-in/:secret', ofLink, async (request, reply) => showLink(request, reply, request.params.secret))

  app.post(
    '/sign-in/:secret',
    { ...ofLink, preHandler: [limitNetwork(app, ANSWERS), app.csrfProtection] },
    async (request, reply) => {
      const answer = await signInByLink(app, request.params.secret, asking(request))
      if (answer) return signedIn(request, reply, answer)
      return showLink(request, reply, request.params.secret)
    },
  )

  app.post('/sign-out', { config: anyone, preHandler: app.csrfProtection }, async (request, reply) => {
    if (request.person?.sessionId) await endSession(app.db, request.person.id, request.person.sessionId)
    takeSession(app, reply)
    await forgetKeptForm(app, request, reply)
    // Nothing that she saw or typed stays in this browser (ASVS 5, 14.3.1); browsers listen to it over https alone.
    reply.header('clear-site-data', '"cache", "storage"')
    return reply.goTo('/', 'account.signed-out')
  })
}

/** The route stands in the log in place of the address, which holds a secret. */
const withoutSecretInLogs: Pick<RouteShorthandOptions, 'logSerializers'> = {
  logSerializers: {
    req: (request: FastifyRequest) => ({ method: request.method, url: '/sign-in/…', remoteAddress: request.ip }),
  },
}

const asking = (request: FastifyRequest) => ({
  device: deviceOf(request.headers['user-agent']),
  locale: request.locale,
})

/** Which mail this browser asked for. */
function requestOf(request: FastifyRequest): string | null {
  const id = request.cookies[cookieName(request.server.config, 'sign-in')]
  return id !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : null
}

async function signedIn(request: FastifyRequest, reply: FastifyReply, answer: SignedIn) {
  const { server: app, person } = request
  if (person?.sessionId) await endSession(app.db, person.id, person.sessionId)
  giveSession(app, reply, answer.session, answer.expiresAt)
  reply.clearCookie(cookieName(app.config, 'sign-in'), cookieOptions(app.config))
  request.log.info({ person: answer.personId }, 'signed in')
  if (!answer.complete) return reply.goTo(`/account/welcome?continue=${encodeURIComponent(answer.continueTo)}`)
  return goOn(request, reply, answer.continueTo)
}

function showAsk(request: FastifyRequest, reply: FastifyReply, next: string, fault?: Fault) {
  return reply.header('cache-control', 'no-store').page('accounts/sign-in', {
    title: request.t('accounts.sign-in.title'),
    next,
    form: formView(request, { email: '' }, fault && { typed: request.typed, fault }),
  })
}

async function showCode(request: FastifyRequest, reply: FastifyReply, fault?: Fault) {
  const id = requestOf(request)
  const asked = id === null ? undefined : await openById(request.server.db, id)
  if (!asked) return reply.goTo('/sign-in', id === null ? undefined : 'account.code-over')
  return reply.header('cache-control', 'no-store').page('accounts/code', {
    title: request.t('accounts.code.title'),
    email: asked.email,
    again: `/sign-in?continue=${encodeURIComponent(asked.continue_to)}`,
    form: formView(request, { code: '' }, { fault }),
  })
}

async function showLink(request: FastifyRequest, reply: FastifyReply, secret: string) {
  const asked = await openByLink(request.server.db, hashOf(secret))
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
  if (asked)
    return reply.page('accounts/link', {
      title: request.t('accounts.link.title'),
      email: asked.email,
      action: `/sign-in/${secret}`,
    })
  if (request.person) return reply.goTo('/', 'account.signed-in')
  return reply.code(410).page('accounts/link-over', { title: request.t('accounts.link-over.title') })
}
