import type { FastifyInstance } from 'fastify'
import type { Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Version } from '../../database/schema.js'
import { conflict, type FieldFault, invalid, notAllowed, notFound } from '../../web/faults.js'
import { keepGaps } from '../gaps/store.js'
import { paragraphIn } from './place.js'
import type { EditComment } from './schema.js'
import { watchedIn } from './spam.js'
import {
  findStanding,
  lockStanding,
  markWithdrawn,
  replaceWording,
  type Standing,
  setEndorsement,
  type Written,
} from './store.js'
import { mustBeOpen } from './window.js'
import { checkWording, hashOfWords } from './wording.js'

/** What an open period allows is asked of the version on which the comment stands. */
type On = Pick<Version, 'id' | 'opens_at' | 'closes_at'>

/**
 * New words for one's own comment while the period is open; the earlier ones are kept. Under a policy that reads first,
 * the new words wait as a new comment would; so they do where a part is withheld, under any policy. The same words again
 * change nothing.
 * @throws closed; invalid by field; notFound; notAllowed for another's; conflict for one that is withdrawn or withheld
 */
export async function editComment(
  app: FastifyInstance,
  version: On,
  person: Visitor,
  id: Id,
  input: EditComment,
): Promise<Written> {
  mustBeOpen(version)
  const written = await app.db.transaction().execute(async tx => {
    const comment = mustStand(await own(tx, person, id))
    const faults: FieldFault[] = []
    const paragraph =
      comment.paragraph_id === null ? undefined : await paragraphIn(tx, version.id, comment.paragraph_id)
    const wording = checkWording(input, paragraph, faults)
    if (faults.length) throw invalid(faults)
    const changed = await replaceWording(tx, comment, wording, watchedIn(wording, app.config))
    if (!changed) return { id, status: comment.status, heldFor: null }
    if (await keepGaps(tx, id, wording)) changed.status = 'pending'
    await record(tx, {
      actor: person.id,
      action: 'comment.edited',
      subject: 'comment',
      subjectId: id,
      details: {
        from: comment.status,
        status: changed.status,
        ...(changed.heldFor && { held: changed.heldFor }),
        sha256: hashOfWords(wording),
      },
    })
    return { id, ...changed }
  })
  app.signals.tell('comments', version.id)
  return written
}

/**
 * Takes one's own comment back while the period is open: a tombstone stays, the words are for the author alone. Taking
 * back what is taken back changes nothing.
 */
export async function withdrawComment(app: FastifyInstance, version: On, person: Visitor, id: Id): Promise<void> {
  mustBeOpen(version)
  await app.db.transaction().execute(async tx => {
    const comment = await own(tx, person, id)
    if (comment.status === 'withdrawn') return
    mustStand(comment)
    await markWithdrawn(tx, id)
    await record(tx, {
      actor: person.id,
      action: 'comment.withdrawn',
      subject: 'comment',
      subjectId: id,
      details: { from: comment.status },
    })
  })
  app.signals.tell('comments', version.id)
}

async function own(tx: Database, person: Visitor, id: Id): Promise<Standing> {
  const comment = await lockStanding(tx, id)
  const mine = comment?.person_id === person.id
  // What she may not see is not there for her.
  if (!comment || (!mine && (comment.status === 'pending' || comment.status === 'spam')))
    throw notFound('no-such-comment')
  if (!mine) throw notAllowed('not-your-comment')
  return comment
}

function mustStand(comment: Standing): Standing {
  if (comment.status === 'withdrawn') throw conflict('already-withdrawn')
  if (comment.status === 'withheld' || comment.status === 'spam') throw conflict('comment-withheld')
  return comment
}

/**
 * Puts one's name behind another's comment, or takes it away, while the period is open; a second time changes nothing.
 * @throws closed; notFound; notAllowed for one's own; conflict for one that is not public any more
 */
export async function endorse(
  app: FastifyInstance,
  version: On,
  person: Visitor,
  id: Id,
  wish: 'endorsed' | 'not endorsed',
): Promise<void> {
  mustBeOpen(version)
  const comment = await findStanding(app.db, id)
  if (!comment || comment.status === 'pending' || comment.status === 'spam') throw notFound('no-such-comment')
  if (comment.person_id === person.id) throw notAllowed('own-endorsement')
  if (comment.status !== 'published') throw conflict('comment-withheld')
  await setEndorsement(app.db, id, person.id, wish)
}
