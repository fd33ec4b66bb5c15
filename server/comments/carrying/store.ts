import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { AnchorCandidate, AnchorState, Id, LineageChange } from '../../database/schema.js'
import type { Lineage, LineageBlock, Link, Offer } from '../../lineage/index.js'

/** Rows reach the database as one JSON array a statement: one round trip, whatever their number. */
const rowsOf = (rows: readonly unknown[]) => sql`${JSON.stringify(rows)}::json`

export interface VersionToCarryTo {
  id: number
  report_id: number
  number: number
  published_at: Date
  /** The published version before it; null: it is the first. */
  from: number | null
}

export async function versionToCarryTo(db: Database, versionId: number): Promise<VersionToCarryTo | undefined> {
  const { rows } = await sql<VersionToCarryTo>`
    select v.id, v.report_id, v.number, v.published_at, (
      select earlier.id from versions earlier
      where earlier.report_id = v.report_id and earlier.number < v.number and earlier.state = 'published'
      order by earlier.number desc limit 1
    ) as from
    from versions v where v.id = ${versionId} and v.state = 'published'`.execute(db)
  return rows[0]
}

/** A paragraph as comparing and placing need it; its position is its index. */
export type PlacedBlock = LineageBlock & { id: Id }

export async function blocksOf(db: Database, versionId: number): Promise<PlacedBlock[]> {
  const rows = await db
    .selectFrom('paragraphs')
    .select(['id', 'kind', 'level', 'number', 'text', 'parent_position as parent'])
    .where('version_id', '=', versionId)
    .orderBy('position')
    .execute()
  return rows.map(row => ({ ...row, kind: row.kind as LineageBlock['kind'] }))
}

const positions = new WeakMap<readonly PlacedBlock[], Map<Id, number>>()

/** Where each block stands, by its id. */
export function positionsOf(blocks: readonly PlacedBlock[]): Map<Id, number> {
  let known = positions.get(blocks)
  if (!known) {
    known = new Map(blocks.map((block, position) => [block.id, position]))
    positions.set(blocks, known)
  }
  return known
}

/** Where a comment stands in the version before: written there, or carried there. */
export interface Standing {
  comment: Id
  paragraph: Id | null
  /** Null: written there. */
  state: AnchorState | null
  quote_start: number | null
  quote_end: number | null
  quote_prefix: string | null
  quote_suffix: string | null
  /** How sure that place is; null: it was written there. */
  confidence: number | null
  beside: Id | null
  candidates: AnchorCandidate[] | null
}

/** Comments (not replies) that stand in one version and have no anchor in the next yet, by their ids. */
export async function standingsIn(
  db: Database,
  { from, to }: { from: number; to: number },
  limit: number,
): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select c.id as comment, s.paragraph, s.state, s.quote_start, s.quote_end, s.quote_prefix, s.quote_suffix, s.confidence,
      s.beside, s.candidates
    from (
      select id, paragraph_id as paragraph, null as state, quote_start, quote_end, quote_prefix, quote_suffix,
        null::real as confidence, null::bigint as beside, null::jsonb as candidates
      from comments where version_id = ${from} and parent_id is null
      union all
      select comment_id, paragraph_id, state, quote_start, quote_end, null, null, confidence, beside_id, candidates
      from anchors where version_id = ${from}
    ) s
    join comments c on c.id = s.id
    where not exists (select from anchors there where there.comment_id = c.id and there.version_id = ${to})
    order by c.id limit ${limit}`.execute(db)
  return rows
}

/** Where one comment stands in a version; undefined: it has not been carried there. */
export async function standingOf(db: Database, commentId: Id, versionId: number): Promise<Standing | undefined> {
  const { rows } = await sql<Standing>`
    select c.id as comment, c.paragraph_id as paragraph, null as state, c.quote_start, c.quote_end, c.quote_prefix,
      c.quote_suffix, null::real as confidence, null::bigint as beside, null::jsonb as candidates
    from comments c where c.id = ${commentId} and c.version_id = ${versionId}
    union all
    select comment_id, paragraph_id, state, quote_start, quote_end, null, null, confidence, beside_id, candidates
    from anchors where comment_id = ${commentId} and version_id = ${versionId}`.execute(db)
  return rows[0]
}

/** Published versions after this one, in their order. */
export async function versionsAfter(db: Database, versionId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select later.id from versions v join versions later on later.report_id = v.report_id and later.number > v.number
    where v.id = ${versionId} and later.state = 'published' order by later.number`.execute(db)
  return rows.map(row => row.id)
}

/** The lineage of a version as it was kept, by the positions of its blocks and of those of the version before. */
export async function lineageOf(
  db: Database,
  versionId: number,
  old: readonly PlacedBlock[],
  next: readonly PlacedBlock[],
): Promise<Lineage> {
  const rows = await db
    .selectFrom('lineage_links')
    .select(['old_paragraph_id as old', 'new_paragraph_id as next', 'change', 'confidence'])
    .where('version_id', '=', versionId)
    .execute()
  const [oldAt, nextAt] = [positionsOf(old), positionsOf(next)]
  const links: Link[] = []
  const offers: Offer[] = []
  for (const { change, confidence, ...ids } of rows) {
    const place = { old: oldAt.get(ids.old)!, new: nextAt.get(ids.next)!, confidence }
    if (change === 'offered') offers.push(place)
    else links.push({ ...place, change })
  }
  links.sort((a, b) => a.old - b.old || a.new - b.new)
  const linked = { old: new Set(links.map(link => link.old)), new: new Set(links.map(link => link.new)) }
  return {
    links,
    offers,
    removed: [...old.keys()].filter(position => !linked.old.has(position)),
    added: [...next.keys()].filter(position => !linked.new.has(position)),
  }
}

/** Puts an anchor in the place of one that no person has settled. True: there was one. */
export async function replaceAnchor(tx: Database, versionId: number, anchor: NewAnchor): Promise<boolean> {
  const { comment, paragraph, beside, candidates, ...rest } = anchor
  const { numUpdatedRows } = await tx
    .updateTable('anchors')
    .set({ ...rest, paragraph_id: paragraph, beside_id: beside, candidates: JSON.stringify(candidates) })
    .where('comment_id', '=', comment)
    .where('version_id', '=', versionId)
    .where('settled_by', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Published versions to which comments of the version before have not been carried yet. */
export async function versionsWithLateComments(db: Database): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select v.id from versions v
    where v.state = 'published' and exists (
      select from versions earlier
      join comments c on c.version_id = earlier.id and c.parent_id is null
      where earlier.report_id = v.report_id and earlier.number < v.number and earlier.state = 'published'
        and not exists (select from versions between_ where between_.report_id = v.report_id
          and between_.state = 'published' and between_.number > earlier.number and between_.number < v.number)
        and not exists (select from anchors a where a.comment_id = c.id and a.version_id = v.id)
    ) order by v.report_id, v.number`.execute(db)
  return rows.map(row => row.id)
}

export interface NewAnchor {
  comment: Id
  paragraph: Id | null
  state: AnchorState
  quote_start: number | null
  quote_end: number | null
  confidence: number
  beside: Id | null
  candidates: readonly AnchorCandidate[]
}

/** Those that have an anchor there already keep it, above all where a person has settled it. */
export async function addAnchors(tx: Database, versionId: number, anchors: readonly NewAnchor[]): Promise<void> {
  await sql`
    insert into anchors (comment_id, version_id, paragraph_id, state, quote_start, quote_end, confidence, beside_id, candidates)
    select a.comment, ${versionId}::int, a.paragraph, a.state, a.quote_start, a.quote_end, a.confidence, a.beside, a.candidates
    from json_to_recordset(${rowsOf(anchors)}) as a(comment bigint, paragraph bigint, state text, quote_start int,
      quote_end int, confidence real, beside bigint, candidates jsonb)
    on conflict (comment_id, version_id) do nothing`.execute(tx)
}

export interface NewLink {
  old: Id
  next: Id
  change: LineageChange
  confidence: number
}

export async function addLinks(tx: Database, versionId: number, links: readonly NewLink[]): Promise<void> {
  await sql`
    insert into lineage_links (version_id, old_paragraph_id, new_paragraph_id, change, confidence)
    select ${versionId}::int, l.old, l.next, l.change, l.confidence
    from json_to_recordset(${rowsOf(links)}) as l(old bigint, next bigint, change text, confidence real)
    on conflict (old_paragraph_id, new_paragraph_id) do nothing`.execute(tx)
}

/**
 * One transaction at a time changes where comments stand in a version: carries to it, settles in it, or takes it back. Several
 * versions are taken in their order, and before any row. The lock ends with the transaction.
 */
export async function takeCarrying(tx: Database, versionIds: readonly number[]): Promise<void> {
  for (const id of versionIds) await sql`select pg_advisory_xact_lock(hashtext('carry'), ${id}::int)`.execute(tx)
}

/** How many comments stand in each state in a version. */
export async function statesIn(db: Database, versionId: number): Promise<Record<AnchorState, number>> {
  const rows = await db
    .selectFrom('anchors')
    .select(['state', sql<number>`count(*)::int`.as('n')])
    .where('version_id', '=', versionId)
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map(row => [row.state, row.n])) as Record<AnchorState, number>
}
