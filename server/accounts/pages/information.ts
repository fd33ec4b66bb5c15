import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Config } from '../../config.js'

/** What the pages say, in their order; the words are messages under `accounts.privacy` and `accounts.accessibility`. */
const PRIVACY = {
  short: ['address', 'name', 'public', 'leave'],
  kept: ['email', 'name', 'group', 'gender', 'comments', 'decisions', 'log', 'sessions', 'mails', 'kept', 'requests'],
  rights: ['see', 'correct', 'erase', 'object', 'complain'],
}
const ACCESSIBILITY = {
  works: ['keyboard', 'reader', 'small', 'script', 'colour', 'time'],
  unsolved: ['tables', 'images', 'source', 'language'],
}

/** What is kept of people, and how well the site can be used by all of them. */
export const informationPages: FastifyPluginAsyncTypebox = async app => {
  const contact = contactOf(app.config)
  app.get('/privacy', { config: { may: 'anyone' } }, async (request, reply) =>
    reply.page('accounts/privacy', { title: request.t('accounts.privacy.title'), ...PRIVACY, contact }),
  )
  app.get('/accessibility', { config: { may: 'anyone' } }, async (request, reply) =>
    reply.page('accounts/accessibility', {
      title: request.t('accounts.accessibility.title'),
      ...ACCESSIBILITY,
      contact,
    }),
  )
}

/** The operator's own address, from which mails come and to which they can be answered. */
function contactOf({ mailFrom }: Config): string {
  return /<([^>]+)>/.exec(mailFrom)?.[1] ?? mailFrom
}
