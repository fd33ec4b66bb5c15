import { fork } from 'node:child_process'
import { type Draft, DraftError } from '../../drafts/index.js'
import type { Anchor, Carried, Lineage, LineageBlock } from '../../lineage/index.js'
import { tooMany } from '../../web/faults.js'
import { projectFolder } from '../../web/project.js'
import { Turns } from './turns.js'
import type { Answer, Work } from './work.js'

/**
 * Reads and compares drafts in processes of their own, within limits of time and memory. Not in threads: tried with
 * Node 20, a thread that asks for one large piece of memory too many takes the whole server with it, whatever its
 * resourceLimits say, and one that is short of memory ends seconds after it is told to (docs/decisions/0007-reading-apart.md).
 */
export interface Reader {
  /** @throws DraftError where the file is refused; tooMany where too many wait already */
  read(bytes: Uint8Array, name: string): Promise<{ draft: Draft; words: number }>
  /** What became of each block, and of each of these anchors on the old ones (server/lineage). @throws as `read` */
  compare(
    old: readonly LineageBlock[],
    next: readonly LineageBlock[],
    anchors?: readonly Anchor[],
  ): Promise<{ lineage: Lineage; carried: readonly Carried[] }>
}

export interface ReaderLimits {
  /** The built worker.ts. */
  program: string
  /** Time for one file, beginning with the start of its process. */
  timeMs: number
  /** What JavaScript may keep; what is unzipped comes on top and has its own limit (server/drafts). */
  memoryMb: number
  atOnce: number
  /** Files that wait; each stays in memory, and the last may wait for `waiting / atOnce` times `timeMs`. */
  waiting: number
}

const LIMITS: ReaderLimits = {
  program: projectFolder('dist/draft-worker.js'),
  timeMs: 20_000,
  memoryMb: 512,
  atOnce: 2,
  waiting: 4,
}

export function openReader(changed: Partial<ReaderLimits> = {}): Reader {
  const limits = { ...LIMITS, ...changed }
  const turns = new Turns(limits.atOnce, limits.waiting)
  const ask = async (work: Work): Promise<Answer> => {
    const turn = turns.take(() => inProcess(work, limits))
    if (turn === null) throw tooMany('import-busy')
    const answer = await turn
    if (answer.task === 'refused') throw new DraftError(answer.code, answer.detail)
    return answer
  }
  return {
    async read(bytes, name) {
      const answer = await ask({ task: 'read', bytes, name })
      if (answer.task !== 'read') throw new Error(`asked to read, answered ${answer.task}`)
      return { draft: answer.draft, words: answer.words }
    },
    async compare(old, next, anchors = []) {
      const answer = await ask({ task: 'compare', old: old.map(comparable), next: next.map(comparable), anchors })
      if (answer.task !== 'compare') throw new Error(`asked to compare, answered ${answer.task}`)
      return answer
    },
  }
}

/** The one reader of this server: its limits hold for everybody together. */
export const reader: Reader = openReader()

const comparable = ({ kind, level, number, text, parent }: LineageBlock): LineageBlock => ({
  kind,
  level,
  number,
  text,
  parent,
})

function inProcess(work: Work, { program, timeMs, memoryMb }: ReaderLimits): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [], {
      execArgv: [`--max-old-space-size=${memoryMb}`],
      // Nothing of the server's: no secrets, no options. Windows needs to know where it is.
      env: process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    })
    let late = false
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-COMPLAINT)
    })
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, timeMs)
    child.once('message', (answer: Answer) => {
      clearTimeout(timer)
      resolve(answer)
      child.kill('SIGKILL')
    })
    child.once('error', reject)
    // After an answer this settles nothing any more. V8 aborts where memory ends; a system short of it kills.
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (late) reject(new DraftError('too-slow'))
      else if (signal === 'SIGABRT' || signal === 'SIGKILL' || code === 134 || /out of memory/i.test(complaint))
        reject(new DraftError('too-much-memory'))
      else reject(new Error(`the reading process ended with ${signal ?? code}: ${complaint}`))
    })
    // Whether it arrived, its answer says.
    child.send(work, () => {})
  })
}

/** Characters of what the process complained of that are kept, for the log. */
const COMPLAINT = 2_000
