import { randomBytes } from 'node:crypto'
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { makeFolder } from './account.js'
import { EmbeddedDatabaseError } from './trouble.js'

/** How often a holder shows that it is alive, and after what silence it is taken for dead, ms. */
const HEARTBEAT = 1_000
const SILENCE = 20_000

/**
 * Does `work` while no other process does the same on this folder; waits for its turn.
 *
 * Every process that wants the turn puts up a flag, a file of its own, then looks for the flags of others: whoever
 * sees none has the turn, whoever sees one takes its own down and tries again after a random moment. As everybody
 * looks only after the own flag is up, two can never both see none. A name is never used twice, so the flag of a
 * process that was killed can be cleared away by anybody at any time: with a lock of one name, clearing a dead one
 * can hit the live one that has just taken its place.
 * @throws EmbeddedDatabaseError when the turn does not come within `patience` ms.
 */
export async function inTurn<T>(folder: string, work: () => Promise<T>, patience = 300_000): Promise<T> {
  await makeFolder(folder)
  const own = `${process.pid}-${randomBytes(6).toString('hex')}`
  const flag = join(folder, own)
  const deadline = Date.now() + patience
  for (;;) {
    let others = await flagsOfOthers(folder, own)
    if (others.length === 0) {
      await writeFile(flag, '')
      others = await flagsOfOthers(folder, own)
      if (others.length === 0) break
      await rm(flag, { force: true })
    }
    if (Date.now() > deadline)
      throw new EmbeddedDatabaseError(
        `Process ${others[0]?.split('-')[0]} has been busy with the embedded database for too long. End it, then try again.`,
      )
    await delay(5 + Math.random() * 35)
  }
  const heartbeat = setInterval(() => void utimes(flag, new Date(), new Date()).catch(() => {}), HEARTBEAT)
  heartbeat.unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    await rm(flag, { force: true })
  }
}

/** Whether a process with this id runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function flagsOfOthers(folder: string, own: string): Promise<string[]> {
  const living: string[] = []
  for (const name of await readdir(folder)) {
    if (name === own) continue
    const pid = Number(name.split('-')[0])
    // Silence too counts as death: the id may since belong to another program.
    const seen = await stat(join(folder, name)).catch(() => null)
    if (!seen) continue
    if (isAlive(pid) && Date.now() - seen.mtimeMs < SILENCE) living.push(name)
    else await rm(join(folder, name), { force: true })
  }
  return living
}
