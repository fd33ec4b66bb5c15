import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdText, OneOf, statuses } from '../../comments/index.js'
import { type Decided as DecidedHere, decide } from './decide.js'
import { decisionActions, reasons } from './reasons.js'
import { Decide } from './schema.js'

export const Decided = Type.Object({
  id: Type.String({ description: 'The comment' }),
  status: OneOf(statuses),
  decision: Type.Object({
    id: Type.String(),
    action: OneOf(decisionActions),
    reason: Type.Union([OneOf(reasons), Type.Null()]),
    explanation: Type.String(),
    decidedAt: Type.String({ format: 'date-time' }),
  }),
})

/** A decision as programs are told of it. */
export function toApi({ id, comment, status, action, reason, explanation, decidedAt }: DecidedHere) {
  return { id: comment, status, decision: { id, action, reason, explanation, decidedAt: decidedAt.toISOString() } }
}

/** Deciding for programs; the same schema and rules as the form. */
export const decisionApi: FastifyPluginAsyncTypebox = async app => {
  app.post(
    '/api/v1/comments/:id/moderation',
    {
      schema: {
        summary: 'Publish, withhold, restore or mark as spam',
        security: [{ token: [] }],
        params: Type.Object({ id: IdText }),
        body: Decide,
        response: { 200: Decided },
      },
      config: { may: 'moderate' },
    },
    async request => {
      return toApi(await decide(app, { ...request.body, comment: request.params.id, moderator: request.person! }))
    },
  )
}
