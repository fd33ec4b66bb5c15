import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { findImage } from './store.js'

const Params = Type.Object({ hash: Type.String({ pattern: '^[0-9a-f]{64}$' }) })

/** Pictures of drafts, named by a hash of their content: they never change, and nobody finds one by guessing. */
export const imageRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/images/:hash', { schema: { params: Params }, config: { may: 'anyone' } }, async (request, reply) => {
    const { hash } = request.params
    const image = await findImage(app.db, hash)
    return reply
      .type(image.type)
      .headers({ 'cache-control': 'public, max-age=31536000, immutable', etag: `"${hash.slice(0, 22)}"` })
      .header('x-content-type-options', 'nosniff')
      .send(image.bytes)
  })
}
