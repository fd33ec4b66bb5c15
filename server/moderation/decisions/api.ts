import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdText, OneOf, statuses } from '../../comments/index.js'
import { decide } from './decide.js'
import { actions, reasons } from './reasons.js'
import { Decide } from './schema.js'

const Decided = Type.Object({
  id: Type.String({ description: 'The comment' }),
  status: OneOf(statuses),
  decision: Type.Object({
    id: Type.String(),
    action: OneOf(actions),
    reason: Type.Union([OneOf(reasons), Type.Null()]),
    explanation: Type.String(),
    decidedAt: Type.String({ format: 'date-time' }),
  }),
})

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
      const decided = await decide(app, { ...request.body, comment: request.params.id, moderator: request.person! })
      const { action, reason, explanation } = decided
      return {
        id: decided.comment,
        status: decided.status,
        decision: { id: decided.id, action, reason, explanation, decidedAt: decided.decidedAt.toISOString() },
      }
    },
  )
}
