import { record } from '../../../audit/index.js'
import type { Database } from '../../../database/pool.js'
import type { Id, Report, Version } from '../../../database/schema.js'
import type { Signals } from '../../../database/signals.js'
import { addJob } from '../../../jobs/jobs.js'
import { conflict, invalidField, notFound } from '../../../web/faults.js'
import { type Carried, carryLineage } from '../../importing/lineage.js'
import { type Reader, reader } from '../../importing/reader.js'
import { comparableParagraphs, latestPublished, lockReport, setLineage } from '../../importing/store.js'
import { versionInAnyState } from '../../store.js'
import { checkNewPeriod } from './period-rules.js'
import { countUnanswered, type Invitation, keepTerms, setFinal, setPublished, type Terms, versionOf } from './store.js'

/** Where it is published: the application, or the command line, which has no signals of its own. */
export interface Publisher {
  db: Database
  signals?: Pick<Signals, 'tell'> | undefined
  reader?: Reader | undefined
}

export interface Publication extends Invitation, Omit<Terms, 'opens'> {
  report: string
  version: number
  /** Null: at once. */
  opens: Date | null
  actor: Id | null
  /** The last version: what is still unanswered then is said, by this note. */
  final?: boolean
  unansweredNote?: string
}

/**
 * Puts a draft before the public: its text freezes, its paragraphs get the lineage of what they were in the version
 * before, and its comment period is set. Done once more with the same terms, it changes nothing.
 * @throws notFound; invalid for the period; conflict where it, or a later version, is published already, or the draft
 * is gone; what the reader throws where the comparison takes too long
 */
export async function publishVersion(app: Publisher, publication: Publication): Promise<void> {
  const place = await versionInAnyState(app.db, publication.report, publication.version)
  if (!place) throw notFound('no-such-version')
  const { report, version } = place
  if (isAsAsked(version, publication)) return
  if (version.state === 'published') throw conflict('published-already')
  checkNewPeriod({ opens: publication.opens ?? new Date(), closes: publication.closes }, new Date())
  const paragraphs = await comparableParagraphs(app.db, version.id)
  const carried = await carryLineage(app.db, app.reader ?? reader, report.id, paragraphs)
  await app.db.transaction().execute(async tx => {
    const held = await lockReport(tx, report.slug)
    const now = held && (await versionOf(tx, held.id, publication.version))
    // The draft that was looked at: meanwhile it may be published, discarded or replaced by another file.
    if (now?.id !== version.id) throw conflict('draft-gone')
    if (isAsAsked(now, publication)) return
    if (now.state === 'published') throw conflict('published-already')
    await publishIn(tx, report, now, publication, carried)
  })
  tellPublished(app, report, version.id)
}

/** The same in a transaction that holds the report, for a draft that is in it. The caller tells of it after commit. */
export async function publishIn(
  tx: Database,
  report: Pick<Report, 'id' | 'slug'>,
  version: Pick<Version, 'id' | 'number'>,
  {
    opens: asked,
    closes,
    moderation,
    label,
    guidance,
    questions,
    actor,
    ...last
  }: Omit<Publication, 'report' | 'version'>,
  carried: Carried,
): Promise<void> {
  const now = new Date()
  const opens = asked ?? now
  checkNewPeriod({ opens, closes }, now)
  const before = await latestPublished(tx, report.id)
  if (before && before.number > version.number) throw conflict('later-version-published', { number: before.number })
  if ((before?.id ?? null) !== carried.from) throw conflict('published-meanwhile')
  const unanswered = last.final ? await countUnanswered(tx, report.id) : 0
  if (unanswered > 0 && !last.unansweredNote)
    throw invalidField('unansweredNote', 'unanswered-note', { count: unanswered })
  const terms: Terms = { opens, closes, moderation }
  await setLineage(tx, version.id, carried.lineage)
  await setPublished(tx, version.id, { ...terms, label, guidance, questions, at: now })
  if (last.final) await setFinal(tx, version.id, unanswered > 0 ? (last.unansweredNote ?? '') : '')
  await keepTerms(tx, version.id, terms, '', now)
  if (before) await addJob(tx, { task: 'carry-comments', payload: { version: version.id }, key: `carry:${version.id}` })
  await record(tx, {
    actor,
    action: 'version.published',
    subject: 'version',
    subjectId: version.id,
    details: {
      report: report.slug,
      number: version.number,
      opens: opens.toISOString(),
      closes: closes.toISOString(),
      moderation,
      carried: carried.lineage.size,
      ...(last.final && { final: true, unanswered }),
    },
  })
}

/** Every process forgets what it kept of the report. */
export function tellPublished({ signals }: Publisher, report: Pick<Report, 'id'>, versionId: number): void {
  signals?.tell('report', report.id)
  signals?.tell('version', versionId)
}

/** The second click of a double click finds everything as it asks. */
function isAsAsked(
  version: Pick<
    Version,
    'state' | 'label' | 'guidance' | 'questions' | 'opens_at' | 'closes_at' | 'moderation' | 'published_at'
  >,
  asked: Publication,
): boolean {
  const opens = asked.opens ?? version.published_at
  return (
    version.state === 'published' &&
    version.label === asked.label &&
    version.guidance === asked.guidance &&
    version.questions.join('\n') === asked.questions.join('\n') &&
    version.moderation === asked.moderation &&
    version.opens_at?.getTime() === opens?.getTime() &&
    version.closes_at?.getTime() === asked.closes.getTime()
  )
}
