import type { FastifyInstance } from 'fastify'

/** Signing in and out, and everything that people see and change of their own. */
export async function accounts(_app: FastifyInstance): Promise<void> {}
