import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { record } from '../../audit/index.js'
import { type Fault, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { field, readForm } from '../../web/forms.js'
import { forgetKeptForm } from '../kept-forms/keep.js'
import { tabs } from '../pages/tabs.js'
import { takeSession } from '../session/session.js'
import { endSession, endSessions, removeToken, sessionsOf, tokensOf } from '../session/store.js'
import { createToken } from '../session/tokens.js'
import { ownComments } from './store.js'
import { commentItem, sessionItem } from './views.js'

const Before = Type.Object({ before: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })) })
const SessionId = Type.Object({ id: Type.String({ format: 'uuid' }) })
const TokenId = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,18}$' }) })
const TokenBody = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  days: Type.Enum(['7', '30', '90', '365']),
})

const COMMENTS = 50
const DAY_MS = 24 * 3600 * 1000

/** One's own comments, the places where one is signed in, and tokens for programs. */
export const ownRoutes: FastifyPluginAsyncTypebox = async app => {
  const signedIn = { may: 'sign-in' } as const
  const form = { config: signedIn, preHandler: app.csrfProtection }

  app.get('/account', { schema: { querystring: Before }, config: signedIn }, async (request, reply) => {
    if (!request.person!.complete) return reply.goTo('/account/welcome?continue=/account')
    const rows = await ownComments(app.db, request.person!.id, request.query.before ?? null, COMMENTS + 1)
    const shown = rows.slice(0, COMMENTS)
    return reply.header('cache-control', 'no-store').page('accounts/comments', {
      title: request.t('accounts.comments.title'),
      tabs: tabs(request, '/account'),
      comments: shown.map(row => commentItem(row, request.t)),
      next: rows.length > COMMENTS ? `/account?before=${shown.at(-1)!.id}` : null,
    })
  })

  app.get('/account/sign-ins', { config: signedIn }, async (request, reply) => {
    const { id, sessionId } = request.person!
    const sessions = await sessionsOf(app.db, id)
    return reply.header('cache-control', 'no-store').page('accounts/sign-ins', {
      title: request.t('accounts.sign-ins.title'),
      tabs: tabs(request, '/account/sign-ins'),
      sessions: sessions.map(session => sessionItem(session, sessionId, request.t)),
    })
  })

  app.post('/account/sign-ins/:id/end', { ...form, schema: { params: SessionId } }, async (request, reply) => {
    const { id, sessionId } = request.person!
    if (request.params.id === sessionId) takeSession(app, reply)
    await endSession(app.db, id, request.params.id)
    return reply.goTo('/account/sign-ins', 'account.session-ended')
  })

  app.post('/account/sign-ins/end-all', form, async (request, reply) => {
    await endSessions(app.db, request.person!.id)
    takeSession(app, reply)
    await forgetKeptForm(app, request, reply)
    return reply.goTo('/', 'account.signed-out-everywhere')
  })

  app.get('/account/tokens', { config: signedIn }, async (request, reply) => showTokens(request, reply))

  app.post(
    '/account/tokens',
    {
      ...form,
      schema: { body: TokenBody },
      preValidation: readForm(fields => ({ name: field(fields, 'name') ?? '', days: field(fields, 'days') ?? '' })),
      errorHandler: showAgain((request, reply, fault) => showTokens(request, reply, { fault })),
    },
    async (request, reply) => {
      const { id } = request.person!
      const { name, days } = request.body
      const created = await app.db
        .transaction()
        .execute(tx => createToken(tx, { person: id, name, expiresMs: Number(days) * DAY_MS, actor: id }))
      // Not after a redirect, as after other forms: it is shown once, and kept nowhere in between.
      return showTokens(request, reply.code(201), { created })
    },
  )

  app.post('/account/tokens/:id/revoke', { ...form, schema: { params: TokenId } }, async (request, reply) => {
    const { id } = request.person!
    await app.db.transaction().execute(async tx => {
      if (!(await removeToken(tx, id, request.params.id))) throw notFound()
      const details = { token: request.params.id }
      await record(tx, { actor: id, action: 'token.revoked', subject: 'person', subjectId: id, details })
    })
    return reply.goTo('/account/tokens', 'account.token-revoked')
  })
}

async function showTokens(
  request: FastifyRequest,
  reply: FastifyReply,
  { fault, created = null }: { fault?: Fault; created?: string | null } = {},
) {
  const { t } = request
  return reply.header('cache-control', 'no-store').page('accounts/tokens', {
    title: t('accounts.tokens.title'),
    tabs: tabs(request, '/account/tokens'),
    tokens: await tokensOf(request.server.db, request.person!.id),
    created,
    form: formView(request, { name: '', days: '30' }, fault && { typed: request.typed, fault }),
    lifetimes: ['7', '30', '90', '365'].map(value => ({
      value,
      label: t('accounts.tokens.days', { count: Number(value) }),
    })),
  })
}
