import pg from 'pg'
import { isAlive } from './turn.js'

/**
 * How a process is known to use the database: a session of its own that does nothing, named after the process. The
 * system closes it with the process, however that ends, so nobody is counted who is no more.
 */
const NAME = 'consult-process-'
const LEAVING = 'consult-leaving'

export type Presence = pg.Client

/** @throws what pg throws, when the server does not answer or refuses. */
export async function enter(url: string): Promise<Presence> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `${NAME}${process.pid}`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  // Without a listener a lost connection would end the process; whoever cares listens for `end`.
  client.on('error', () => {})
  await client.connect()
  return client
}

/**
 * From now on this process is not counted any more; answers how many others use the database. The caller has the turn.
 * A session can outlive its process by a moment, so one whose process is gone does not count.
 */
export async function leave(presence: Presence): Promise<number> {
  await presence.query(`set application_name = '${LEAVING}'`)
  const { rows } = await presence.query<{ name: string }>(
    `select application_name as name from pg_stat_activity where application_name like '${NAME}%' and pid <> pg_backend_pid()`,
  )
  return rows.filter(({ name }) => isAlive(Number(name.slice(NAME.length)))).length
}
