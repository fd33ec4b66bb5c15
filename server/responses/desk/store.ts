import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Disposition, Id, Report, ResponseState } from '../../database/schema.js'
import { type Column, type Filter, type Grouping, orderOf } from './filter.js'
import { type Asked, conditions, organisation, type Table } from './match.js'
import { indexWords, shownBody } from './words.js'

/** A row of the desk: a comment, or all of the same words under one of them. */
export interface DeskRow {
  id: Id
  /** What its group is told from others by, and how many rows that has; null: they are not grouped. */
  heading: string | null
  heading_rows: number
  cluster: Id | null
  /** How many comments of the same words match. */
  same: number
}

export interface DeskPage {
  rows: DeskRow[]
  /** Rows on all pages. */
  total: number
  /** Comments that match. */
  comments: number
}

const of = (expression: RawBuilder<unknown>, ...tables: Table[]): Asked => ({ sql: expression, of: tables })

const ORDERS: Readonly<Record<Column, Asked>> = {
  paragraph: of(sql`(v.number::bigint << 32) + coalesce(p.position, -1)`, 'v', 'p'),
  quote: of(sql`lower(left(c.quote_exact, 80))`),
  gist: of(sql`lower(left(coalesce(nullif(w.gist, ''), ${shownBody}), 80))`, 'w'),
  kind: of(sql`array_position(array['general', 'technical', 'editorial', 'question'], c.kind)`),
  stance: of(sql`array_position(array['support', 'support-with-changes', 'neutral', 'oppose'], c.stance)`),
  group: of(sql`a.stakeholder_group`, 'a'),
  endorsements: of(sql`c.endorsements`),
  theme: of(sql`(select min(lower(t.name)) from comment_themes ct join themes t on t.id = ct.theme_id
    where ct.comment_id = c.id)`),
  answer: of(sql`array_position(array['draft', 'agreed', 'published'], s.state) || s.disposition`, 's'),
  owner: of(sql`(select lower(o.name) from people o where o.id = w.owner_id)`, 'w'),
}

/** What a group of rows is told from others by, and the order of groups. */
const GROUPS: Readonly<Record<Grouping, { heading: Asked; order: RawBuilder<unknown> }>> = {
  paragraph: {
    heading: of(sql`coalesce(c.paragraph_id::text, 'v' || c.version_id)`, 'v', 'p'),
    order: ORDERS.paragraph.sql,
  },
  theme: { heading: of(sql`th.name`), order: sql`lower(th.name)` },
  author: {
    heading: of(sql`c.person_id::text`, 'a'),
    order: sql`case when a.publish_name then lower(a.name) end`,
  },
  organisation: { heading: of(organisation, 'a'), order: sql`lower(${organisation})` },
  kind: { heading: of(sql`c.kind`), order: ORDERS.kind.sql },
}

const JOINS: Readonly<Record<Table, RawBuilder<unknown>>> = {
  v: sql`join versions v on v.id = c.version_id`,
  p: sql`left join paragraphs p on p.id = c.paragraph_id`,
  a: sql`join people a on a.id = c.person_id`,
  s: sql`left join responses s on s.comment_id = c.id`,
  w: sql`left join comment_work w on w.comment_id = c.id`,
  cw: sql`left join comment_words cw on cw.comment_id = c.id`,
}

const tablesFor = (asked: readonly Asked[]): RawBuilder<unknown> =>
  sql`comments c ${sql.join(
    [...new Set(asked.flatMap(one => one.of))].map(table => JOINS[table]),
    sql` `,
  )}`

/** A page of what matches, in the order asked for; comments of several themes stand under each when grouped by theme. */
export async function deskPage(
  db: Database,
  report: Pick<Report, 'id' | 'language'>,
  filter: Filter,
  { offset, limit }: { offset: number; limit: number },
): Promise<DeskPage> {
  if (filter.text) await indexWords(db, report)
  const { column, down } = orderOf(filter)
  const group = filter.by && GROUPS[filter.by]
  const one = filter.same === 'one'
  const byTheme = filter.by === 'theme'
  const asked = conditions(report, filter)
  const tables = tablesFor([asked, ORDERS[column], ORDERS.paragraph, ...(group ? [group.heading] : [])])
  const themes = byTheme
    ? sql`left join (comment_themes ct join themes th on th.id = ct.theme_id and th.merged_into is null)
        on ct.comment_id = c.id`
    : sql``
  const clusters = one
    ? sql`left join cluster_members m on m.comment_id = c.id left join clusters k on k.id = m.cluster_id`
    : sql``
  const heading = group ? group.heading.sql : sql`null::text`
  // Of the same words the one that stands for all, or, where it does not match, the first that does.
  const nth = sql`row_number() over (partition by coalesce(k.id, -c.id), ${heading}
    order by c.id = k.representative_id desc nulls last, c.id)`
  const same = sql`count(*) over (partition by coalesce(k.id, -c.id), ${heading})`
  const { rows } = await sql<DeskRow & { total: number; comments: number }>`
    with matched as materialized (
      select c.id, ${one ? sql`k.id` : sql`null::bigint`} as cluster, ${heading} as heading,
        ${group?.order ?? sql`null::int`} as heading_order,
        ${ORDERS[column].sql} as sorted, ${ORDERS.paragraph.sql} as place,
        ${one ? nth : sql`1`} as nth, ${one ? same : sql`1`}::int as same
      from ${tables} ${themes} ${clusters}
      where ${asked.sql}
    ), page as (
      select * from matched where nth = 1
      order by ${group ? sql`heading_order nulls last, heading nulls last,` : sql``}
        sorted ${down ? sql`desc` : sql`asc`} nulls last, place, id
      offset ${offset} limit ${limit}
    ), sizes as materialized (
      select heading, count(*) as n from matched where nth = 1 ${group ? sql`` : sql`and false`} group by heading
    )
    select id, cluster, heading, same,
      (select count(*) from matched where nth = 1)::int as total,
      ${group ? sql`(select n from sizes where sizes.heading is not distinct from page.heading)` : sql`0`}::int as heading_rows,
      (select count(${byTheme ? sql`distinct id` : sql`*`}) from matched)::int as comments
    from page
    order by ${group ? sql`heading_order nulls last, heading nulls last,` : sql``}
      sorted ${down ? sql`desc` : sql`asc`} nulls last, place, id`.execute(db)
  return { rows, total: rows[0]?.total ?? 0, comments: rows[0]?.comments ?? 0 }
}

/** Every comment that matches, in the order in which they are locked. */
export async function matchingIds(
  db: Database,
  report: Pick<Report, 'id' | 'language'>,
  filter: Filter,
): Promise<Id[]> {
  if (filter.text) await indexWords(db, report)
  const asked = conditions(report, filter)
  const { rows } = await sql<{ id: Id }>`
    select c.id from ${tablesFor([asked])} where ${asked.sql} order by c.id`.execute(db)
  return rows.map(row => row.id)
}

/** Those of the chosen comments, and with each all that match and have the same words. */
export async function withSameWords(db: Database, matching: readonly Id[], chosen: readonly Id[]): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    select id from unnest(${chosen}::bigint[]) id
    union
    select other.comment_id from cluster_members picked
    join cluster_members other on other.cluster_id = picked.cluster_id
    where picked.comment_id = any(${chosen}::bigint[]) and other.comment_id = any(${matching}::bigint[])`.execute(db)
  return rows.map(row => row.id)
}

/** What the group has made of a comment so far. */
export interface Work {
  gist: string
  owner: string | null
  acknowledged: boolean
  state: ResponseState | null
  disposition: Disposition | null
  themes: { name: string; mark: number }[]
}

export async function workOn(db: Database, ids: readonly Id[]): Promise<Map<Id, Work>> {
  const { rows } = await sql<Work & { id: Id }>`
    select c.id, coalesce(w.gist, '') as gist, o.name as owner, w.comment_id is not null as acknowledged, s.state, s.disposition,
      coalesce((select json_agg(json_build_object('name', t.name, 'mark', t.mark) order by lower(t.name))
        from comment_themes ct join themes t on t.id = ct.theme_id and t.merged_into is null
        where ct.comment_id = c.id), '[]') as themes
    from comments c
    left join comment_work w on w.comment_id = c.id
    left join people o on o.id = w.owner_id
    left join responses s on s.comment_id = c.id
    where c.id = any(${ids}::bigint[])`.execute(db)
  return new Map(rows.map(({ id, ...work }) => [id, work]))
}

/** Who may work on a report's comments: the chairs of its group, and coordinators; and who still has some. */
export async function owners(db: Database, report: Pick<Report, 'id' | 'working_group_id'>) {
  const { rows } = await sql<{ id: Id; name: string | null; may: boolean }>`
    select p.id, p.name, bool_or(had.may) as may from (
      select person_id, true as may from roles
      where role = 'coordinator' or (role = 'chair' and working_group_id = ${report.working_group_id})
      union all
      select distinct owner_id, false from comment_work where report_id = ${report.id} and owner_id is not null
    ) had join people p on p.id = had.person_id
    group by p.id, p.name order by lower(p.name), p.id`.execute(db)
  return rows
}
