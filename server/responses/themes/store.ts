import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, ThemeHistory } from '../../database/schema.js'

export interface ThemeRow {
  id: number
  report_id: number
  name: string
  description: string
  mark: number
  summary: string
}

/** A theme with how many public comments it has, and the last entry of its history. */
export interface CountedTheme extends ThemeRow {
  comments: number
  last: Id
}

/** Themes of a report by name; without those that were merged into others. */
export async function themesOfReport(db: Database, reportId: number): Promise<CountedTheme[]> {
  const { rows } = await sql<CountedTheme>`
    select t.id, t.report_id, t.name, t.description, t.mark, t.summary,
      coalesce((select max(h.id) from theme_history h where h.theme_id = t.id), 0)::text as last,
      (select count(*)::int from comment_themes ct join comments c on c.id = ct.comment_id
        where ct.theme_id = t.id and c.status = 'published' and c.parent_id is null) as comments
    from themes t where t.report_id = ${reportId} and t.merged_into is null
    order by lower(t.name)`.execute(db)
  return rows
}

/** The theme of this report with this number, or the one into which it was merged in the end. */
export async function standingTheme(db: Database, reportId: number, id: number): Promise<ThemeRow | undefined> {
  const { rows } = await sql<ThemeRow>`
    with recursive way as (
      select t.* from themes t where t.id = ${id} and t.report_id = ${reportId}
      union
      select t.* from way join themes t on t.id = way.merged_into
    ) select id, report_id, name, description, mark, summary from way where merged_into is null`.execute(db)
  return rows[0]
}

/** A theme that stands, locked: nobody changes, merges or splits it, or gives it comments, until the transaction ends. */
export function lockTheme(tx: Database, reportId: number, id: number): Promise<ThemeRow | undefined> {
  return tx
    .selectFrom('themes')
    .select(['id', 'report_id', 'name', 'description', 'mark', 'summary'])
    .where('id', '=', id)
    .where('report_id', '=', reportId)
    .where('merged_into', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

export interface HistoryRow {
  id: Id
  theme_id: number
  change: ThemeHistory['change']
  before: string
  at: Date
  who: string | null
  /** Name of the theme that it tells of, and of the other that had a part in it. */
  theme: string
  other: string | null
  /** Of a split: whether this is the theme that came of it. */
  is_new: boolean
}

/** What happened to a theme and to all that were merged into it, the newest first. */
export async function historyOf(db: Database, id: number): Promise<HistoryRow[]> {
  const { rows } = await sql<HistoryRow>`
    with recursive parts as (
      select id from themes where id = ${id}
      union
      select t.id from parts join themes t on t.merged_into = parts.id
    )
    select h.id, h.theme_id, h.change, h.before, h.at, p.name as who, t.name as theme, o.name as other,
      coalesce(h.change = 'split' and h.other_id < h.theme_id, false) as is_new
    from parts join theme_history h on h.theme_id = parts.id
    join themes t on t.id = h.theme_id
    join people p on p.id = h.person_id
    left join themes o on o.id = h.other_id
    -- A merger stands in the history of both: here it is told once.
    where h.change <> 'merged' or t.merged_into = h.other_id
    order by h.id desc`.execute(db)
  return rows
}

/** The last entry of a theme's own history, with who made it. */
export async function lastChange(db: Database, id: number): Promise<{ id: Id; who: string | null } | undefined> {
  return db
    .selectFrom('theme_history as h')
    .innerJoin('people as p', 'p.id', 'h.person_id')
    .select(['h.id', 'p.name as who'])
    .where('h.theme_id', '=', id)
    .orderBy('h.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** @returns undefined where the report has one of this name */
export function insertTheme(
  tx: Database,
  theme: Pick<ThemeRow, 'report_id' | 'name' | 'description' | 'mark'>,
): Promise<{ id: number } | undefined> {
  return tx
    .insertInto('themes')
    .values(theme)
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
}

export async function nameTaken(tx: Database, reportId: number, name: string, besides: number): Promise<boolean> {
  const found = await tx
    .selectFrom('themes')
    .select('id')
    .where('report_id', '=', reportId)
    .where('merged_into', 'is', null)
    .where('id', '<>', besides)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .executeTakeFirst()
  return found !== undefined
}

export async function updateTheme(
  tx: Database,
  id: number,
  words: Pick<ThemeRow, 'name' | 'description' | 'mark' | 'summary'>,
): Promise<void> {
  await tx.updateTable('themes').set(words).where('id', '=', id).execute()
}

export async function setMerged(tx: Database, id: number, into: number): Promise<void> {
  await tx.updateTable('themes').set({ merged_into: into, merged_at: new Date() }).where('id', '=', id).execute()
}

/** Who names, merges or fills several themes of one report does so after the other. */
export async function lockNames(tx: Database, reportId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(7271, ${reportId})`.execute(tx)
}

export async function addHistory(
  tx: Database,
  entry: { theme: number; person: Id; change: ThemeHistory['change']; before?: string; other?: number },
): Promise<void> {
  await tx
    .insertInto('theme_history')
    .values({
      theme_id: entry.theme,
      person_id: entry.person,
      change: entry.change,
      before: entry.before ?? '',
      other_id: entry.other ?? null,
    })
    .execute()
}
