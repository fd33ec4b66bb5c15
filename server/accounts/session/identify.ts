import jwt from '@fastify/jwt'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { notSignedIn } from '../../web/faults.js'
import { keyFor } from '../../web/keys.js'
import type { Visitor } from '../person.js'
import { cookieName } from '../secrets/cookies.js'
import { hashOf } from '../secrets/secrets.js'
import { giveSession, movedOn, readSession } from './session.js'
import { type KnownPerson, personOfSession, personOfToken, prolongSession } from './store.js'

/**
 * Finds out who is asking. Pages know the session's cookie, the API knows bearer tokens and no cookie, so that no other
 * site can make a browser call the API (docs/decisions/0020-sign-in.md). A token that is not good is refused even where
 * nobody need sign in: silence would hide the mistake.
 */
export const identify = fastifyPlugin(async (app: FastifyInstance) => {
  await app.register(jwt, {
    secret: keyFor(app.config, 'session'),
    sign: { algorithm: 'HS256', iss: app.config.publicUrl },
    verify: { algorithms: ['HS256'], allowedIss: app.config.publicUrl },
  })
  app.decorateRequest('person', null)
  app.addHook('onRequest', async (request, reply) => {
    const { url, config } = request.routeOptions
    if (config.shared || url?.startsWith('/assets/')) return
    request.person = request.url.startsWith('/api/')
      ? await byToken(app, request)
      : await bySession(app, request, reply)
  })
})

async function byToken(app: FastifyInstance, request: FastifyRequest): Promise<Visitor | null> {
  const { authorization } = request.headers
  if (authorization === undefined) return null
  const token = /^Bearer +([\w-]{20,200}) *$/i.exec(authorization)?.[1]
  const person = token === undefined ? undefined : await personOfToken(app.pg, hashOf(token))
  if (!person) throw notSignedIn()
  return visitorOf(person, null)
}

async function bySession(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<Visitor | null> {
  const cookie = request.cookies[cookieName(app.config, 'session')]
  const id = cookie === undefined ? null : readSession(app, cookie)
  const person = id === null ? undefined : await personOfSession(app.pg, id)
  if (id === null || !person) return null
  const until = movedOn({ id, beganAt: person.began_at, expiresAt: person.expires_at }, new Date())
  if (until) {
    await prolongSession(app.db, id, until)
    giveSession(app, reply, id, until)
  }
  if (!request.prefix && app.messages.languages.includes(person.locale)) {
    request.locale = person.locale
    request.t = app.messages.in(person.locale)
  }
  return visitorOf(person, id)
}

function visitorOf(person: KnownPerson, sessionId: string | null): Visitor {
  return {
    id: person.id,
    name: person.name ?? '',
    email: person.email ?? '',
    locale: person.locale,
    complete: person.completed_at !== null,
    blocked: person.blocked_at !== null,
    roles: person.roles,
    sessionId,
  }
}
