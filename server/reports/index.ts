import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/pool.js'

export async function loadSamples(_db: Database): Promise<void> {}
export async function reports(_app: FastifyInstance): Promise<void> {}
