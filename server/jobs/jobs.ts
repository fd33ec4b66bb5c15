import { Logger, type Runner, run, runOnce, type TaskList } from 'graphile-worker'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Database } from '../database/pool.js'

export type { Runner, TaskList }

/** A job's name and what it needs to know: ids and keys, never an address or a text that may have to be erased. */
export interface Job {
  task: string
  payload: Record<string, unknown>
  /** Jobs with the same key that wait are one. */
  key?: string
  runAt?: Date
}

/** Adds a job in the caller's own transaction: it runs once that has committed, at least once, and never otherwise. */
export async function addJob(tx: Database, { task, payload, key, runAt }: Job): Promise<void> {
  await sql`select graphile_worker.add_job(
    ${task}, ${JSON.stringify(payload)}::json, job_key => ${key ?? null}::text, run_at => ${runAt ?? null}::timestamptz)`.execute(
    tx,
  )
}

/** Runs the features' jobs beside the web server; stopping waits for those under way. One `crontab` line a regular job. */
export async function startWorker(
  pool: pg.Pool,
  taskList: TaskList,
  crontab: string,
  onError: (error: Error) => void,
): Promise<Runner> {
  const runner = await run({ ...options(pool, taskList, onError), crontab, concurrency: 4 })
  runner.promise.catch(onError)
  return runner
}

/** Runs what waits, and returns when nothing is left that is due: for tests and for the operator's command line. */
export async function runJobsNow(pool: pg.Pool, taskList: TaskList, onError: (error: Error) => void): Promise<void> {
  await runOnce(options(pool, taskList, onError))
}

function options(pgPool: pg.Pool, taskList: TaskList, onError: (error: Error) => void) {
  const logger = new Logger(() => (level, message, meta) => {
    if (level === 'error') onError(meta?.error instanceof Error ? meta.error : new Error(message))
  })
  return { pgPool, taskList, logger, noHandleSignals: true }
}
