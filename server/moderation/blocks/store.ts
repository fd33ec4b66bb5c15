import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Role } from '../../database/schema.js'

/** An account as blocking asks for it. */
export interface Blockable {
  id: Id
  name: string | null
  blocked_at: Date | null
  offices: Role[]
  /** The account has been erased. */
  erased: boolean
}

export async function findBlockable(db: Database, id: Id): Promise<Blockable | undefined> {
  const { rows } = await sql<Blockable>`
    select p.id, p.name, p.blocked_at, p.email is null as erased,
      array(select role from roles r where r.person_id = p.id) as offices
    from people p where p.id = ${id}`.execute(db)
  return rows[0]
}

/** The same, locked until the transaction ends; an office that was being given meanwhile is seen. */
export async function lockBlockable(tx: Database, id: Id): Promise<Blockable | undefined> {
  await sql`select from people where id = ${id} for update`.execute(tx)
  return findBlockable(tx, id)
}

export interface BlockRow {
  id: Id
  person_id: Id
  moderator_id: Id
  reason: string
  explanation: string
  created_at: Date
  appeal_until: Date | null
  ended_at: Date | null
  end_explanation: string
  appeal: string | null
  appealed_at: Date | null
  outcome: 'upheld' | 'overturned' | null
  outcome_reason: string
  decided_at: Date | null
}

const COLUMNS = [
  'id',
  'person_id',
  'moderator_id',
  'reason',
  'explanation',
  'created_at',
  'appeal_until',
  'ended_at',
  'end_explanation',
  'appeal',
  'appealed_at',
  'outcome',
  'outcome_reason',
  'decided_at',
] as const satisfies readonly (keyof BlockRow)[]

/** All blocks of one account, the newest first. */
export function blocksOf(db: Database, personId: Id): Promise<BlockRow[]> {
  return db
    .selectFrom('account_blocks')
    .select(COLUMNS)
    .where('person_id', '=', personId)
    .orderBy('id', 'desc')
    .execute()
}

/** A block, locked until the transaction ends, so that it is appealed, decided about and ended once. */
export function lockBlock(tx: Database, id: Id): Promise<BlockRow | undefined> {
  return tx.selectFrom('account_blocks').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst()
}

/** The block of this account that is in force, locked likewise. */
export function lockBlockInForce(tx: Database, personId: Id): Promise<BlockRow | undefined> {
  return tx
    .selectFrom('account_blocks')
    .select(COLUMNS)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

/** Blocks an account from its next request on. */
export async function insertBlock(
  tx: Database,
  {
    appealMonths,
    ...block
  }: Pick<BlockRow, 'person_id' | 'moderator_id' | 'reason' | 'explanation'> & { appealMonths: number },
): Promise<Pick<BlockRow, 'id' | 'created_at' | 'appeal_until'>> {
  const made = await tx
    .insertInto('account_blocks')
    .values({ ...block, appeal_until: sql<Date>`now() + make_interval(months => ${appealMonths}::int)` })
    .returning(['id', 'created_at', 'appeal_until'])
    .executeTakeFirstOrThrow()
  await tx.updateTable('people').set({ blocked_at: made.created_at }).where('id', '=', block.person_id).execute()
  return made
}

export async function endBlock(tx: Database, block: BlockRow, by: { person: Id; explanation: string }): Promise<void> {
  await tx
    .updateTable('account_blocks')
    .set({ ended_at: new Date(), ended_by: by.person, end_explanation: by.explanation })
    .where('id', '=', block.id)
    .execute()
  await tx.updateTable('people').set({ blocked_at: null }).where('id', '=', block.person_id).execute()
}

export async function setAppeal(tx: Database, id: Id, text: string): Promise<void> {
  await tx.updateTable('account_blocks').set({ appeal: text, appealed_at: new Date() }).where('id', '=', id).execute()
}

export async function setOutcome(
  tx: Database,
  id: Id,
  by: { person: Id; outcome: 'upheld' | 'overturned'; reason: string },
): Promise<void> {
  await tx
    .updateTable('account_blocks')
    .set({ outcome: by.outcome, outcome_reason: by.reason, decided_at: new Date(), decided_by: by.person })
    .where('id', '=', id)
    .execute()
}

/** Blocks in force, those with an open appeal first, then the newest. */
export async function blocksInForce(
  db: Database,
  limit: number,
): Promise<(BlockRow & { name: string | null; open: boolean })[]> {
  const { rows } = await sql<BlockRow & { name: string | null; open: boolean }>`
    select b.*, p.name, b.appeal is not null and b.outcome is null as open
    from account_blocks b join people p on p.id = b.person_id
    where b.ended_at is null order by open desc, b.id desc limit ${limit}`.execute(db)
  return rows
}
