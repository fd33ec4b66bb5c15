import { sql } from 'kysely'
import type { Database } from '../database/pool.js'
import type { Id } from '../database/schema.js'
import type { SealedEntry } from './canonical.js'

/** A link of the chain as it is kept. */
export interface Link {
  place: string
  entry_id: Id
  hash: Buffer
}

const sealed = sql`l.id, to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, l.actor_id as actor,
  l.action, l.subject, l.subject_id as "subjectId", l.details`

/** Entries with `after` < id ≤ `upTo`, in the order of their ids. */
export async function entriesBetween(db: Database, after: Id, upTo: Id, limit: number): Promise<SealedEntry[]> {
  const { rows } = await sql<SealedEntry>`
    select ${sealed} from audit_log l where l.id > ${after} and l.id <= ${upTo} order by l.id limit ${limit}`.execute(
    db,
  )
  return rows
}

export async function linksAfter(db: Database, place: string, limit: number): Promise<Link[]> {
  const { rows } = await sql<Link>`
    select place, entry_id, hash from audit_chain where place > ${place} order by place limit ${limit}`.execute(db)
  return rows
}

export async function lastLink(db: Database): Promise<Link | undefined> {
  const { rows } = await sql<Link>`
    select place, entry_id, hash from audit_chain order by place desc limit 1`.execute(db)
  return rows[0]
}

export async function addLinks(tx: Database, links: readonly Link[]): Promise<void> {
  await sql`
    insert into audit_chain (place, entry_id, hash)
    select * from unnest(${links.map(link => link.place)}::bigint[], ${links.map(link => link.entry_id)}::bigint[],
      ${links.map(link => link.hash)}::bytea[])`.execute(tx)
}

/** Only one process extends the chain; the lock ends with the transaction. */
export async function takeChain(tx: Database): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtext('audit_chain')) as taken`.execute(tx)
  return rows[0]!.taken
}

/** The last id that was given to an entry, whether or not its transaction has ended. */
export async function lastIdGiven(db: Database): Promise<Id> {
  const { rows } = await sql<{ id: Id }>`
    select case when is_called then last_value else 0 end as id from audit_log_id_seq`.execute(db)
  return rows[0]!.id
}

/** The number that the next transaction will have. */
export async function nextTransaction(db: Database): Promise<string> {
  const { rows } = await sql<{ next: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as next`.execute(db)
  return rows[0]!.next
}

/** Whether every transaction before this one has ended. */
export async function haveEnded(db: Database, transaction: string): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`
    select pg_snapshot_xmin(pg_current_snapshot()) >= ${transaction}::xid8 as ended`.execute(db)
  return rows[0]!.ended
}

/** Entries that wait for their place. */
export async function countAfter(db: Database, id: Id): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit_log where id > ${id}`.execute(db)
  return rows[0]!.n
}
