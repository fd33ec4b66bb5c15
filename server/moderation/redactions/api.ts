import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdText } from '../../comments/index.js'
import { Decided, toApi } from '../decisions/api.js'
import { lift, redact } from './redact.js'
import { Lift, Redact } from './schema.js'

/** Withholding a part of a comment, for programs; the same schema and rules as the form. */
export const redactionApi: FastifyPluginAsyncTypebox = async app => {
  app.post(
    '/api/v1/comments/:id/redactions',
    {
      schema: {
        summary: 'Withhold a part of a comment',
        security: [{ token: [] }],
        params: Type.Object({ id: IdText }),
        body: Redact,
        response: { 200: Decided },
      },
      config: { may: 'moderate' },
    },
    async request =>
      toApi(await redact(app, { ...request.body, comment: request.params.id, moderator: request.person! })),
  )

  app.post(
    '/api/v1/decisions/:id/lift',
    {
      schema: {
        summary: 'Show again what a decision has withheld of a comment',
        security: [{ token: [] }],
        params: Type.Object({ id: IdText }),
        body: Lift,
        response: { 200: Decided },
      },
      config: { may: 'moderate' },
    },
    async request =>
      toApi(await lift(app, { ...request.body, decision: request.params.id, moderator: request.person! })),
  )
}
