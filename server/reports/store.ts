import type { Database } from '../database/pool.js'
import type { Paragraph, Report, Version, WorkingGroup } from '../database/schema.js'
import { notFound } from '../web/faults.js'

/** A version with the report and the working group that it belongs to. */
export interface VersionPlace {
  report: Report
  version: Version
  workingGroup: WorkingGroup
}

/** Every column of a version but the file it came from and the list of what was lost: both are long and seldom asked for. */
export const versionColumns = [
  'id',
  'report_id',
  'number',
  'label',
  'state',
  'guidance',
  'questions',
  'opens_at',
  'closes_at',
  'period_note',
  'moderation',
  'source_name',
  'words',
  'created_at',
  'published_at',
] as const satisfies readonly (keyof Version)[]

/**
 * A report of which the public may know: one with a published version.
 * @throws notFound
 */
export async function findReport(db: Database, slug: string): Promise<Report> {
  const report = await reportBySlug(db, slug)
  const shown = report && (await publishedVersion(db, report.id))
  if (!shown) throw notFound('no-such-report')
  return report
}

/** A report in any state, for those who manage it. */
export function reportBySlug(db: Database, slug: string): Promise<Report | undefined> {
  return db.selectFrom('reports').selectAll().where('slug', '=', slug).executeTakeFirst()
}

function publishedVersion(db: Database, reportId: number) {
  return db
    .selectFrom('versions')
    .select('id')
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .limit(1)
    .executeTakeFirst()
}

/**
 * A published version.
 * @throws notFound, for a draft too
 */
export async function findVersion(db: Database, slug: string, number: number): Promise<VersionPlace> {
  const place = await versionInAnyState(db, slug, number)
  if (place?.version.state !== 'published') throw notFound('no-such-version')
  return place
}

/** A version in any state: a draft is for coordinators and chairs of its working group alone, and who calls asks that. */
export async function versionInAnyState(db: Database, slug: string, number: number): Promise<VersionPlace | undefined> {
  const [row] = await places(db).where('r.slug', '=', slug).where('v.number', '=', number).execute()
  return row && toPlace(row)
}

/** @throws notFound */
export async function placeOfVersion(db: Database, versionId: number): Promise<VersionPlace> {
  const [row] = await places(db).where('v.id', '=', versionId).execute()
  if (!row) throw notFound('no-such-version')
  return toPlace(row)
}

/**
 * One paragraph of a version, by its number as it stands in addresses.
 * @throws notFound
 */
export async function findParagraph(db: Database, versionId: number, slug: string): Promise<Paragraph> {
  const paragraph = await db
    .selectFrom('paragraphs')
    .selectAll()
    .where('version_id', '=', versionId)
    .where('slug', '=', slug)
    .executeTakeFirst()
  if (!paragraph) throw notFound('no-such-paragraph')
  return paragraph
}

/** Version, report and group in one row: every comment and every page asks for the three together. */
function places(db: Database) {
  return db
    .selectFrom('versions as v')
    .innerJoin('reports as r', 'r.id', 'v.report_id')
    .innerJoin('working_groups as g', 'g.id', 'r.working_group_id')
    .select(versionColumns.map(column => `v.${column}` as const))
    .select([
      'r.slug as report_slug',
      'r.title',
      'r.summary',
      'r.language',
      'r.sample',
      'r.created_at as report_created_at',
      'r.working_group_id',
      'g.slug as group_slug',
      'g.name as group_name',
      'g.description as group_description',
      'g.position as group_position',
    ])
}

type PlaceRow = Awaited<ReturnType<ReturnType<typeof places>['execute']>>[number]

function toPlace(row: PlaceRow): VersionPlace {
  const { report_slug, title, summary, language, sample, report_created_at, working_group_id, ...rest } = row
  const { group_slug, group_name, group_description, group_position, ...version } = rest
  return {
    report: {
      id: version.report_id,
      slug: report_slug,
      working_group_id,
      title,
      summary,
      language,
      sample,
      created_at: report_created_at,
    },
    version,
    workingGroup: {
      id: working_group_id,
      slug: group_slug,
      name: group_name,
      description: group_description,
      position: group_position,
    },
  }
}

/** Published versions with their reports and groups, the latest of a report first. */
export async function publishedPlaces(
  db: Database,
  { reportId, groupId }: { reportId?: number; groupId?: number } = {},
): Promise<VersionPlace[]> {
  let query = places(db).where('v.state', '=', 'published')
  if (reportId !== undefined) query = query.where('r.id', '=', reportId)
  if (groupId !== undefined) query = query.where('g.id', '=', groupId)
  return (await query.orderBy('r.id').orderBy('v.number', 'desc').execute()).map(toPlace)
}

/** Drafts that are not published yet: for those who prepare them. */
export async function draftPlaces(
  db: Database,
  { reportId, groups }: { reportId?: number; groups: 'all' | readonly number[] },
): Promise<VersionPlace[]> {
  if (groups !== 'all' && groups.length === 0) return []
  let query = places(db).where('v.state', '=', 'draft')
  if (reportId !== undefined) query = query.where('r.id', '=', reportId)
  if (groups !== 'all') query = query.where('g.id', 'in', groups)
  return (await query.orderBy('r.id').orderBy('v.number', 'desc').execute()).map(toPlace)
}

/** @throws notFound */
export async function findImage(db: Database, hash: string): Promise<{ type: string; bytes: Buffer }> {
  const image = await db.selectFrom('images').select(['type', 'bytes']).where('hash', '=', hash).executeTakeFirst()
  if (!image) throw notFound('no-such-image')
  return image
}
