import { sql } from 'kysely'
import { type Reader, type VisibleComment, visibleComments } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Status } from '../../database/schema.js'

/** Moves these comments of one theme, or all of it, to another; who is there already stays. @returns which had been there */
export async function moveComments(tx: Database, from: number, to: number, only?: readonly Id[]): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    with gone as (
      delete from comment_themes where theme_id = ${from} and ${only ? sql`comment_id = any(${only}::bigint[])` : sql`true`}
      returning comment_id, set_by, set_at
    ), come as (
      insert into comment_themes (comment_id, theme_id, set_by, set_at)
      select comment_id, ${to}, set_by, set_at from gone
      on conflict do nothing
    ) select comment_id as id from gone order by comment_id`.execute(tx)
  return rows.map(row => row.id)
}

/** Who gives a comment a theme has taken it up. @returns whether it was not in the theme before */
export async function addToTheme(
  tx: Database,
  comment: Pick<Themed, 'id' | 'report_id'>,
  theme: number,
  person: Id,
): Promise<boolean> {
  await tx
    .insertInto('comment_work')
    .values({ comment_id: comment.id, report_id: comment.report_id })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const added = await tx
    .insertInto('comment_themes')
    .values({ comment_id: comment.id, theme_id: theme, set_by: person })
    .onConflict(conflict => conflict.doNothing())
    .returning('comment_id')
    .executeTakeFirst()
  return added !== undefined
}

/** @returns whether it was in the theme */
export async function removeFromTheme(tx: Database, comment: Id, theme: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('comment_themes')
    .where('comment_id', '=', comment)
    .where('theme_id', '=', theme)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export interface Themed {
  id: Id
  report_id: number
  working_group_id: number
  parent_id: Id | null
  status: Status
}

/** A comment, locked: nobody withholds it while it is given a theme. */
export function lockThemed(tx: Database, id: Id): Promise<Themed | undefined> {
  return tx
    .selectFrom('comments as c')
    .innerJoin('reports as r', 'r.id', 'c.report_id')
    .select(['c.id', 'c.report_id', 'r.working_group_id', 'c.parent_id', 'c.status'])
    .where('c.id', '=', id)
    .forNoKeyUpdate('c')
    .executeTakeFirst()
}

/** A theme that stands, kept from being merged away until the transaction ends. */
export async function holdTheme(tx: Database, reportId: number, id: number): Promise<boolean> {
  const found = await tx
    .selectFrom('themes')
    .select('id')
    .where('id', '=', id)
    .where('report_id', '=', reportId)
    .where('merged_into', 'is', null)
    .forShare()
    .executeTakeFirst()
  return found !== undefined
}

/** A page of a theme's public comments, the oldest first. */
export async function commentsInTheme(
  db: Database,
  theme: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    select c.id from comment_themes ct join comments c on c.id = ct.comment_id
    where ct.theme_id = ${theme} and c.status = 'published' and c.parent_id is null
    order by c.id offset ${offset} limit ${limit}`.execute(db)
  return rows.map(row => row.id)
}

/** Public comments by theme, of each the newest so many. */
export async function membersOf(db: Database, reportId: number, most: number): Promise<{ id: Id; theme: number }[]> {
  const { rows } = await sql<{ id: Id; theme: number }>`
    select m.id, t.id as theme from themes t
    join lateral (
      select c.id from comment_themes ct join comments c on c.id = ct.comment_id
      where ct.theme_id = t.id and c.status = 'published' and c.parent_id is null
      order by c.id desc limit ${most}
    ) m on true
    where t.report_id = ${reportId} and t.merged_into is null`.execute(db)
  return rows
}

/** Public comments that belong to no theme yet, the oldest first. */
export async function withoutTheme(
  db: Database,
  reportId: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ ids: Id[]; total: number }> {
  const { rows } = await sql<{ id: Id; total: number }>`
    select c.id, count(*) over ()::int as total from comments c
    where c.report_id = ${reportId} and c.status = 'published' and c.parent_id is null
      and not exists (select from comment_themes ct where ct.comment_id = c.id)
    order by c.id offset ${offset} limit ${limit}`.execute(db)
  return { ids: rows.map(row => row.id), total: rows[0]?.total ?? 0 }
}

export interface ReadText {
  id: Id
  language: string | null
  text: string
}

/** The words of comments, as this reader may read them. */
export async function textsOf(db: Database, reader: Reader, ids: readonly Id[]): Promise<ReadText[]> {
  if (ids.length === 0) return []
  const found = await visibleComments(db, reader).where(sql<boolean>`c.id = any(${ids}::bigint[])`).execute()
  return found.map(textOf).filter(one => one.text !== '')
}

const textOf = (one: VisibleComment): ReadText => ({ id: one.id, language: one.language, text: one.body ?? '' })

export async function themesOfComment(db: Database, id: Id): Promise<number[]> {
  const rows = await db.selectFrom('comment_themes').select('theme_id').where('comment_id', '=', id).execute()
  return rows.map(row => row.theme_id)
}
