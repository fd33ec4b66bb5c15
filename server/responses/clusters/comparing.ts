import { fork } from 'node:child_process'
import { projectFolder } from '../../web/project.js'
import { type Compared, compareHere } from './compare-here.js'
import type { Text } from './store.js'

/** Fewer are compared on the spot: a process of its own takes longer to start. */
const FEW = 200
const LIMIT_MS = 300_000
/** The built worker.ts. */
const PROGRAM = projectFolder('dist/similarity-worker.js')

/** Clusters and signatures of these texts; many are compared in a process of their own, so that nobody waits for them. */
export function compare(texts: readonly Text[]): Promise<Compared> {
  if (texts.length <= FEW) return Promise.resolve(compareHere(texts))
  return new Promise((resolve, reject) => {
    const child = fork(PROGRAM, [], {
      env: process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {},
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      execArgv: [],
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS)
    child.once('message', (compared: Compared) => {
      resolve(compared)
      child.kill('SIGKILL')
    })
    child.once('error', reject)
    // After an answer this settles nothing any more.
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`the comparing process ended with ${signal ?? code}`))
    })
    child.send(texts, () => {})
  })
}
