import type { FastifyInstance, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { isCoordinator, type May, moderatedGroups } from '../accounts/index.js'
import { notAllowed, notSignedIn } from './faults.js'

/** A route and what it asks of its visitor. */
export interface Permission {
  method: string
  url: string
  may: May
}

/** Asks of every visitor what the route's `config.may` says. A route without one does not start. */
export const permissions = fastifyPlugin(async (app: FastifyInstance) => {
  const routes: Permission[] = []
  app.decorate('permissions', routes)
  app.addHook('onRoute', route => {
    if (!route.config?.may && !route.url.startsWith('/assets/'))
      throw new Error(`${String(route.method)} ${route.url} does not say who may use it (config.may)`)
    for (const method of [route.method].flat())
      routes.push({ method, url: route.url, may: route.config?.may ?? 'anyone' })
  })
  app.addHook('onRequest', async request => checkMay(request, request.routeOptions.config.may ?? 'anyone'))
})

function checkMay(request: FastifyRequest, may: May): void {
  if (may === 'anyone') return
  const person = request.person
  if (!person) throw notSignedIn()
  if (may === 'sign-in') return
  if (person.blocked) throw notAllowed('blocked')
  if (!person.complete) throw notAllowed('profile-incomplete')
  const groups = moderatedGroups(person)
  if (may === 'moderate' && groups !== 'all' && groups.length === 0) throw notAllowed('chairs-only')
  if (may === 'coordinate' && !isCoordinator(person)) throw notAllowed('coordinators-only')
}
