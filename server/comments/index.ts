import type { FastifyInstance } from 'fastify'

export async function comments(_app: FastifyInstance): Promise<void> {}
