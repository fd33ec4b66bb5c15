import { createHmac } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { networkOf, type Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import type { Id } from '../../database/schema.js'
import { conflict, invalidField, notAllowed, notFound } from '../../web/faults.js'
import { keyFor } from '../../web/keys.js'
import type { Reason } from '../decisions/reasons.js'
import { explanationOf } from '../group-reasons/choose.js'
import { type Flagger, insertFlag, lockFlaggable } from './store.js'

export interface FlagInput {
  reason: Reason
  groupReason?: string | undefined
  explanation?: string | undefined
}

/**
 * A reader tells the chairs that a comment breaks the terms. It stays where it is: flags bring it to the top of the queue
 * and hide nothing. A second flag of the same reader is taken without a word and not kept.
 * @throws notFound; notAllowed for one's own or while blocked; conflict for what is not public any more; invalid
 */
export async function flagComment(
  app: FastifyInstance,
  reader: { person: Visitor | null; address: string },
  comment: Id,
  given: FlagInput,
): Promise<void> {
  const { person, address } = reader
  if (person?.blocked) throw notAllowed('blocked')
  const { reason } = given
  const by: Flagger = person ? { person: person.id } : { addressHash: hashOfAddress(app, address, comment) }
  await app.db.transaction().execute(async tx => {
    const found = await lockFlaggable(tx, comment)
    if (!found || found.status === 'pending' || found.status === 'spam') throw notFound('no-such-comment')
    if (found.person_id === person?.id) throw notAllowed('own-flag')
    if (found.status !== 'published') throw conflict('not-public-any-more')
    const explanation = explanationOf(given, found.working_group_slug, app.groupReasons)
    if (reason === 'other' && explanation === '') throw invalidField('explanation', 'explanation-missing')
    if (!(await insertFlag(tx, { comment, by, reason, explanation }))) return
    await record(tx, {
      actor: person?.id ?? null,
      action: 'comment.flagged',
      subject: 'comment',
      subjectId: comment,
      details: { reason },
    })
  })
}

/** With the server's key and for this comment alone: neither an address nor what else it has flagged can be told from it. */
function hashOfAddress(app: FastifyInstance, address: string, comment: Id): Buffer {
  return createHmac('sha256', keyFor(app.config, 'flag'))
    .update(`${networkOf(address)} ${comment}`)
    .digest()
}
