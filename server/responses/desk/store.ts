import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Disposition, Id, Report, ResponseState } from '../../database/schema.js'
import { type Column, type Filter, type Grouping, orderOf } from './filter.js'
import { conditions, organisation, shownBody } from './match.js'

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

const ORDERS: Readonly<Record<Column, RawBuilder<unknown>>> = {
  paragraph: sql`array[v.number, coalesce(p.position, -1)]`,
  quote: sql`lower(c.quote_exact)`,
  gist: sql`lower(left(coalesce(nullif(w.gist, ''), ${shownBody}), 80))`,
  kind: sql`array_position(array['general', 'technical', 'editorial', 'question'], c.kind)`,
  stance: sql`array_position(array['support', 'support-with-changes', 'neutral', 'oppose'], c.stance)`,
  group: sql`a.stakeholder_group`,
  endorsements: sql`c.endorsements`,
  theme: sql`(select min(lower(t.name)) from comment_themes ct join themes t on t.id = ct.theme_id where ct.comment_id = c.id)`,
  answer: sql`(array_position(array['draft', 'agreed', 'published'], s.state) || coalesce(s.disposition, ''))`,
  owner: sql`(select lower(o.name) from people o where o.id = w.owner_id)`,
}

/** What a group of rows is told from others by, and the order of groups. */
const GROUPS: Readonly<Record<Grouping, { heading: RawBuilder<unknown>; order: RawBuilder<unknown> }>> = {
  paragraph: { heading: sql`coalesce(p.id::text, 'v' || v.number)`, order: ORDERS.paragraph },
  theme: { heading: sql`th.name`, order: sql`lower(th.name)` },
  author: { heading: sql`a.id::text`, order: sql`case when a.publish_name then lower(a.name) end` },
  organisation: { heading: organisation, order: sql`lower(${organisation})` },
  kind: { heading: sql`c.kind`, order: ORDERS.kind },
}

const TABLES = sql`comments c
  join versions v on v.id = c.version_id
  join people a on a.id = c.person_id
  left join paragraphs p on p.id = c.paragraph_id
  left join responses s on s.comment_id = c.id
  left join comment_work w on w.comment_id = c.id`

/** A page of what matches, in the order asked for; comments of several themes stand under each when grouped by theme. */
export async function deskPage(
  db: Database,
  report: Pick<Report, 'id' | 'language'>,
  filter: Filter,
  { offset, limit }: { offset: number; limit: number },
): Promise<DeskPage> {
  const { column, down } = orderOf(filter)
  const group = filter.by && GROUPS[filter.by]
  const one = filter.same === 'one'
  const themes =
    filter.by === 'theme'
      ? sql`left join comment_themes ct on ct.comment_id = c.id left join themes th on th.id = ct.theme_id and th.merged_into is null`
      : sql``
  const clusters = one
    ? sql`left join cluster_members m on m.comment_id = c.id left join clusters k on k.id = m.cluster_id`
    : sql``
  const cluster = one ? sql`k.id` : sql`null::bigint`
  const heading = group ? group.heading : sql`null::text`
  const representative = one
    ? sql`row_number() over (partition by coalesce(k.id, -c.id), ${heading}
        order by c.id = k.representative_id desc nulls last, c.id)`
    : sql`1`
  const same = one ? sql`count(*) over (partition by coalesce(k.id, -c.id), ${heading})` : sql`1`
  const { rows } = await sql<DeskRow & { total: number; comments: number }>`
    with matched as materialized (
      select c.id, ${cluster} as cluster, ${heading} as heading, ${group?.order ?? sql`null::int`} as heading_order,
        ${ORDERS[column]} as sorted, ${ORDERS.paragraph} as place,
        ${representative} as nth, ${same}::int as same
      from ${TABLES} ${themes} ${clusters}
      where ${conditions(report, filter)}
    )
    select id, cluster, heading, same, count(*) over ()::int as total,
      ${group ? sql`count(*) over (partition by heading)::int` : sql`0`} as heading_rows,
      ${filter.by === 'theme' ? sql`(select count(distinct id) from matched)` : sql`(select count(*) from matched)`}::int as comments
    from matched where nth = 1
    order by heading_order nulls last, heading nulls last, sorted ${down ? sql`desc` : sql`asc`} nulls last, place, id
    offset ${offset} limit ${limit}`.execute(db)
  return { rows, total: rows[0]?.total ?? 0, comments: rows[0]?.comments ?? 0 }
}

/** Every comment that matches, in the order in which they are locked. */
export async function matchingIds(
  db: Database,
  report: Pick<Report, 'id' | 'language'>,
  filter: Filter,
): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    select c.id from ${TABLES} where ${conditions(report, filter)} order by c.id`.execute(db)
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
