import { record } from '../../audit/index.js'
import type { Config } from '../../config.js'
import type { Database } from '../../database/pool.js'
import type { Id, Policy, Report } from '../../database/schema.js'
import type { Draft, DraftWarning } from '../../drafts/index.js'
import { conflict, invalidField, notFound } from '../../web/faults.js'
import { checkNewPeriod, usualEnd } from '../managing/publishing/period-rules.js'
import { type Publication, type Publisher, publishIn, tellPublished } from '../managing/publishing/publish.js'
import { reportBySlug } from '../store.js'
import { type Carried, carryLineage } from './lineage.js'
import { checkSlug, plainFileName, slugFor, titleOf } from './naming.js'
import { reader } from './reader.js'
import {
  clearImages,
  deleteDraft,
  draftFromFile,
  groupBySlug,
  holdImages,
  imagesOf,
  insertImages,
  insertParagraphs,
  insertReport,
  insertVersion,
  lastNumber,
  lockReport,
} from './store.js'

/** Where a file is imported: the application, or the command line with its database. */
export type Importer = Publisher & { config?: Pick<Config, 'moderationDefault'> | undefined }

export interface Import {
  file: { name: string; bytes: Uint8Array }
  /** The report's slug; undefined for a new report: made of its title. */
  report?: string | undefined
  /** For a new report; undefined: as the draft says, or else the file's name. */
  title?: string | undefined
  /** Slug of the group; a new report needs one. */
  workingGroup?: string | undefined
  label?: string | undefined
  /** Undefined, where it is published: at once. */
  opens?: Date | undefined
  /** Undefined, where it is published: `USUAL_DAYS` after it opens. */
  closes?: Date | undefined
  publish?: 'publish' | 'draft' | undefined
  moderation?: Policy | undefined
  /** Whether the report has to be new or has to be there; undefined: as it may be. */
  into?: 'new' | 'existing' | undefined
  /** Number of the draft whose place this file takes. */
  replaces?: number | undefined
  /** `reuse`: a draft made of the very same file is answered instead of another one, so that a form may come twice. */
  sameFile?: 'reuse' | 'again' | undefined
  actor: Id | null
}

export interface Imported {
  report: string
  version: number
  /** All that can be commented on, headings among them. */
  paragraphs: number
  headings: number
  warnings: DraftWarning[]
}

/**
 * A file becomes the next version of a report, and the report is made where there is none: paragraphs, images,
 * warnings and the file itself, in one transaction with the audit entries. A file that is refused leaves nothing.
 * @throws DraftError where the file is refused (worded in messages, `manage.refusals.{code}`); tooMany where too many
 * files are being read; invalid for what is asked (`slug`, `title`, `workingGroup`, `opens`, `closes`); notFound;
 * conflict where the draft to replace is gone, or another version was published meanwhile
 */
export async function importVersion(app: Importer, wanted: Import): Promise<Imported> {
  const now = new Date()
  if (wanted.opens && wanted.closes && wanted.closes <= wanted.opens)
    throw invalidField('closes', 'closes-before-opens')
  if (wanted.publish === 'publish') checkNewPeriod(periodFor(wanted, now), now)
  await checkPlace(app.db, wanted)

  const read = app.reader ?? reader
  // The file is refused before anything else is asked of the database.
  const { draft, words } = await read.read(wanted.file.bytes, wanted.file.name)
  const title = titleOf(wanted.title, draft.title, plainFileName(wanted.file.name))
  const slug = wanted.report === undefined ? slugFor(title) : checkSlug(wanted.report)
  const known = await reportBySlug(app.db, slug)
  const carried: Carried =
    known && wanted.publish === 'publish'
      ? await carryLineage(app.db, read, known.id, draft.blocks)
      : { from: null, lineage: new Map() }

  const done = await app.db.transaction().execute(async tx => {
    const { report, isNew } = await reportFor(tx, wanted, { slug, title, language: draft.language ?? 'en' })
    const source = Buffer.from(wanted.file.bytes.buffer, wanted.file.bytes.byteOffset, wanted.file.bytes.byteLength)
    if (wanted.sameFile === 'reuse' && !isNew) {
      const number = await draftFromFile(tx, report.id, source)
      if (number !== undefined) return { report, number, published: null }
    }
    if (wanted.into === 'new' && !isNew) throw invalidField('slug', 'slug-taken')
    const outdated = await makePlace(tx, report, wanted)
    const number = wanted.replaces ?? (await lastNumber(tx, report.id)) + 1
    const moderation = wanted.moderation ?? app.config?.moderationDefault ?? 'post'
    const version = {
      report_id: report.id,
      number,
      label: wanted.label ?? '',
      opens_at: wanted.opens ?? null,
      closes_at: wanted.closes ?? null,
      moderation,
      source_name: plainFileName(wanted.file.name),
      source,
      words,
    }
    const id = await insertVersion(tx, version, draft.warnings)
    await insertParagraphs(tx, id, draft.blocks)
    await insertImages(tx, draft.images)
    await clearImages(tx, outdated)
    await record(tx, {
      actor: wanted.actor,
      action: 'version.imported',
      subject: 'version',
      subjectId: id,
      details: {
        report: report.slug,
        number,
        paragraphs: draft.blocks.length,
        warnings: draft.warnings.length,
        ...(wanted.replaces !== undefined && { replaced: wanted.replaces }),
      },
    })
    if (wanted.publish !== 'publish') return { report, number, published: null }
    const invitation = { label: version.label, guidance: '', questions: [] }
    const { closes } = periodFor(wanted, now)
    const publication: Omit<Publication, 'report' | 'version'> = {
      ...invitation,
      opens: wanted.opens ?? null,
      closes,
      moderation,
      actor: wanted.actor,
    }
    await publishIn(tx, report, { id, number }, publication, carried)
    return { report, number, published: id }
  })
  if (done.published !== null) tellPublished(app, done.report, done.published)
  return {
    report: done.report.slug,
    version: done.number,
    paragraphs: draft.blocks.length,
    headings: headingsIn(draft),
    warnings: draft.warnings,
  }
}

const headingsIn = ({ blocks }: Draft) => blocks.filter(block => block.kind === 'heading').length

function periodFor({ opens, closes }: Import, now: Date): { opens: Date; closes: Date } {
  const start = opens ?? now
  return { opens: start, closes: closes ?? usualEnd(start < now ? now : start) }
}

/** What can be said before a file has been read for seconds. Asked again in the transaction. */
async function checkPlace(db: Database, wanted: Import): Promise<void> {
  const group = wanted.workingGroup === undefined ? undefined : await groupBySlug(db, wanted.workingGroup)
  if (wanted.workingGroup !== undefined && !group) throw invalidField('workingGroup', 'no-such-group')
  const report = wanted.report === undefined ? undefined : await reportBySlug(db, checkSlug(wanted.report))
  if (report && wanted.into === 'new' && wanted.sameFile !== 'reuse') throw invalidField('slug', 'slug-taken')
  if (report && group && report.working_group_id !== group.id) throw invalidField('workingGroup', 'other-group-report')
  if (report) return
  if (wanted.into === 'existing') throw notFound('no-such-report')
  if (!group) throw invalidField('workingGroup', 'required')
}

async function reportFor(
  tx: Database,
  wanted: Import,
  { slug, title, language }: { slug: string; title: string; language: string },
): Promise<{ report: Report; isNew: boolean }> {
  const group = wanted.workingGroup === undefined ? undefined : await groupBySlug(tx, wanted.workingGroup)
  const added =
    wanted.into === 'existing' || !group
      ? undefined
      : await insertReport(tx, { slug, working_group_id: group.id, title, language })
  if (added) {
    await record(tx, {
      actor: wanted.actor,
      action: 'report.created',
      subject: 'report',
      subjectId: added.id,
      details: { report: slug, workingGroup: group!.slug },
    })
    return { report: added, isNew: true }
  }
  const report = await lockReport(tx, slug)
  if (!report) throw wanted.into === 'existing' ? notFound('no-such-report') : invalidField('workingGroup', 'required')
  if (group && report.working_group_id !== group.id) {
    // A new report whose address another group has: not for saying whose it is.
    if (wanted.into === 'new') throw invalidField('slug', 'slug-taken')
    throw invalidField('workingGroup', 'other-group-report')
  }
  return { report, isNew: false }
}

/** Takes away the draft that this file replaces; answers the images that may no longer be shown anywhere. */
async function makePlace(tx: Database, report: Report, { replaces }: Import): Promise<string[]> {
  await holdImages(tx, replaces === undefined ? 'shared' : 'exclusive')
  if (replaces === undefined) return []
  const hashes = await imagesOf(tx, report.id, replaces)
  if (!(await deleteDraft(tx, report.id, replaces))) throw conflict('draft-gone')
  return hashes
}
