import type { FastifyInstance } from 'fastify'

export async function moderation(_app: FastifyInstance): Promise<void> {}
