import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'

/** A comment with its words as everybody reads them; gaps are spaces. */
export interface Text {
  id: Id
  text: string
}

export interface Member {
  comment: Id
  cluster: Id
}

/** One at a time brings the clusters of a report up to date. */
export async function lockClusters(tx: Database, reportId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(7255, ${reportId})`.execute(tx)
}

const publicWords = sql<string>`replace(coalesce(c.shown_body, c.body), ${'\uFFFF'}, ' ')`
const hash = (words: RawBuilder<string>) => sql`decode(md5(${words}), 'hex')`
/** Letters to a consultation; a reply belongs to what it answers. */
const takesPart = sql`c.status = 'published' and c.parent_id is null
  and not exists (select from cluster_exceptions x where x.comment_id = c.id)`

/** Forgets comments that are no longer public, that somebody has taken out, or that have other words now. */
export async function dropStale(tx: Database, reportId: number): Promise<void> {
  await sql`
    with stale as (
      delete from comment_signatures s using comments c
      where s.report_id = ${reportId} and c.id = s.comment_id
        and (not (${takesPart}) or s.words_hash <> ${hash(publicWords)})
      returning s.comment_id
    ) delete from cluster_members m using stale where m.comment_id = stale.comment_id`.execute(tx)
  await tidy(tx, reportId)
}

/** Sizes and representatives as the members are now; one comment alone is no cluster. */
export async function tidy(tx: Database, reportId: number): Promise<void> {
  await sql`
    update clusters k set size = now.size,
      representative_id = case when now.has_it then k.representative_id else coalesce(now.first, k.representative_id) end
    from (
      select k.id, count(m.comment_id)::int as size, min(m.comment_id) as first,
        coalesce(bool_or(m.comment_id = k.representative_id), false) as has_it
      from clusters k left join cluster_members m on m.cluster_id = k.id
      where k.report_id = ${reportId} group by k.id
    ) now
    where now.id = k.id and (now.size <> k.size or not now.has_it)`.execute(tx)
  await sql`delete from cluster_members m using clusters k
    where k.id = m.cluster_id and k.report_id = ${reportId} and k.size < 2`.execute(tx)
  await sql`delete from clusters where report_id = ${reportId} and size < 2`.execute(tx)
}

const isNew = (reportId: number) => sql`c.report_id = ${reportId} and ${takesPart}
  and not exists (select from comment_signatures s where s.comment_id = c.id)`

/** Those that have not been compared yet. */
export async function newcomers(tx: Database, reportId: number): Promise<Text[]> {
  const { rows } = await sql<Text>`
    select c.id, ${publicWords} as text from comments c where ${isNew(reportId)} order by c.id`.execute(tx)
  return rows
}

/** How many these are, counted no further than `most`. */
export async function countNew(db: Database, reportId: number, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from comments c where ${isNew(reportId)} limit ${most}) found`.execute(db)
  return rows[0]!.n
}

export async function countCompared(tx: Database, reportId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from comment_signatures where report_id = ${reportId}`.execute(tx)
  return rows[0]!.n
}

export async function textsOf(tx: Database, ids: readonly Id[]): Promise<Text[]> {
  const { rows } = await sql<Text>`
    select c.id, ${publicWords} as text from comments c where c.id = any(${ids}::bigint[])`.execute(tx)
  return rows
}

export async function allTexts(tx: Database, reportId: number): Promise<Text[]> {
  const { rows } = await sql<Text>`
    select c.id, ${publicWords} as text from comments c where c.report_id = ${reportId} and ${takesPart}
    order by c.id`.execute(tx)
  return rows
}

export async function saveSignatures(
  tx: Database,
  reportId: number,
  signatures: readonly { id: Id; keys: readonly number[] }[],
): Promise<void> {
  await sql`
    insert into comment_signatures (comment_id, report_id, words_hash, keys)
    select c.id, ${reportId}, ${hash(publicWords)}, string_to_array(given.keys, ',')::int[]
    from unnest(${signatures.map(one => one.id)}::bigint[], ${signatures.map(one => one.keys.join(','))}::text[])
      as given (id, keys)
    join comments c on c.id = given.id
    on conflict (comment_id) do update set words_hash = excluded.words_hash, keys = excluded.keys`.execute(tx)
}

/** Comments that share a key, with the cluster in which they are; those in clusters first, the largest of them first. */
export async function candidates(
  tx: Database,
  reportId: number,
  keys: readonly number[],
  limit: number,
): Promise<{ id: Id; cluster: Id | null; representative: Id | null }[]> {
  const { rows } = await sql<{ id: Id; cluster: Id | null; representative: Id | null }>`
    select distinct on (coalesce(k.size, 0), coalesce(k.id, -s.comment_id))
      s.comment_id as id, k.id as cluster, k.representative_id as representative
    from comment_signatures s
    left join cluster_members m on m.comment_id = s.comment_id
    left join clusters k on k.id = m.cluster_id
    where s.report_id = ${reportId} and s.keys && ${keys}::int[]
    order by coalesce(k.size, 0) desc, coalesce(k.id, -s.comment_id), s.comment_id
    limit ${limit}`.execute(tx)
  return rows
}

export async function makeCluster(tx: Database, reportId: number, representative: Id): Promise<Id> {
  const { id } = await tx
    .insertInto('clusters')
    .values({ report_id: reportId, representative_id: representative, size: 0 })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function addMembers(tx: Database, members: readonly Member[]): Promise<void> {
  await sql`
    insert into cluster_members (comment_id, cluster_id)
    select * from unnest(${members.map(one => one.comment)}::bigint[], ${members.map(one => one.cluster)}::bigint[])
    on conflict (comment_id) do update set cluster_id = excluded.cluster_id`.execute(tx)
}

export async function membersNow(tx: Database, reportId: number): Promise<Member[]> {
  return tx
    .selectFrom('cluster_members as m')
    .innerJoin('clusters as k', 'k.id', 'm.cluster_id')
    .select(['m.comment_id as comment', 'm.cluster_id as cluster'])
    .where('k.report_id', '=', reportId)
    .execute()
}

/** Puts these clusters in the place of all that there were. */
export async function replaceClusters(
  tx: Database,
  reportId: number,
  clusters: readonly { id: Id | null; members: readonly Id[]; representative: Id }[],
): Promise<void> {
  await sql`delete from cluster_members m using clusters k where k.id = m.cluster_id and k.report_id = ${reportId}`.execute(
    tx,
  )
  const kept = clusters.flatMap(({ id }) => (id === null ? [] : [id]))
  await sql`delete from clusters where report_id = ${reportId} and id <> all(${kept}::bigint[])`.execute(tx)
  for (const { id, members, representative } of clusters) {
    const cluster = id ?? (await makeCluster(tx, reportId, representative))
    await tx
      .updateTable('clusters')
      .set({ representative_id: representative, size: members.length })
      .where('id', '=', cluster)
      .execute()
    await addMembers(
      tx,
      members.map(comment => ({ comment, cluster })),
    )
  }
}

/** The report of a comment that is in a cluster, for who takes it out. */
export function clusterOf(db: Database, commentId: Id) {
  return db
    .selectFrom('cluster_members as m')
    .innerJoin('clusters as k', 'k.id', 'm.cluster_id')
    .select(['k.id', 'k.report_id'])
    .where('m.comment_id', '=', commentId)
    .executeTakeFirst()
}

/** @returns false where somebody has done so before */
export async function takeApart(tx: Database, commentId: Id, person: Id): Promise<boolean> {
  const added = await tx
    .insertInto('cluster_exceptions')
    .values({ comment_id: commentId, person_id: person })
    .onConflict(conflict => conflict.doNothing())
    .returning('comment_id')
    .executeTakeFirst()
  return added !== undefined
}

export interface ClusterRow {
  id: Id
  size: number
  representative_id: Id
  organisations: number
  countries: number
}

/** Clusters of a report, the largest first; organisations and countries as their authors agreed to be shown. */
export async function clustersOf(
  db: Database,
  reportId: number,
  { offset, limit, id }: { offset: number; limit: number; id?: Id },
): Promise<ClusterRow[]> {
  const { rows } = await sql<ClusterRow>`
    select k.id, k.size, k.representative_id,
      count(distinct case when a.publish_name then lower(a.organisation) end)::int as organisations,
      count(distinct a.country)::int as countries
    from (
      select * from clusters where report_id = ${reportId} ${id === undefined ? sql`` : sql`and id = ${id}`}
      order by size desc, id offset ${offset} limit ${limit}
    ) k
    join cluster_members m on m.cluster_id = k.id
    join comments c on c.id = m.comment_id
    join people a on a.id = c.person_id
    group by k.id, k.size, k.representative_id
    order by k.size desc, k.id`.execute(db)
  return rows
}

/** Its public members, oldest first. */
export async function membersOf(db: Database, clusterId: Id, after: Id | null, limit: number): Promise<Id[]> {
  let query = db
    .selectFrom('cluster_members as m')
    .innerJoin('comments as c', 'c.id', 'm.comment_id')
    .select('c.id')
    .where('m.cluster_id', '=', clusterId)
    .where('c.status', '=', 'published')
  if (after !== null) query = query.where('c.id', '>', after)
  const rows = await query.orderBy('c.id').limit(limit).execute()
  return rows.map(row => row.id)
}

/** Reports that have public comments. */
export async function reportsWithComments(db: Database): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select r.id from reports r where exists (
      select from comments c where c.report_id = r.id and c.status = 'published')`.execute(db)
  return rows.map(row => row.id)
}
