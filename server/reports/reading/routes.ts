import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { createKept } from '../kept/kept.js'
import type { KeptPages } from '../kept/pages.js'
import { versionPath } from '../paths.js'
import { findReadingPage, type Text } from './page.js'

const Params = Type.Object({
  slug: Type.String({ maxLength: 100 }),
  number: Type.Integer({ minimum: 1, maximum: 100_000 }),
})

const Query = Type.Object({
  comments: Type.Optional(Type.Unsafe<'own' | 'all'>({ type: 'string', enum: ['own', 'all'] })),
})

/** By each paragraph stands how many comments it has: no older than this, and counted no more often. */
const REST_MS = 1_000
const TEXT_BYTES = 64 * 1024 * 1024
const TEXT_AGE_MS = 24 * 3600 * 1000

/** The reading page: a version's whole text. */
export const readingRoutes: FastifyPluginAsyncTypebox<{ pages: KeptPages }> = async (app, { pages }) => {
  const texts = createKept<Text>({ maxBytes: TEXT_BYTES, maxAgeMs: TEXT_AGE_MS })

  app.get(
    '/reports/:slug/v/:number',
    { schema: { params: Params, querystring: Query }, config: { may: 'anyone' } },
    (request, reply) => {
      const { comments = 'own' } = request.query
      const path = versionPath(request.params.slug, request.params.number)
      return pages.send(request, reply, {
        path: comments === 'all' ? `${path}?comments=all` : path,
        restMs: REST_MS,
        find: () => findReadingPage(app, texts, request, { ...request.params, comments }),
      })
    },
  )
}
