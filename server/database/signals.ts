import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Tells every process that serves the same database what has changed, so that what each keeps in memory stays true. */
export interface Signals {
  /** Called for each change told by any process, this one too; after a lost connection with `*`: anything may have changed. */
  on(topic: Topic, listener: (key: string) => void): void
  /** Tells a change that is committed. Repeated calls within a moment are told once. */
  tell(topic: Topic, key: string | number): void
  close(): Promise<void>
}

export type Topic = 'report' | 'version' | 'comments'

const CHANNEL = 'consult'
/** NOTIFY takes a lock over the whole database at commit, so changes are gathered and told outside of transactions. */
const GATHER_MS = 100
const RECONNECT_MS = 1_000

export async function openSignals(url: string, pool: pg.Pool, onError: (error: Error) => void): Promise<Signals> {
  const listeners: { topic: Topic; listener: (key: string) => void }[] = []
  const origin = randomUUID().slice(0, 8)
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let client: pg.Client | undefined
  let closing = false

  const hear = (topic: string, key: string) => {
    for (const entry of listeners) if (entry.topic === topic || topic === '*') entry.listener(key)
  }
  const connect = async () => {
    const next = new pg.Client({ connectionString: url, application_name: 'consult listener', keepAlive: true })
    next.on('error', onError)
    next.on('notification', ({ payload = '' }) => {
      const [from, topic = '', key = ''] = payload.split(' ')
      // This process heard its own change when it told it.
      if (from !== origin) hear(topic, key)
    })
    await next.connect()
    await next.query(`listen ${CHANNEL}`)
    next.on('end', reconnect)
    client = next
  }
  const reconnect = () => {
    if (closing) return
    setTimeout(() => {
      connect()
        .then(() => hear('*', '*'))
        .catch(error => {
          onError(error)
          reconnect()
        })
    }, RECONNECT_MS).unref()
  }
  const flush = async () => {
    timer = undefined
    const payloads = [...waiting]
    waiting.clear()
    if (payloads.length)
      await pool.query('select pg_notify($1, payload) from unnest($2::text[]) payload', [CHANNEL, payloads])
  }
  await connect()
  return {
    on: (topic, listener) => void listeners.push({ topic, listener }),
    tell(topic, key) {
      hear(topic, String(key))
      waiting.add(`${origin} ${topic} ${key}`)
      timer ??= setTimeout(() => flush().catch(onError), GATHER_MS)
    },
    async close() {
      closing = true
      clearTimeout(timer)
      await flush().catch(onError)
      await client?.end()
    },
  }
}
