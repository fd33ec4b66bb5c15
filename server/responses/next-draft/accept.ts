import type { FastifyInstance } from 'fastify'
import { record } from '../../audit/index.js'
import { cleanText } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { editsOf, conflict as inConflict, type Suggestion, wordingFor } from '../../lineage/index.js'
import { conflict, invalidField, notFound } from '../../web/faults.js'
import { type PlacedProposal, proposalsIn, seenOf } from './proposals.js'
import { acceptedChanges, deleteChange, lockComment, lockParagraph, putChange } from './store.js'

export const acts = ['accept', 'reword', 'take-out'] as const
export type Act = (typeof acts)[number]

export interface Acting {
  version: { id: number; report_id: number }
  comment: Id
  by: Id
  act: Act
  /** As the editor wants it; undefined: as it was proposed. */
  wording?: string | undefined
  /** seenOf() the proposal that she saw. */
  seen: string
}

/**
 * Takes a proposed wording into the list of changes for the next draft, gives it other words there, or takes it out.
 * @throws notFound for a comment of another report; conflict where something has changed since she saw it, or where
 * another accepted change wants the same words; invalid for a wording that changes nothing
 */
export async function act(app: Pick<FastifyInstance, 'db'>, acting: Acting): Promise<void> {
  await app.db.transaction().execute(async tx => {
    const comment = await lockComment(tx, acting.comment)
    if (!comment) throw notFound('no-such-comment')
    if (comment.report_id !== acting.version.report_id) throw notFound('proposal-of-another-report')
    if (acting.act === 'take-out') return takeOut(tx, acting)
    if (comment.status !== 'published') throw conflict('proposal-not-public')
    await put(tx, acting)
  })
}

async function takeOut(tx: Database, { version, comment, by }: Acting): Promise<void> {
  if (!(await deleteChange(tx, comment, version.id))) throw conflict('change-taken-out')
  await tell(tx, by, 'change.taken-out', comment, { version: version.id })
}

async function put(tx: Database, acting: Acting): Promise<void> {
  const { version, comment, by, act } = acting
  const { placed, apart } = await proposalsIn(tx, version.id, comment)
  const proposal = placed.find(one => one.comment.id === comment)
  if (!proposal) throw conflict(apart.length ? 'proposal-without-place' : 'proposal-changed')
  if (act === 'reword' && !proposal.accepted) throw conflict('change-taken-out')
  if (act === 'accept' && proposal.accepted) throw conflict('change-accepted')
  if (seenOf(proposal) !== acting.seen) throw conflict('proposal-changed')
  const { paragraph } = proposal
  const suggestion = suggestionOf(acting, proposal)
  await lockParagraph(tx, paragraph.id)
  const others = await acceptedChanges(tx, { comments: [], versionId: version.id })
  const first = others.find(
    other =>
      other.paragraph === paragraph.id && other.comment !== comment && inConflict(paragraph.text, other, suggestion),
  )
  if (first) throw conflict('change-conflict', { comment: first.comment })
  await putChange(tx, {
    ...suggestion,
    comment,
    reportId: version.report_id,
    versionId: version.id,
    paragraph: paragraph.id,
    by,
  })
  const reworded = proposal.proposed?.wording !== suggestion.wording
  await tell(tx, by, act === 'accept' ? 'change.accepted' : 'change.reworded', comment, {
    version: version.id,
    paragraph: paragraph.id,
    reworded,
  })
}

function suggestionOf({ wording }: Acting, { suggestion, paragraph }: PlacedProposal): Suggestion {
  const { start, end } = suggestion
  const words = wording === undefined ? suggestion.wording : wordingFor(cleanText(wording))
  if (words === '') throw invalidField('wording', 'required')
  const changed = { start, end, wording: words }
  if (editsOf(paragraph.text, changed).length === 0) throw invalidField('wording', 'wording-same')
  return changed
}

const tell = (tx: Database, actor: Id, action: string, comment: Id, details: Record<string, unknown>) =>
  record(tx, { actor, action, subject: 'comment', subjectId: comment, details })
