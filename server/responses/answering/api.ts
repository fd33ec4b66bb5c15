import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdText, OneOf } from '../../comments/index.js'
import type { ResponseState } from '../../database/schema.js'
import { respond } from './respond.js'
import { Respond } from './schema.js'

const states: readonly ResponseState[] = ['draft', 'agreed', 'published']

/** Answering for programs; the same schema and rules as the form. */
export const responseApi: FastifyPluginAsyncTypebox = async app => {
  app.post(
    '/api/v1/comments/:id/response',
    {
      schema: {
        summary: 'Answer a comment',
        description:
          'Published at once, or kept as a draft where the group wants a second person to agree; `step` says otherwise. ' +
          'Sent again with other content it corrects the response.',
        security: [{ token: [] }],
        params: Type.Object({ id: IdText }),
        body: Respond,
        response: {
          200: Type.Object({
            id: Type.String({ description: 'The comment' }),
            state: OneOf(states),
            revision: Type.Integer(),
            disposition: Respond.properties.disposition,
          }),
        },
      },
      config: { may: 'moderate' },
    },
    async request => {
      const { comment, state, revision } = await respond(app, request.person!, request.params.id, request.body)
      return { id: comment, state, revision, disposition: request.body.disposition }
    },
  )
}
