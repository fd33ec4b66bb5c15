import type { FastifyInstance } from 'fastify'
import type { Visitor } from '../../accounts/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Version } from '../../database/schema.js'
import { closed, conflict, Fault, type FieldFault, invalid, notFound } from '../../web/faults.js'
import { languageOf } from './language.js'
import { paragraphIn, paragraphsOfVersion } from './place.js'
import type { WriteComment } from './schema.js'
import { watchedIn } from './spam.js'
import { commentByKey, findStanding, insertComment, type NewComment, type Standing, type Written } from './store.js'
import { mustBeOpen } from './window.js'
import { checkWording, hashOfCall, hashOfWords, placeQuote } from './wording.js'

/** The version to which a comment is written. */
export interface Place {
  version: Pick<Version, 'id' | 'opens_at' | 'closes_at'>
}

/**
 * Checks, places and keeps a comment; when this returns it is committed. The same key with the same content from the
 * same person again answers with the comment that it made the first time, even when the period has closed meanwhile.
 * @throws closed outside the period; invalid by field; notFound for a parent that is not there; conflict where the key
 * has been used for another comment, or the parent is not public any more
 */
export async function writeComment(
  app: FastifyInstance,
  place: Place,
  person: Visitor,
  input: WriteComment,
): Promise<Written> {
  const sentHash = hashOfCall(input)
  try {
    mustBeOpen(place.version)
    const comment = await checkComment(app, place.version, person, input, sentHash)
    const written = await insertComment(app.pg, comment)
    if (written === 'closed') throw closed('period-closed')
    if (written === 'known key') throw conflict('key-used')
    app.signals.tell('comments', place.version.id)
    return written
  } catch (fault) {
    // A retry after a lost answer must not be told that its comment was refused.
    const before =
      fault instanceof Fault && input.idempotencyKey !== undefined
        ? await commentByKey(app.db, person.id, input.idempotencyKey)
        : undefined
    if (!before?.sent_hash?.equals(sentHash)) throw fault
    return { id: before.id, status: before.status, heldFor: before.held_for }
  }
}

async function checkComment(
  { db, config }: FastifyInstance,
  version: Place['version'],
  person: Visitor,
  input: WriteComment,
  sentHash: Buffer,
): Promise<NewComment> {
  const faults: FieldFault[] = []
  const parent = input.parent === undefined ? undefined : await parentOf(db, version.id, input.parent)
  const paragraphId = parent ? parent.paragraph_id : (input.paragraph ?? null)
  const paragraph = paragraphId === null ? undefined : await paragraphIn(db, version.id, paragraphId)
  if (paragraphId !== null && !paragraph) faults.push({ field: 'paragraph', key: 'no-such-paragraph' })

  if (parent && input.quote) faults.push({ field: 'quote', key: 'quote-in-reply' })
  const quote = parent || faults.length ? null : placeQuote(input.quote, paragraph, faults)
  const also = await paragraphsOfVersion(db, version.id, input.alsoParagraphs ?? [])
  if (also.size < (input.alsoParagraphs?.length ?? 0))
    faults.push({ field: 'alsoParagraphs', key: 'no-such-paragraph' })
  const wording = checkWording(input, paragraph, faults)
  if (faults.length) throw invalid(faults)
  return {
    ...wording,
    versionId: version.id,
    paragraphId,
    parentId: parent?.id ?? null,
    personId: person.id,
    quote,
    language: languageOf(wording.body),
    alsoParagraphs: [...also].filter(id => id !== paragraphId),
    idempotencyKey: input.idempotencyKey ?? null,
    sentHash,
    wordsHash: hashOfWords(wording),
    watched: watchedIn(wording, config),
    answersAnother: parent && parent.person_id !== person.id ? 'yes' : 'no',
  }
}

/** Replies stand one level deep: a reply to a reply goes to the comment above both. */
async function parentOf(db: Database, versionId: number, id: Id): Promise<Standing> {
  const comment = await findStanding(db, id)
  const parent = comment?.parent_id ? await findStanding(db, comment.parent_id) : comment
  if (!parent || parent.version_id !== versionId) throw notFound('no-such-comment')
  if (parent.status === 'pending' || parent.status === 'spam') throw notFound('no-such-comment')
  if (parent.status !== 'published') throw conflict('parent-gone')
  return parent
}
