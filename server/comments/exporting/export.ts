import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance } from 'fastify'
import { headHash } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Status } from '../../database/schema.js'
import { type ExportHeader, type ExportRow, type Format, formats } from '../../exports/index.js'
import { findReport, findVersion, reportPath, versionPath } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'
import { publishedVersions } from '../reading/find.js'
import { everybody, type Reader } from '../reading/reader.js'
import { type Export, sectionFinder, sectionsOf, toRow } from './rows.js'
import {
  campaignsOn,
  countsOf,
  type Extent,
  headingsOf,
  inDocumentOrder,
  type Placed,
  paragraphsById,
  readAtOneMoment,
  themesOn,
} from './snapshot.js'

/** Who may read the file: everybody; or chairs of the working group and coordinators, with what is withheld and why. */
export type Audience = 'public' | 'chair'

export interface Wanted {
  slug: string
  /** Number; without one, all versions. */
  version?: number | undefined
  format: Format
  audience: Audience
  locale?: string | undefined
}

/** What an export needs of the application: the operator's command line has no more. */
export type ExportApp = Pick<FastifyInstance, 'db' | 'messages'> & { config: { publicUrl: string } }

/**
 * Writes the comments of a report or of one of its versions, as they are at one moment, and ends the stream. What is held
 * of them does not grow with their number: rows are fetched when the reader has taken those before.
 * @throws notFound; whatever the stream fails with, for example when the reader has gone; when `signal` says so
 */
export async function exportComments(
  app: ExportApp,
  wanted: Wanted,
  writable: Writable,
  signal?: AbortSignal,
): Promise<void> {
  const { slug, version, format, audience, locale = 'en' } = wanted
  const report = await findReport(app.db, slug)
  if (version !== undefined) await findVersion(app.db, slug, version)
  const extent = { reportId: report.id, version: version ?? null, reader: readerFor(audience, report.working_group_id) }
  const t = app.messages.in(locale)
  const words: Translate = (key, values) => t(`exports.${key}`, values)
  await readAtOneMoment(app.db, async tx => {
    const about = await aboutExport(tx, extent, report, app.config.publicUrl, t, locale)
    const header = await headerOf(tx, extent, about, audience)
    await pipeline(formats[format].write(header, rowsOf(tx, extent, about), words), writable, { signal })
  })
}

/** A chair's file holds what her office may read, whoever she is: not her own withdrawn comments. */
function readerFor(audience: Audience, workingGroupId: number): Reader {
  return audience === 'public' ? everybody : { personId: null, groups: [workingGroupId] }
}

interface About extends Export {
  versionRows: Awaited<ReturnType<typeof publishedVersions>>
}

async function aboutExport(
  tx: Database,
  extent: Extent,
  report: { slug: string; title: string; working_group_id: number },
  site: string,
  t: Translate,
  locale: string,
): Promise<About> {
  const published = await publishedVersions(tx, extent.reportId)
  const versionRows = published.filter(({ number }) => extent.version === null || number === extent.version)
  const headings = await headingsOf(
    tx,
    versionRows.map(version => version.id),
  )
  const group = await tx
    .selectFrom('working_groups')
    .select('name')
    .where('id', '=', report.working_group_id)
    .executeTakeFirstOrThrow()
  return {
    site,
    report,
    workingGroup: group.name,
    versions: new Map(versionRows.map(version => [version.number, version])),
    versionRows,
    section: sectionFinder(headings),
    t,
    locale,
  }
}

async function headerOf(tx: Database, extent: Extent, about: About, audience: Audience): Promise<ExportHeader> {
  const { site, report, versionRows } = about
  const counts = await countsOf(tx, extent)
  const byStatus = { pending: 0, published: 0, withheld: 0, withdrawn: 0, spam: 0 } satisfies Record<Status, number>
  for (const { status, n } of counts) byStatus[status] += n
  const idOf = new Map(versionRows.map(version => [version.number, version.id]))
  return {
    report: { slug: report.slug, title: report.title, url: `${site}${reportPath(report.slug)}` },
    workingGroup: about.workingGroup,
    url: `${site}${reportPath(report.slug)}/comments`,
    versions: versionRows.map(version => ({
      number: version.number,
      label: version.label,
      url: `${site}${versionPath(report.slug, version.number)}`,
      opensAt: version.opens_at?.toISOString() ?? null,
      closesAt: version.closes_at?.toISOString() ?? null,
    })),
    sections: sectionsOf(
      counts.map(count => ({ ...count, versionId: idOf.get(count.version)! })),
      about.section,
    ),
    generatedAt: new Date().toISOString(),
    audience,
    filter: null,
    counts: byStatus,
    logHead: await headHash(tx),
    language: about.locale,
  }
}

async function* rowsOf(tx: Database, extent: Extent, about: Export): AsyncGenerator<ExportRow> {
  // A reply follows the comment that it answers, be it at the end of the batch before.
  let top: Placed | null = null
  for await (const batch of inDocumentOrder(tx, extent)) {
    const ids = batch.flatMap(({ comment }) => (comment.paragraph_id === null ? [] : [comment.paragraph_id]))
    const paragraphs = await paragraphsById(tx, [...new Set(ids)])
    const comments = batch.map(({ comment }) => comment.id)
    const themes = await themesOn(tx, comments)
    const campaigns = await campaignsOn(tx, comments)
    for (const placed of batch) {
      const { parent_id } = placed.comment
      if (parent_id === null) top = placed
      yield toRow(
        placed,
        parent_id !== null && top?.comment.id === parent_id ? top : null,
        { paragraphs, themes, campaigns },
        about,
      )
    }
  }
}
