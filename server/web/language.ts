import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { languageIn, withLanguage } from './language-prefix.js'
import { chooseLanguage } from './locale.js'
import { loadMessages, type Translate } from './messages.js'
import { pseudoLanguages } from './pseudo.js'

/**
 * Gives every request its language and its words: the language that its address names, else the account's
 * (accounts/session), else the browser's. A message that is missing is an error outside production.
 */
export const language = fastifyPlugin<{ folder: string }>(async (app: FastifyInstance, { folder }) => {
  const onMissing = (key: string) => {
    if (!app.config.production) throw new Error(`there is no message “${key}”`)
    app.log.error(`there is no message “${key}”`)
  }
  const messages = await loadMessages(folder, onMissing, app.config.production ? [] : pseudoLanguages)
  app.decorate('messages', messages)
  app.decorateRequest('locale', 'en')
  app.decorateRequest('prefix', '')
  app.decorateRequest('t', null as unknown as Translate)
  app.addHook('onRequest', async (request, reply) => {
    const named = languageIn(request.originalUrl, messages.known)
    request.prefix = named ? `/${named}` : ''
    request.locale = named ?? chooseLanguage(request.headers['accept-language'], messages.languages)
    request.t = messages.in(request.locale)
    if (!named && messages.languages.length > 1) reply.header('vary', 'accept-language')
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    const location = reply.getHeader('location')
    if (typeof location === 'string') reply.header('location', withLanguage(location, request.prefix, messages.known))
    done()
  })
})
