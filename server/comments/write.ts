import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Visitor } from '../accounts/index.js'
import { record } from '../audit/index.js'
import type { Database } from '../database/pool.js'
import type { Comment, Id, Paragraph, Report, Status, Version } from '../database/schema.js'
import { findQuote } from '../lineage/index.js'
import { initialStatus } from '../moderation/index.js'
import { periodOf } from '../reports/index.js'
import { closed, conflict, Fault, type FieldFault, invalid, notAllowed, notFound } from '../web/faults.js'
import { cleanLine, cleanText } from './clean.js'
import type { EditComment, WriteComment } from './schema.js'
import {
  addReplyJob,
  commentByKey,
  findComment,
  insertComment,
  lockComment,
  markWithdrawn,
  type NewComment,
  paragraphsOfVersion,
  replaceWording,
  setEndorsement,
} from './store.js'

/** The place to which a comment is written. */
export interface Place {
  report: Report
  version: Version
}

export interface Written {
  id: Id
  status: Status
}

/**
 * Checks, places and keeps a comment; when this returns it is committed. The same key from the same person again
 * answers with the comment that it made the first time, even when the period has closed meanwhile.
 * @throws closed outside the period; invalid by field; notFound for a parent that is not there
 */
export async function writeComment(app: FastifyInstance, place: Place, person: Visitor, input: WriteComment): Promise<Written> {
  try {
    mustBeOpen(place.version)
    return await keep(app, place, person, input)
  } catch (fault) {
    // A retry after a lost answer must not be told that its comment was refused.
    const before = input.idempotencyKey && (await commentByKey(app.db, person.id, input.idempotencyKey))
    if (before && fault instanceof Fault) return before
    throw fault
  }
}

async function keep(app: FastifyInstance, { report, version }: Place, person: Visitor, input: WriteComment): Promise<Written> {
  const faults: FieldFault[] = []
  const parent = input.parent === undefined ? undefined : await parentOf(app.db, version, input.parent)
  const paragraphId = parent ? parent.paragraph_id : (input.paragraph ?? null)
  const paragraph = paragraphId === null ? undefined : await paragraphIn(app.db, version.id, paragraphId)
  if (paragraphId !== null && !paragraph) faults.push({ field: 'paragraph', key: 'no-such-paragraph' })

  const quote = parent ? null : placeQuote(input.quote, paragraph, faults)
  const also = await alsoOf(app.db, version.id, paragraphId, input.alsoParagraphs ?? [], faults)
  const wording = checkWording(input, paragraph, faults)
  if (faults.length) throw invalid(faults)

  const comment: NewComment = {
    reportId: report.id,
    versionId: version.id,
    paragraphId,
    parentId: parent?.id ?? null,
    personId: person.id,
    ...wording,
    quote,
    status: await initialStatus(app.db, version.moderation, person.id),
    alsoParagraphs: also,
    idempotencyKey: input.idempotencyKey ?? null,
    digest: digestOf(wording),
  }
  const written = parent
    ? await app.db.transaction().execute(async tx => {
        const reply = await insertComment(tx, comment)
        if (reply && parent.person_id !== person.id) await addReplyJob(tx, reply.id)
        return reply
      })
    : await insertComment(app.db, comment)
  if (written) {
    app.signals.tell('comments', version.id)
    return written
  }
  const before = await commentByKey(app.db, person.id, comment.idempotencyKey!)
  if (!before) throw new Error('a comment with this key was there and is gone')
  return before
}

/** @throws closed unless the period is open; a chair extends it on the managing page, nobody writes past it */
export function mustBeOpen(version: Version): void {
  const { state } = periodOf(version, new Date())
  if (state === 'upcoming') throw closed('period-upcoming')
  if (state === 'closed') throw closed('period-closed')
}

/** Replies stand one level deep: a reply to a reply goes to the comment above both. */
async function parentOf(db: Database, version: Version, id: Id): Promise<Comment> {
  const comment = await findComment(db, id)
  const parent = comment?.parent_id ? await findComment(db, comment.parent_id) : comment
  if (!parent || parent.version_id !== version.id || parent.status === 'pending' || parent.status === 'spam')
    throw notFound('no-such-comment')
  if (parent.status !== 'published') throw conflict('parent-gone')
  return parent
}

async function paragraphIn(db: Database, versionId: number, id: Id): Promise<Paragraph | undefined> {
  return db.selectFrom('paragraphs').selectAll().where('id', '=', id).where('version_id', '=', versionId).executeTakeFirst()
}

function placeQuote(quote: WriteComment['quote'], paragraph: Paragraph | undefined, faults: FieldFault[]): NewComment['quote'] {
  if (!quote) return null
  if (!paragraph) {
    faults.push({ field: 'quote', key: 'quote-without-paragraph' })
    return null
  }
  const range = findQuote(paragraph.text, { exact: quote.exact, prefix: quote.prefix ?? '', suffix: quote.suffix ?? '' })
  if (!range) {
    faults.push({ field: 'quote', key: 'quote-not-found' })
    return null
  }
  const { start, end } = range
  const { text } = paragraph
  return { exact: text.slice(start, end), prefix: text.slice(Math.max(0, start - 32), start), suffix: text.slice(end, end + 32), start, end }
}

async function alsoOf(db: Database, versionId: number, paragraphId: Id | null, ids: readonly Id[], faults: FieldFault[]): Promise<Id[]> {
  const known = await paragraphsOfVersion(db, versionId, ids)
  if (known.size < new Set(ids).size) faults.push({ field: 'alsoParagraphs', key: 'no-such-paragraph' })
  return [...known].filter(id => id !== paragraphId)
}

type Wording = Pick<NewComment, 'kind' | 'stance' | 'body' | 'proposedText' | 'onBehalfOf'>

function checkWording(input: EditComment, paragraph: Paragraph | undefined, faults: FieldFault[]): Wording {
  const body = cleanText(input.body)
  if (body === '') faults.push({ field: 'body', key: 'required' })
  const proposed = input.proposedText === undefined ? '' : cleanText(input.proposedText)
  // The form offers a copy of the paragraph to change; one that was left as it is proposes nothing.
  const changed = proposed !== '' && proposed !== paragraph?.text
  if (changed && !paragraph) faults.push({ field: 'proposedText', key: 'proposal-without-paragraph' })
  return {
    kind: input.kind,
    stance: input.stance ?? null,
    body,
    proposedText: changed ? proposed : null,
    onBehalfOf: (input.onBehalfOf && cleanLine(input.onBehalfOf)) || null,
  }
}

function digestOf({ body, proposedText }: Wording): string {
  return createHash('sha256').update(JSON.stringify([body, proposedText])).digest('hex')
}

/**
 * New words for one's own comment while the period is open; the earlier ones are kept. Under a policy that reads first,
 * the new words wait as a new comment would.
 */
export async function editComment(app: FastifyInstance, version: Version, person: Visitor, id: Id, input: EditComment): Promise<Written> {
  mustBeOpen(version)
  const status = await app.db.transaction().execute(async tx => {
    const comment = await ownComment(tx, person, id)
    const faults: FieldFault[] = []
    const paragraph = comment.paragraph_id === null ? undefined : await paragraphIn(tx, version.id, comment.paragraph_id)
    const wording = checkWording(input, paragraph, faults)
    if (faults.length) throw invalid(faults)
    const next = comment.status === 'published' ? await initialStatus(tx, version.moderation, person.id) : comment.status
    await replaceWording(tx, comment, { ...wording, status: next })
    await record(tx, {
      actor: person.id,
      action: 'comment.edited',
      subject: 'comment',
      subjectId: id,
      details: { status: next, sha256: digestOf(wording) },
    })
    return next
  })
  app.signals.tell('comments', version.id)
  return { id, status }
}

/** Takes one's own comment back while the period is open: a tombstone stays, the words are for the author alone. */
export async function withdrawComment(app: FastifyInstance, version: Version, person: Visitor, id: Id): Promise<void> {
  mustBeOpen(version)
  await app.db.transaction().execute(async tx => {
    await ownComment(tx, person, id)
    await markWithdrawn(tx, id)
    await record(tx, { actor: person.id, action: 'comment.withdrawn', subject: 'comment', subjectId: id })
  })
  app.signals.tell('comments', version.id)
}

async function ownComment(tx: Database, person: Visitor, id: Id): Promise<Comment> {
  const comment = await lockComment(tx, id)
  if (!comment) throw notFound('no-such-comment')
  if (comment.person_id !== person.id) throw notAllowed('not-your-comment')
  if (comment.status === 'withdrawn') throw conflict('already-withdrawn')
  if (comment.status === 'withheld' || comment.status === 'spam') throw conflict('comment-withheld')
  return comment
}

/** Puts one's name behind another's comment, or takes it away, while the period is open. */
export async function endorse(
  app: FastifyInstance,
  version: Version,
  person: Visitor,
  id: Id,
  wish: 'endorsed' | 'not endorsed',
): Promise<void> {
  mustBeOpen(version)
  const comment = await findComment(app.db, id)
  if (!comment || comment.status === 'pending' || comment.status === 'spam') throw notFound('no-such-comment')
  if (comment.person_id === person.id) throw notAllowed('own-endorsement')
  if (comment.status !== 'published') throw conflict('comment-withheld')
  await setEndorsement(app.db, id, person.id, wish)
}
