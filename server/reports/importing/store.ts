import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Policy, Report } from '../../database/schema.js'
import type { Block, DraftImage, DraftWarning } from '../../drafts/index.js'
import type { LineageBlock } from '../../lineage/index.js'

/** Makes a report; undefined where its slug is taken. */
export function insertReport(
  tx: Database,
  report: { slug: string; working_group_id: number; title: string; language: string },
): Promise<Report | undefined> {
  return tx
    .insertInto('reports')
    .values(report)
    .onConflict(conflict => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Holds the report, so that its versions come and change one after another; comments on it are written meanwhile. */
export function lockReport(tx: Database, slug: string): Promise<Report | undefined> {
  return tx.selectFrom('reports').selectAll().where('slug', '=', slug).forNoKeyUpdate().executeTakeFirst()
}

export function groupBySlug(db: Database, slug: string) {
  return db.selectFrom('working_groups').selectAll().where('slug', '=', slug).executeTakeFirst()
}

export async function lastNumber(tx: Database, reportId: number): Promise<number> {
  const row = await tx
    .selectFrom('versions')
    .select(({ fn }) => fn.max('number').as('number'))
    .where('report_id', '=', reportId)
    .executeTakeFirst()
  return row?.number ?? 0
}

/** The number of the draft that was made of this very file, if there is one. */
export async function draftFromFile(tx: Database, reportId: number, bytes: Buffer): Promise<number | undefined> {
  const row = await tx
    .selectFrom('versions')
    .select('number')
    .where('report_id', '=', reportId)
    .where('state', '=', 'draft')
    .where('source', '=', bytes)
    .orderBy('number', 'desc')
    .executeTakeFirst()
  return row?.number
}

/** True: there was such a draft, and it is gone, with its paragraphs. */
export async function deleteDraft(tx: Database, reportId: number, number: number): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('versions')
    .where('report_id', '=', reportId)
    .where('number', '=', number)
    .where('state', '=', 'draft')
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** For a report without versions. */
export async function deleteReport(tx: Database, reportId: number): Promise<void> {
  await tx.deleteFrom('reports').where('id', '=', reportId).execute()
}

export interface NewVersion {
  report_id: number
  number: number
  label: string
  opens_at: Date | null
  closes_at: Date | null
  moderation: Policy
  source_name: string
  source: Buffer
  words: number
}

export async function insertVersion(
  tx: Database,
  version: NewVersion,
  warnings: readonly DraftWarning[],
): Promise<number> {
  const { id } = await tx
    .insertInto('versions')
    .values({ ...version, warnings: JSON.stringify(warnings) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** All paragraphs in one statement: one array a column. Each is the beginning of a lineage of its own. */
export async function insertParagraphs(tx: Database, versionId: number, blocks: readonly Block[]): Promise<void> {
  await sql`
    insert into paragraphs
      (id, version_id, position, parent_position, kind, level, number, slug, marker, text, html, lineage)
    overriding system value
    select id, ${versionId}::int, position - 1, parent_position, kind, level, number, slug, marker, text, html, id
    from (
      select nextval(pg_get_serial_sequence('paragraphs', 'id')) as id, block.*
      from unnest(
        ${blocks.map(block => block.parent)}::int[],
        ${blocks.map(block => block.kind)}::text[],
        ${blocks.map(block => block.level)}::int[],
        ${blocks.map(block => block.number)}::text[],
        ${blocks.map(block => block.slug)}::text[],
        ${blocks.map(block => block.marker)}::text[],
        ${blocks.map(block => block.text)}::text[],
        ${blocks.map(block => block.html)}::text[]
      ) with ordinality as block (parent_position, kind, level, number, slug, marker, text, html, position)
    ) as numbered`.execute(tx)
}

/** Until the transaction ends no image is cleared away (shared), or none is taken for granted either (exclusive). */
export async function holdImages(tx: Database, hold: 'shared' | 'exclusive'): Promise<void> {
  const lock = sql.raw(hold === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  await sql`select ${lock}(hashtext('images'))`.execute(tx)
}

/** Keeps each image once. The caller holds the images. */
export async function insertImages(tx: Database, images: readonly DraftImage[]): Promise<void> {
  // Always in the same order, so that two imports do not wait for each other in a circle; one by one, since together
  // they may be too long for a statement.
  for (const { hash, type, bytes } of [...images].sort((a, b) => (a.hash < b.hash ? -1 : 1)))
    await tx
      .insertInto('images')
      .values({ hash, type, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) })
      .onConflict(conflict => conflict.column('hash').doNothing())
      .execute()
}

/** Hashes of the images that a version's paragraphs show. */
export async function imagesOf(db: Database, reportId: number, number: number): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`
    select distinct match[1] as hash
    from paragraphs p
    join versions v on v.id = p.version_id,
      regexp_matches(p.html, '/images/([0-9a-f]{64})', 'g') as match
    where v.report_id = ${reportId} and v.number = ${number}`.execute(db)
  return rows.map(row => row.hash)
}

/** Removes those of these images that no paragraph shows any more. The caller holds the images exclusively. */
export async function clearImages(tx: Database, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return
  await sql`
    delete from images i
    where hash = any(${hashes}::text[])
      and not exists (select 1 from paragraphs p where p.html like '%/images/' || i.hash || '%')`.execute(tx)
}

/** A paragraph of the version before, as comparing needs it, and its lineage. */
export type Ancestor = LineageBlock & { lineage: Id }

export function latestPublished(db: Database, reportId: number) {
  return db
    .selectFrom('versions')
    .select(['id', 'number'])
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .orderBy('number', 'desc')
    .executeTakeFirst()
}

export async function comparableParagraphs(db: Database, versionId: number): Promise<Ancestor[]> {
  const rows = await db
    .selectFrom('paragraphs')
    .select(['kind', 'level', 'number', 'text', 'parent_position as parent', 'lineage'])
    .where('version_id', '=', versionId)
    .orderBy('position')
    .execute()
  return rows.map(row => ({ ...row, kind: row.kind as LineageBlock['kind'] }))
}

/** Gives paragraphs the lineage of what they were; by position. */
export async function setLineage(tx: Database, versionId: number, lineage: ReadonlyMap<number, Id>): Promise<void> {
  if (lineage.size === 0) return
  await sql`
    update paragraphs p set lineage = carried.lineage
    from unnest(${[...lineage.keys()]}::int[], ${[...lineage.values()]}::bigint[]) as carried (position, lineage)
    where p.version_id = ${versionId} and p.position = carried.position`.execute(tx)
}
