import type { FastifyInstance } from 'fastify'
import type { Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import { cleanText } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { queueMail } from '../../notices/index.js'
import { conflict, invalidField, notAllowed, notFound } from '../../web/faults.js'
import type { Outcome } from '../appeals/appeal.js'
import { appealUntil, type Reason } from '../decisions/reasons.js'
import {
  type BlockRow,
  endBlock,
  insertBlock,
  lockBlock,
  lockBlockable,
  lockBlockInForce,
  setAppeal,
  setOutcome,
} from './store.js'

type App = Pick<FastifyInstance, 'db'>

/** Where the person reads why, and appeals. */
export const BLOCK_PAGE = '/account/block'

/**
 * Blocks an account, for a coordinator: it holds for all working groups. From the next request on she can read and
 * appeal, and nothing else; she is told why by mail, the log says who did it.
 * @throws notFound; notAllowed for herself; conflict for one that is blocked already, and for who holds an office, which
 * is to be taken first; invalid without reason and explanation
 */
export async function blockAccount(
  app: Pick<FastifyInstance, 'db' | 'config'>,
  {
    person,
    coordinator,
    reason,
    explanation: given,
  }: { person: Id; coordinator: Visitor; reason: Reason | undefined; explanation: string },
): Promise<void> {
  const explanation = cleanText(given)
  if (person === coordinator.id) throw notAllowed('own-block')
  if (reason === undefined) throw invalidField('reason', 'reason-missing')
  if (explanation === '') throw invalidField('explanation', 'explanation-missing')
  await app.db.transaction().execute(async tx => {
    const account = await lockBlockable(tx, person)
    if (!account || account.erased) throw notFound('no-such-account')
    if (account.blocked_at !== null) throw conflict('blocked-already')
    if (account.offices.length) throw conflict('block-of-office')
    const made = await insertBlock(tx, {
      person_id: person,
      moderator_id: coordinator.id,
      reason,
      explanation,
      appealMonths: app.config.appealMonths,
    })
    await log(tx, coordinator.id, 'person.blocked', person, { block: made.id, reason })
    await queueMail(tx, {
      to: person,
      message: 'account-blocked',
      values: { reason, explanation, decided: made.created_at.getTime(), until: appealUntil(made).getTime() },
      path: BLOCK_PAGE,
    })
  })
}

/**
 * Ends a block, with a reason that the person reads; at once.
 * @throws conflict where there is none (any more); invalid without a reason
 */
export async function unblockAccount(
  app: App,
  { person, coordinator, explanation: given }: { person: Id; coordinator: Visitor; explanation: string },
): Promise<void> {
  const explanation = cleanText(given)
  if (explanation === '') throw invalidField('explanation', 'explanation-missing')
  await app.db.transaction().execute(async tx => {
    const block = await lockBlockInForce(tx, person)
    if (!block) throw conflict('not-blocked')
    await unblock(tx, block, coordinator.id, explanation)
  })
}

async function unblock(tx: Database, block: BlockRow, coordinator: Id, explanation: string): Promise<void> {
  await endBlock(tx, block, { person: coordinator, explanation })
  await log(tx, coordinator, 'person.unblocked', block.person_id, { block: block.id })
  await queueMail(tx, { to: block.person_id, message: 'account-unblocked', values: { explanation }, path: BLOCK_PAGE })
}

/** Whether the one who is blocked can ask for a review, or why not. */
export function mayAppealBlock(block: BlockRow, now: Date): 'yes' | 'over' | 'made' | 'too late' {
  if (block.ended_at !== null) return 'over'
  if (block.appeal !== null) return 'made'
  return now < appealUntil(block) ? 'yes' : 'too late'
}

/**
 * Asks that another coordinator review the block of one's own account, once.
 * @throws conflict where it is over, too late or made; invalid
 */
export async function appealBlock(app: App, person: Visitor, given: string): Promise<void> {
  const text = cleanText(given)
  if (text === '') throw invalidField('text', 'required')
  await app.db.transaction().execute(async tx => {
    const block = await lockBlockInForce(tx, person.id)
    const may = block ? mayAppealBlock(block, new Date()) : 'over'
    if (!block || may === 'over') throw conflict('not-blocked')
    if (may === 'made') throw conflict('appeal-made')
    if (may === 'too late') throw conflict('appeal-too-late')
    await setAppeal(tx, block.id, text)
    await log(tx, person.id, 'block.appealed', person.id, { block: block.id })
  })
}

/**
 * Decides about such an appeal, once, by a coordinator who did not block the account. Overturning ends the block.
 * @throws notFound; notAllowed for who blocked; conflict where it has been decided; invalid without a reason
 */
export async function reviewBlock(
  app: App,
  {
    block: id,
    coordinator,
    outcome,
    reason: given,
  }: { block: Id; coordinator: Visitor; outcome: Outcome; reason: string },
): Promise<void> {
  const reason = cleanText(given)
  await app.db.transaction().execute(async tx => {
    const block = await lockBlock(tx, id)
    if (!block || block.appeal === null) throw notFound('no-such-appeal')
    if (block.moderator_id === coordinator.id) throw notAllowed('own-decision')
    if (block.outcome !== null) throw conflict('appeal-decided', { outcome: block.outcome })
    if (reason === '') throw invalidField('reason', 'required')
    await setOutcome(tx, id, { person: coordinator.id, outcome, reason })
    await log(tx, coordinator.id, `block.${outcome}`, block.person_id, { block: id })
    await queueMail(tx, {
      to: block.person_id,
      message: 'block-appeal-decided',
      values: { outcome, reason },
      path: BLOCK_PAGE,
    })
    if (outcome === 'overturned' && block.ended_at === null) await unblock(tx, block, coordinator.id, reason)
  })
}

function log(tx: Database, actor: Id, action: string, person: Id, details: Record<string, unknown>): Promise<void> {
  return record(tx, { actor, action, subject: 'person', subjectId: person, details })
}
