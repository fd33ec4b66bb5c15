import type { FastifyInstance } from 'fastify'
import type { TaskList } from '../jobs/jobs.js'
import { extendChain } from './chain.js'
import { publishHead } from './heads.js'

export { extendChain, headHash } from './chain.js'
export { type PublishedHead, publishedHeads } from './heads.js'
export { type Entry, record } from './record.js'
export { type Breach, type Verdict, verifyLog } from './verify.js'

export function auditTasks(app: FastifyInstance): TaskList {
  return {
    'chain-audit-log': async () => {
      await extendChain(app.db)
      await publishHead(app.db)
    },
  }
}
