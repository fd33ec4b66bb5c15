import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { describe, WAYS_FOR_ROOT, type WayForRoot } from './account.js'
import { type Cluster, type ClusterOptions, openCluster } from './cluster.js'
import {
  findPostmaster,
  HOST,
  hasEnded,
  type Postmaster,
  startPostmaster,
  stopPostmaster,
  waitUntilReady,
} from './postmaster.js'
import { enter, leave, type Presence } from './presence.js'
import { codeOf, EmbeddedDatabaseError } from './trouble.js'
import { inTurn } from './turn.js'

export { EmbeddedDatabaseError } from './trouble.js'

export interface EmbeddedDatabase {
  url: string
  /** Lets go of the database; the last process that does so stops the server. */
  close(): Promise<void>
}

export interface EmbeddedOptions {
  /** Absolute. The cluster lies in `postgres` below it. */
  dataDir: string
  /** Told what is worth a line on the console. */
  say(line: string): void
  /** Called while PostgreSQL starts. */
  meanwhile?: (() => void) | undefined
  waysForRoot?: readonly WayForRoot[]
  /** False only for tests, whose data may be lost. */
  durable?: boolean
}

const DATABASE = 'consult'
/** How long a server that refuses connections for now (57P03: it starts, recovers or stops) is waited for, ms. */
const PATIENCE = 60_000

/**
 * Starts PostgreSQL in the data folder, or joins the one that runs there already, for the first of several processes
 * and for the last alike; see README.md.
 * @throws EmbeddedDatabaseError with what to do about it.
 */
export async function openEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { waysForRoot = WAYS_FOR_ROOT, durable = true } = options
  const membership = new Membership({ ...options, waysForRoot, durable })
  await membership.join()
  return { url: membership.url, close: () => membership.end() }
}

/** This process's part in the database of one data folder. */
class Membership {
  private cluster: Cluster | null = null
  private presence: Presence | null = null
  private port: number | null = null
  private isOver = false

  constructor(private readonly options: ClusterOptions) {}

  get url(): string {
    return addressOf(this.cluster!, this.port!, DATABASE)
  }

  /** Starts or adopts the server and shows that this process uses it. */
  join(): Promise<void> {
    return this.inTurn(async () => {
      if (this.isOver) return
      const cluster = await openCluster(this.options)
      const { port } = await this.running(cluster)
      const presence = await connect(addressOf(cluster, port, 'postgres'))
      const { rowCount } = await presence.query('select 1 from pg_database where datname = $1', [DATABASE])
      if (!rowCount) await presence.query(`create database ${DATABASE}`)
      presence.once('end', () => void this.rejoin())
      Object.assign(this, { cluster, port, presence })
    })
  }

  end(): Promise<void> {
    return this.inTurn(async () => {
      const { cluster, presence } = this
      if (this.isOver || !cluster) return
      this.isOver = true
      const postmaster = await findPostmaster(cluster)
      if (!postmaster) return
      const session = presence ?? (await enter(addressOf(cluster, postmaster.port, 'postgres')).catch(() => null))
      // Where nobody can be asked, somebody may still be there.
      const others = session ? await leave(session).catch(() => 1) : 1
      await session?.end().catch(() => {})
      if (others === 0) await stopPostmaster(cluster, postmaster)
    })
  }

  /** A server that was killed is started again on the same port, where the connections of this process look for it. */
  private async rejoin(): Promise<void> {
    this.presence = null
    for (let wait = 100; !this.isOver; wait = Math.min(wait * 2, 5_000)) {
      try {
        return await this.join()
      } catch (error) {
        this.options.say(error instanceof Error ? error.message : String(error))
        await delay(wait)
      }
    }
  }

  private async running(cluster: Cluster): Promise<Postmaster> {
    const found = await findPostmaster(cluster)
    if (found) {
      const ready = found.state === 'stopping' ? null : await waitUntilReady(cluster, found.pid)
      if (ready) return ready
      if (!(await hasEnded(cluster, found.pid)))
        throw new EmbeddedDatabaseError(`PostgreSQL (process ${found.pid}) does not end.`)
    }
    this.options.say(
      `Starting PostgreSQL ${cluster.binaries.version} on ${join(cluster.data, '..')}${describe(cluster.account)}`,
    )
    const durability = this.options.durable ? 'durable' : 'for tests'
    return startPostmaster(cluster, this.port, durability, this.options.meanwhile).catch(async error => {
      // Another may have been on its way, started by a process that was killed before PostgreSQL wrote down its own id.
      const other = await findPostmaster(cluster)
      const ready = other && (await waitUntilReady(cluster, other.pid))
      if (ready) return ready
      throw error
    })
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    return inTurn(join(this.options.dataDir, 'postgres-turns'), work)
  }
}

/** Also through the moments in which a server that recovers says that it is not ready. */
async function connect(url: string): Promise<Presence> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    try {
      return await enter(url)
    } catch (error) {
      if (codeOf(error) === '28P01')
        throw new EmbeddedDatabaseError(
          'The embedded PostgreSQL refuses the password in its data folder. Put back the file postgres/password from a backup.',
          { cause: error },
        )
      const passes = codeOf(error) === '57P03' || !(error instanceof pg.DatabaseError)
      if (!passes || Date.now() > deadline) throw error
      await delay(50)
    }
  }
}

function addressOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://consult:${password}@${HOST}:${port}/${database}`
}
