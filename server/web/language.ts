import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { chooseLanguage } from './locale.js'
import { loadMessages, type Translate } from './messages.js'

/** Gives every request its language and its words. A message that is missing is an error outside production. */
export const language = fastifyPlugin<{ folder: string }>(async (app: FastifyInstance, { folder }) => {
  const messages = await loadMessages(folder, key => {
    if (!app.config.production) throw new Error(`there is no message “${key}”`)
    app.log.error(`there is no message “${key}”`)
  })
  app.decorate('messages', messages)
  app.decorateRequest('locale', 'en')
  app.decorateRequest('t', null as unknown as Translate)
  app.addHook('onRequest', async (request, reply) => {
    request.locale = chooseLanguage(request.headers['accept-language'], messages.languages)
    request.t = messages.in(request.locale)
    if (messages.languages.length > 1) reply.header('vary', 'accept-language')
  })
})
