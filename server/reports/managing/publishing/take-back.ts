import { record } from '../../../audit/index.js'
import { conflict, invalidField, notFound } from '../../../web/faults.js'
import { latestPublished, lockReport } from '../../importing/store.js'
import type { Target } from './change.js'
import { type Publisher, tellPublished } from './publish.js'
import { hasComments, holdVersion, isTakenBack, keepTakenBack, takeCarrying, unpublish, versionOf } from './store.js'

/**
 * Makes a draft again of a version that was published by mistake, with a note for everybody to read. Only the latest one,
 * and only until its first comment, whatever became of that. Done once more with the same note, it changes nothing.
 * @throws notFound; invalid without a note; conflict where it is not published, is not the latest, or has a comment
 */
export async function takeBack(app: Publisher, target: Target, { note: typed }: { note: string }): Promise<void> {
  const note = typed.trim()
  const changed = await app.db.transaction().execute(async tx => {
    const report = await lockReport(tx, target.report)
    const found = report && (await versionOf(tx, report.id, target.version))
    if (!found) throw notFound('no-such-version')
    if (note === '') throw invalidField('note', 'note-required')
    await takeCarrying(tx, found.id)
    // Comments hold this row while they are written: from here on one is either there or finds no consultation.
    await holdVersion(tx, found.id)
    const { id, number, state, published_at: publishedAt } = found
    if (state !== 'published' || !publishedAt) {
      if (await isTakenBack(tx, report.id, number, note)) return null
      throw conflict('not-published-now')
    }
    const latest = await latestPublished(tx, report.id)
    if (latest && latest.id !== id) throw conflict('not-the-latest', { number: latest.number })
    if (await hasComments(tx, id)) throw conflict('commented-already')
    await unpublish(tx, id)
    await keepTakenBack(tx, {
      report_id: report.id,
      number,
      note,
      published_at: publishedAt,
      taken_back_at: new Date(),
    })
    await record(tx, {
      actor: target.actor,
      action: 'version.taken-back',
      subject: 'version',
      subjectId: id,
      details: { report: report.slug, number, published: publishedAt.toISOString(), note },
    })
    return { report, id }
  })
  if (changed) tellPublished(app, changed.report, changed.id)
}
