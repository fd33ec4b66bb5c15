import type { FastifyInstance } from 'fastify'

export { initialStatus } from './decisions/policy.js'
export { type Action, APPEAL_MONTHS, actions, type Reason, reasons } from './decisions/reasons.js'
export { tombstoneOf } from './decisions/tombstone.js'

export async function moderation(_app: FastifyInstance): Promise<void> {}
