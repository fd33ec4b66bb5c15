import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Fault, invalidField } from '../../../web/faults.js'
import { formView, showAgain } from '../../../web/form-view.js'
import { field, readForm } from '../../../web/forms.js'
import { forgetKeptForm } from '../../kept-forms/keep.js'
import { tabs } from '../../pages/tabs.js'
import { takeSession } from '../../session/session.js'
import { eraseAccount } from './erase.js'
import { ownData } from './own-data.js'

const Erase = Type.Object({ sure: Type.Boolean() })

/** What the law calls access, portability and erasure (GDPR, articles 15, 20 and 17), each without asking anybody. */
export const dataRoutes: FastifyPluginAsyncTypebox = async app => {
  const signedIn = { may: 'sign-in' } as const

  app.get('/account/your-data', { config: signedIn }, async (request, reply) =>
    reply.header('cache-control', 'no-store').page('accounts/your-data', {
      title: request.t('accounts.your-data.title'),
      tabs: tabs(request, '/account/your-data'),
    }),
  )

  app.get('/account/data', { config: signedIn }, async (request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="is3c-consult-my-data.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(await ownData(app.db, request.person!.id), null, 2)),
  )

  app.get('/account/erase', { config: signedIn }, async (request, reply) => showErase(request, reply))

  app.post(
    '/account/erase',
    {
      config: signedIn,
      schema: { body: Erase },
      preValidation: readForm(fields => ({ sure: field(fields, 'sure') === 'yes' })),
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showErase),
    },
    async (request, reply) => {
      if (!request.body.sure) throw invalidField('sure', 'not-sure')
      await eraseAccount(app.db, request.person!.id)
      takeSession(app, reply)
      await forgetKeptForm(app, request, reply)
      reply.header('clear-site-data', '"cache", "storage"')
      return reply.goTo('/', 'account.erased')
    },
  )
}

async function showErase(request: FastifyRequest, reply: FastifyReply, fault?: Fault) {
  return reply.header('cache-control', 'no-store').page('accounts/erase', {
    title: request.t('accounts.erase.title'),
    email: request.person!.email,
    form: formView(request, { sure: '' }, { fault }),
  })
}
