/**
 * The program that reads drafts apart from the server (reader.ts starts it, scripts/build.mjs builds it): a file that
 * makes the reader run for ever or out of memory ends this process and no other. It answers one piece of work, then
 * it is ended.
 */
import { Worker } from 'node:worker_threads'
import { DraftError } from '../../drafts/index.js'
import { compareHere, readHere } from './here.js'
import type { Answer, Work } from './work.js'

/** Longer than any reader waits (reader.ts). */
const LIFE_MS = 60_000

// Should the server be gone while this process is busy, nobody ends it: then a thread of its own does.
new Worker(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${LIFE_MS})`, { eval: true }).unref()
process.on('disconnect', () => process.exit())
// Ctrl-C is for the server, which lets what is under way come to its end.
process.on('SIGINT', () => {})
process.on('message', (work: Work) => {
  answer(work).then(
    result => process.send?.(result),
    error => {
      throw error
    },
  )
})

async function answer(work: Work): Promise<Answer> {
  if (work.task === 'compare') return { task: 'compare', ...compareHere(work.old, work.next, work.anchors) }
  try {
    return { task: 'read', ...(await readHere(work.bytes, work.name)) }
  } catch (error) {
    if (!(error instanceof DraftError)) throw error
    return { task: 'refused', code: error.code, detail: error.detail }
  }
}
