import { type RawBuilder, sql } from 'kysely'
import { everybody, type VisibleComment, visibleComments } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Disposition, Id, Kind } from '../../database/schema.js'

/** What of the matrix is asked for. */
export interface MatrixFilter {
  reportId: number
  version?: number | undefined
  /** Number of a paragraph as in addresses. */
  paragraph?: string | undefined
  theme?: number | undefined
  kind?: Kind | undefined
  /** A disposition; or those that have none yet, or any. */
  answer?: Disposition | 'unanswered' | 'answered' | undefined
  text?: string | undefined
}

/**
 * The public comments of a report in the order of the document: by version, those on the whole report first, then paragraph
 * by paragraph, on one place the oldest first. Replies stand with the comment that they answer, on its own page.
 */
export async function matrixIds(
  db: Database,
  filter: MatrixFilter,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ ids: Id[]; total: number }> {
  const { rows } = await sql<{ id: Id; total: number }>`
    select c.id, count(*) over ()::int as total
    from comments c
    join versions v on v.id = c.version_id
    left join paragraphs p on p.id = c.paragraph_id
    left join responses r on r.comment_id = c.id and r.published_revision is not null
    left join response_wordings w on w.comment_id = c.id and w.revision = r.published_revision
    where c.report_id = ${filter.reportId} and c.status = 'published' and c.parent_id is null
      and ${sql.join(conditions(filter), sql` and `)}
    order by v.number, coalesce(p.position, -1), c.id
    offset ${offset} limit ${limit}`.execute(db)
  return { ids: rows.map(row => row.id), total: rows[0]?.total ?? 0 }
}

function conditions(filter: MatrixFilter): RawBuilder<unknown>[] {
  const { version, paragraph, theme, kind, answer, text } = filter
  const asked: RawBuilder<unknown>[] = [sql`true`]
  if (version !== undefined) asked.push(sql`v.number = ${version}`)
  if (paragraph !== undefined) asked.push(sql`p.slug = ${paragraph}`)
  if (kind !== undefined) asked.push(sql`c.kind = ${kind}`)
  if (theme !== undefined)
    asked.push(sql`exists (select from comment_themes ct where ct.comment_id = c.id and ct.theme_id = ${theme})`)
  if (answer === 'unanswered') asked.push(sql`w.comment_id is null`)
  else if (answer === 'answered') asked.push(sql`w.comment_id is not null`)
  else if (answer !== undefined) asked.push(sql`w.disposition = ${answer}`)
  if (text !== undefined && text !== '') {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
    // What the public reads of it: with a part withheld, the words without it.
    asked.push(sql`(coalesce(c.shown_body, c.body) ilike ${pattern}
      or coalesce(c.shown_proposed_text, c.proposed_text) ilike ${pattern}
      or c.quote_exact ilike ${pattern} or w.reason ilike ${pattern} or p.number = ${text})`)
  }
  return asked
}

/** These comments as everybody may read them, in the order given. */
export async function publicComments(db: Database, ids: readonly Id[]): Promise<VisibleComment[]> {
  if (ids.length === 0) return []
  const found = await visibleComments(db, everybody).where(sql<boolean>`c.id = any(${ids}::bigint[])`).execute()
  const byId = new Map(found.map(comment => [comment.id, comment]))
  return ids.flatMap(id => byId.get(id) ?? [])
}

/** When the group took comments up, and to which themes they belong. */
export async function workOn(
  db: Database,
  ids: readonly Id[],
): Promise<Map<Id, { acknowledged: Date; themes: MarkedTheme[] }>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: Id; acknowledged: Date | null; themes: MarkedTheme[] }>`
    select c.id, w.acknowledged_at as acknowledged, coalesce((
      select json_agg(json_build_object('id', t.id, 'name', t.name, 'mark', t.mark) order by lower(t.name))
      from comment_themes ct join themes t on t.id = ct.theme_id and t.merged_into is null
      where ct.comment_id = c.id), '[]') as themes
    from comments c left join comment_work w on w.comment_id = c.id
    where c.id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(({ id, ...work }) => [id, work as { acknowledged: Date; themes: MarkedTheme[] }]))
}

export interface Theme {
  id: number
  name: string
}

/** `mark`: from 1 to 8 (themes/marks.ts). */
interface MarkedTheme extends Theme {
  mark: number
}

export function themesOf(db: Database, reportId: number): Promise<Theme[]> {
  return db
    .selectFrom('themes')
    .select(['id', 'name'])
    .where('report_id', '=', reportId)
    .where('merged_into', 'is', null)
    .orderBy(sql`lower(name)`)
    .execute()
}

/** Versions that were published although comments had no answer, with what was said of that. */
export function unansweredNotes(db: Database, reportId: number) {
  return db
    .selectFrom('versions')
    .select(['number', 'label', 'unanswered_note as note'])
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .where('unanswered_note', '<>', '')
    .orderBy('number')
    .execute()
}
