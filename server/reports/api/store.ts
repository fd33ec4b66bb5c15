import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Paragraph, Version } from '../../database/schema.js'

export interface ReportRow {
  id: number
  slug: string
  title: string
  summary: string
  language: string
  group_slug: string
  group_name: string
}

export type VersionRow = Pick<
  Version,
  'id' | 'report_id' | 'number' | 'label' | 'opens_at' | 'closes_at' | 'period_note' | 'published_at'
>

/** Reports with a published version, in the order in which they were made, after the given slug. */
export function publicReports(db: Database, after: string | null, limit: number): Promise<ReportRow[]> {
  let query = reportRows(db)
  if (after !== null)
    query = query.where('r.id', '>', eb => eb.selectFrom('reports').select('id').where('slug', '=', after))
  return query.orderBy('r.id').limit(limit).execute()
}

export function publicReport(db: Database, slug: string): Promise<ReportRow | undefined> {
  return reportRows(db).where('r.slug', '=', slug).executeTakeFirst()
}

function reportRows(db: Database) {
  return db
    .selectFrom('reports as r')
    .innerJoin('working_groups as g', 'g.id', 'r.working_group_id')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('versions as v')
          .select('v.id')
          .whereRef('v.report_id', '=', 'r.id')
          .where('v.state', '=', 'published'),
      ),
    )
    .select(['r.id', 'r.slug', 'r.title', 'r.summary', 'r.language', 'g.slug as group_slug', 'g.name as group_name'])
}

/** Published versions of these reports, the oldest first. */
export async function publishedVersionsOf(db: Database, reportIds: readonly number[]): Promise<VersionRow[]> {
  if (reportIds.length === 0) return []
  return db
    .selectFrom('versions')
    .select(['id', 'report_id', 'number', 'label', 'opens_at', 'closes_at', 'period_note', 'published_at'])
    .where('report_id', 'in', reportIds)
    .where('state', '=', 'published')
    .orderBy('number')
    .execute()
}

export type ParagraphRow = Pick<Paragraph, 'id' | 'lineage' | 'number' | 'slug' | 'kind' | 'level' | 'text'> & {
  comments: number
}

/** All paragraphs of a version in their order, each with the number of its published comments. */
export async function countedParagraphs(db: Database, versionId: number): Promise<ParagraphRow[]> {
  const { rows } = await sql<ParagraphRow>`
    select p.id, p.lineage, p.number, p.slug, p.kind, p.level, p.text, coalesce(c.comments, 0)::int as comments
    from paragraphs p
    left join (
      select paragraph_id, sum(published) as comments from comment_counts where version_id = ${versionId} group by 1
    ) c on c.paragraph_id = p.id
    where p.version_id = ${versionId}
    order by p.position`.execute(db)
  return rows
}

/** Published comments on the version as a whole. */
export async function commentsOnWhole(db: Database, versionId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(published), 0)::int as n from comment_counts
    where version_id = ${versionId} and paragraph_id = ${'0' satisfies Id}`.execute(db)
  return rows[0]?.n ?? 0
}
