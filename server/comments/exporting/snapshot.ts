import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Paragraph, Status } from '../../database/schema.js'
import type { Reader } from '../reading/reader.js'
import { type VisibleComment, visibleComments } from '../reading/visible.js'

/** What is exported: the comments of a report, or of one of its versions, as a reader may see them. */
export interface Extent {
  reportId: number
  /** Number; null: all. */
  version: number | null
  reader: Reader
}

/** Comments fetched at a time: so few are held, however many there are. */
const BATCH = 200
/** How long the one who downloads may take for a batch before the snapshot is given up. */
const IDLE = '90s'

/** Reads at one moment: nothing that is written meanwhile is seen, and nothing is written. */
export function readAtOneMoment<T>(db: Database, read: (tx: Database) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async tx => {
      await sql`set local idle_in_transaction_session_timeout = ${sql.lit(IDLE)}`.execute(tx)
      return read(tx)
    })
}

/** A comment in its place in the document. */
export interface Placed {
  comment: VisibleComment
  /** Its number among all comments of the report in the order in which they came: the same in every export. */
  reference: number
  /** That of the comment that it repeats, as its published response says. */
  duplicateReference: number | null
}

const visible = (tx: Database, { reportId, version, reader }: Extent) => {
  const query = visibleComments(tx, reader).where('c.report_id', '=', reportId)
  return version === null ? query : query.where('v.number', '=', version)
}

/**
 * The comments in the order of the document: by version, those on the whole report first, then paragraph by paragraph;
 * on one place the oldest first, each followed by its replies. A cursor walks over their ids alone, so that sorting a
 * hundred thousand moves no texts; the words come in batches through the one way by which they leave the database.
 */
export async function* inDocumentOrder(tx: Database, extent: Extent): AsyncGenerator<Placed[]> {
  const order = visible(tx, extent)
    .clearSelect()
    .innerJoin(numbered(extent.reportId).as('n'), 'n.id', 'c.id')
    .leftJoin('responses as rs', 'rs.comment_id', 'c.id')
    .leftJoin('response_wordings as rw', join =>
      join.onRef('rw.comment_id', '=', 'rs.comment_id').onRef('rw.revision', '=', 'rs.published_revision'),
    )
    .leftJoin(numbered(extent.reportId).as('d2'), 'd2.id', 'rw.duplicate_of')
    .select(['c.id', 'n.reference', 'd2.reference as duplicate'])
    .orderBy('v.number')
    .orderBy(sql`coalesce(p.position, -1)`)
    .orderBy(sql`coalesce(c.parent_id, c.id)`)
    .orderBy(sql`c.parent_id is not null`)
    .orderBy('c.id')
  await sql`declare walk no scroll cursor for ${order}`.execute(tx)
  for (;;) {
    const { rows } = await sql<{
      id: Id
      reference: number
      duplicate: number | null
    }>`fetch ${sql.lit(BATCH)} from walk`.execute(tx)
    if (rows.length === 0) return
    const ids = rows.map(row => row.id)
    const found = await visibleComments(tx, extent.reader).where(sql<boolean>`c.id = any(${ids}::bigint[])`).execute()
    const byId = new Map(found.map(comment => [comment.id, comment]))
    yield rows.map(({ id, reference, duplicate }) => ({
      comment: byId.get(id)!,
      reference,
      duplicateReference: duplicate,
    }))
  }
}

const numbered = (reportId: number) => sql<{ id: Id; reference: number }>`(
  select id, row_number() over (order by id)::int as reference from comments where report_id = ${reportId})`

export interface Count {
  version: number
  position: number | null
  status: Status
  n: number
}

/** How many comments there are by version, paragraph and state. */
export function countsOf(tx: Database, extent: Extent): Promise<Count[]> {
  return visible(tx, extent)
    .clearSelect()
    .select(['v.number as version', 'p.position', 'c.status', sql<number>`count(*)::int`.as('n')])
    .groupBy(['v.number', 'p.position', 'c.status'])
    .execute() as unknown as Promise<Count[]>
}

export type HeadingRow = Pick<Paragraph, 'version_id' | 'position' | 'number' | 'slug' | 'text'>

/** The headings of these versions, in the order of the document. */
export function headingsOf(tx: Database, versionIds: readonly number[]): Promise<HeadingRow[]> {
  if (versionIds.length === 0) return Promise.resolve([])
  return tx
    .selectFrom('paragraphs')
    .select(['version_id', 'position', 'number', 'slug', 'text'])
    .where('version_id', 'in', versionIds)
    .where('kind', '=', 'heading')
    .orderBy('version_id')
    .orderBy('position')
    .execute()
}

export type ParagraphRow = Pick<
  Paragraph,
  'id' | 'version_id' | 'position' | 'kind' | 'number' | 'slug' | 'text' | 'lineage'
>

export async function paragraphsById(tx: Database, ids: readonly Id[]): Promise<ReadonlyMap<Id, ParagraphRow>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('paragraphs')
    .select(['id', 'version_id', 'position', 'kind', 'number', 'slug', 'text', 'lineage'])
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    .execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** The names of the themes to which comments belong, in the order of the alphabet. */
export async function themesOn(tx: Database, ids: readonly Id[]): Promise<ReadonlyMap<Id, string[]>> {
  const rows = await tx
    .selectFrom('comment_themes as ct')
    .innerJoin('themes as t', 't.id', 'ct.theme_id')
    .select(['ct.comment_id', 't.name'])
    .where(sql<boolean>`ct.comment_id = any(${ids}::bigint[])`)
    .where('t.merged_into', 'is', null)
    .orderBy(sql`lower(t.name)`)
    .execute()
  const themes = new Map<Id, string[]>()
  for (const { comment_id: id, name } of rows) themes.set(id, [...(themes.get(id) ?? []), name])
  return themes
}

/** The clusters of nearly the same words in which comments are. */
export async function campaignsOn(
  tx: Database,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, { id: string; size: number }>> {
  const rows = await tx
    .selectFrom('cluster_members as m')
    .innerJoin('clusters as k', 'k.id', 'm.cluster_id')
    .select(['m.comment_id', 'k.id', 'k.size'])
    .where(sql<boolean>`m.comment_id = any(${ids}::bigint[])`)
    .execute()
  return new Map(rows.map(({ comment_id, id, size }) => [comment_id, { id, size }]))
}
