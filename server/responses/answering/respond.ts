import type { FastifyInstance } from 'fastify'
import { mayModerate, type Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, ResponseState } from '../../database/schema.js'
import { addJob } from '../../jobs/jobs.js'
import { conflict, invalidField, notAllowed, notFound } from '../../web/faults.js'
import { cleanReason, NEEDS_NO_REASON, type Respond } from './schema.js'
import {
  type Answerable,
  commentPlace,
  duplicateChain,
  lockAnswerable,
  lockDuplicates,
  paragraphById,
  paragraphByNumber,
  type ResponseRow,
  responseTo,
  saveWording,
  setAgreed,
  setPublished,
  versionsOf,
  type Wording,
} from './store.js'

/** A group that answers one comment after the other sends its authors one mail for what was published meanwhile. */
const TELL_AFTER_MS = 10 * 60_000

export interface Responded {
  comment: Id
  state: ResponseState
  revision: number
  versionId: number
}

/**
 * Answers a comment, as a draft or for everybody to read, in one transaction with its audit entry and the mail to the author.
 * What is published stands until its correction is. The same response sent twice is one.
 * @throws notFound; notAllowed for one's own comment and for other groups'; conflict where the comment is not published,
 * somebody else wrote meanwhile, or nobody has agreed yet; invalid where a field does not hold
 */
export async function respond(
  app: Pick<FastifyInstance, 'db' | 'signals'>,
  person: Visitor,
  comment: Id,
  given: Respond,
): Promise<Responded> {
  const done = await app.db.transaction().execute(tx => respondIn(tx, person, comment, given))
  app.signals.tell('comments', done.versionId)
  return done
}

/** The same response to several comments, to all of them or to none. */
export async function respondToMany(
  app: Pick<FastifyInstance, 'db' | 'signals'>,
  person: Visitor,
  comments: readonly { id: Id; seen: number | undefined }[],
  given: Respond,
): Promise<Responded[]> {
  const inOrder = [...comments].sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
  const done = await app.db.transaction().execute(async tx => {
    const responded: Responded[] = []
    for (const { id, seen } of inOrder)
      responded.push(await respondIn(tx, person, id, { ...given, ...(seen !== undefined && { seen }) }))
    return responded
  })
  for (const version of new Set(done.map(one => one.versionId))) app.signals.tell('comments', version)
  return done
}

export async function respondIn(tx: Database, person: Visitor, id: Id, given: Respond): Promise<Responded> {
  const { comment, now } = await takeUp(tx, person, id)
  const wording = await wordingFrom(tx, comment, given)
  const step = given.step ?? (comment.second_person ? 'draft' : 'publish')
  const isSame = now !== undefined && same(now, wording)
  // A form that is sent twice does nothing the second time.
  if (!isSame) mustBeAsSeen(now, given.seen)
  if (isSame && (step === 'draft' || now.state === 'published')) return result(comment, now.state, now.revision)
  if (step === 'publish' && comment.second_person && !(isSame && now.state === 'agreed')) throw conflict('agree-first')
  const revision = isSame ? now.revision : await saveWording(tx, comment, wording, person.id)
  if (!isSame) await note(tx, person, comment, 'drafted', { revision, disposition: wording.disposition })
  if (step === 'draft') return result(comment, 'draft', revision)
  await publish(tx, person, comment, revision, wording.disposition, now?.published_revision != null)
  return result(comment, 'published', revision)
}

/** A second person agrees to the response as she has read it. @throws as respond(); notAllowed for her own words */
export async function agree(
  app: Pick<FastifyInstance, 'db'>,
  person: Visitor,
  id: Id,
  seen: number,
): Promise<Responded> {
  return app.db.transaction().execute(async tx => {
    const { comment, now } = await takeUp(tx, person, id)
    if (!now) throw conflict('no-response')
    mustBeAsSeen(now, seen)
    if (now.state !== 'draft') return result(comment, now.state, now.revision)
    if (now.written_by === person.id) throw notAllowed('agree-own')
    await setAgreed(tx, id, person.id)
    await note(tx, person, comment, 'agreed', { revision: now.revision })
    return result(comment, 'agreed', now.revision)
  })
}

/** Publishes a response as it stands; nothing where it is published, or waits for a second person. */
export async function publishIn(tx: Database, person: Visitor, id: Id): Promise<Responded | null> {
  const { comment, now } = await takeUp(tx, person, id)
  const ready = now?.state === 'agreed' || (now?.state === 'draft' && !comment.second_person)
  if (!now || !ready) return null
  await publish(tx, person, comment, now.revision, now.disposition, now.published_revision !== null)
  return result(comment, 'published', now.revision)
}

async function takeUp(tx: Database, person: Visitor, id: Id) {
  const comment = await lockAnswerable(tx, id)
  if (!comment) throw notFound('no-such-comment')
  if (!mayModerate(person, comment.working_group_id)) throw notAllowed('other-group-response')
  if (comment.person_id === person.id) throw notAllowed('own-comment')
  if (comment.status !== 'published') throw conflict('response-not-published')
  return { comment, now: await responseTo(tx, id) }
}

const result = (comment: Answerable, state: ResponseState, revision: number): Responded => ({
  comment: comment.id,
  state,
  revision,
  versionId: comment.version_id,
})

async function publish(
  tx: Database,
  person: Visitor,
  comment: Answerable,
  revision: number,
  disposition: Wording['disposition'],
  corrects: boolean,
): Promise<void> {
  await setPublished(tx, comment.id)
  await note(tx, person, comment, corrects ? 'corrected' : 'published', { revision, disposition })
  await addJob(tx, {
    task: 'tell-of-answers',
    payload: { report: comment.report_id, person: comment.person_id },
    key: `answers ${comment.report_id} ${comment.person_id}`,
    runAt: new Date(Date.now() + TELL_AFTER_MS),
  })
}

function note(
  tx: Database,
  person: Visitor,
  comment: Answerable,
  did: 'drafted' | 'agreed' | 'published' | 'corrected',
  details: Record<string, unknown>,
): Promise<void> {
  const action = `response.${did}`
  return record(tx, { actor: person.id, action, subject: 'comment', subjectId: comment.id, details })
}

/** Two people at once: the second sees what the first has written before she writes over it. */
function mustBeAsSeen(now: ResponseRow | undefined, seen: number | undefined): void {
  if (seen === undefined || seen === (now?.revision ?? 0)) return
  throw conflict('answered-meanwhile', { who: now?.writer ?? '' })
}

function same(now: ResponseRow, wording: Wording): boolean {
  return (
    now.disposition === wording.disposition &&
    now.reason === wording.reason &&
    now.duplicate_of === wording.duplicate_of &&
    now.version_id === wording.version_id &&
    now.paragraph_id === wording.paragraph_id &&
    now.minutes === wording.minutes
  )
}

/** What was given, checked against the comment and its report. */
async function wordingFrom(tx: Database, comment: Answerable, given: Respond): Promise<Wording> {
  const reason = cleanReason(given.reason)
  if (reason === '' && !NEEDS_NO_REASON.includes(given.disposition)) throw invalidField('reason', 'response-reason')
  return {
    disposition: given.disposition,
    reason,
    duplicate_of: await duplicateFrom(tx, comment, given),
    ...(await placeFrom(tx, comment.report_id, given)),
    minutes: addressFrom(given.minutes),
  }
}

async function duplicateFrom(tx: Database, comment: Answerable, given: Respond): Promise<Id | null> {
  if (given.duplicateOf === undefined) return null
  if (given.disposition !== 'duplicate') throw invalidField('duplicateOf', 'duplicate-only')
  const of = String(BigInt(given.duplicateOf))
  if (of === comment.id) throw invalidField('duplicateOf', 'duplicate-itself')
  await lockDuplicates(tx, comment.report_id)
  const other = await commentPlace(tx, of)
  if (other?.report_id !== comment.report_id) throw invalidField('duplicateOf', 'duplicate-elsewhere')
  if (other.status !== 'published') throw invalidField('duplicateOf', 'duplicate-not-published')
  if ((await duplicateChain(tx, of)).includes(comment.id)) throw invalidField('duplicateOf', 'duplicate-circle')
  return of
}

async function placeFrom(tx: Database, reportId: number, given: Respond) {
  const { version, paragraph, paragraphNumber } = given
  if (paragraph !== undefined) {
    const found = await paragraphById(tx, reportId, paragraph)
    if (!found) throw invalidField('paragraph', 'response-paragraph')
    const number = (await versionsOf(tx, reportId)).find(one => one.id === found.version_id)?.number
    if (version !== undefined && number !== version) throw invalidField('paragraph', 'response-paragraph')
    return { version_id: found.version_id, paragraph_id: found.id }
  }
  if (version === undefined) {
    if (paragraphNumber !== undefined) throw invalidField('version', 'response-version-missing')
    return { version_id: null, paragraph_id: null }
  }
  const at = (await versionsOf(tx, reportId)).find(one => one.number === version)
  if (!at) throw invalidField('version', 'response-version')
  if (paragraphNumber === undefined) return { version_id: at.id, paragraph_id: null }
  const found = await paragraphByNumber(tx, at.id, paragraphNumber)
  if (!found) throw invalidField('paragraphNumber', 'response-paragraph')
  return { version_id: at.id, paragraph_id: found.id }
}

function addressFrom(minutes: string | undefined): string {
  const text = minutes?.trim() ?? ''
  if (text === '') return ''
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw invalidField('minutes', 'address')
  return url.href
}
