import type { FastifyInstance } from 'fastify'
import type { Database } from '../database/pool.js'

export { paragraphPath, reportPath, versionPath } from './paths.js'
export { type Period, periodOf } from './period.js'
export {
  findParagraph,
  findReport,
  findVersion,
  placeOfVersion,
  reportBySlug,
  type VersionPlace,
  versionColumns,
  versionInAnyState,
} from './store.js'

export async function loadSamples(_db: Database): Promise<void> {}
export async function reports(_app: FastifyInstance): Promise<void> {}
