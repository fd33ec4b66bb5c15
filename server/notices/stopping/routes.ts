import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { notFound } from '../../web/faults.js'
import { isProof, type Stoppable, stopPath } from './address.js'
import { stopMails } from './store.js'

const Params = Type.Object({
  what: Type.Enum(['replies']),
  person: Type.String({ pattern: '^[0-9]{1,18}$' }),
  proof: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
})

/** Stopping mails of one kind from the mail itself: a page with a button, or one click in the mail program (RFC 8058). */
export const stopRoutes: FastifyPluginAsyncTypebox = async app => {
  const checked = (params: { what: Stoppable; person: string; proof: string }) => {
    if (!isProof(app.config, params.person, params.what, params.proof)) throw notFound()
    return params
  }
  // The address is a secret of one person, so the log names the route.
  const route = {
    schema: { params: Params },
    config: { may: 'anyone' },
    logSerializers: {
      req: (request: FastifyRequest) => ({ method: request.method, url: '/mail/stop/…', remoteAddress: request.ip }),
    },
  } as const

  app.get('/mail/stop/:what/:person/:proof', route, async (request, reply) => {
    const { what, person } = checked(request.params)
    return reply.header('referrer-policy', 'no-referrer').page('notices/stop', {
      title: request.t('mail.stop.title'),
      action: stopPath(app.config, person, what),
      what,
    })
  })

  // No form token: mail programs have none to send, and the address proves as much.
  app.post('/mail/stop/:what/:person/:proof', route, async (request, reply) => {
    const { what, person } = checked(request.params)
    await stopMails(app.db, person, what)
    return reply.goTo('/', 'mail.stopped')
  })
}
