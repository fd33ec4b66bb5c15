import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { conflict, notFound } from '../../web/faults.js'
import { clearImages, deleteDraft, deleteReport, holdImages, imagesOf, lastNumber, lockReport } from './store.js'

/**
 * Removes a draft for good: text, images and file. A report begins with its first version, so it goes with its last.
 * @throws notFound; conflict where the draft is published or gone
 */
export function discardDraft(
  { db }: { db: Database },
  draft: { report: string; version: number; actor: Id | null },
): Promise<'draft' | 'report'> {
  return db.transaction().execute(async tx => {
    const report = await lockReport(tx, draft.report)
    if (!report) throw notFound('no-such-report')
    await holdImages(tx, 'exclusive')
    const images = await imagesOf(tx, report.id, draft.version)
    if (!(await deleteDraft(tx, report.id, draft.version))) throw conflict('draft-gone')
    await clearImages(tx, images)
    const details = { report: report.slug, number: draft.version }
    const entry = { actor: draft.actor, subject: 'report', subjectId: report.id } as const
    await record(tx, { ...entry, action: 'version.discarded', details })
    if ((await lastNumber(tx, report.id)) > 0) return 'draft'
    await deleteReport(tx, report.id)
    await record(tx, { ...entry, action: 'report.removed', details: { report: report.slug } })
    return 'report'
  })
}
