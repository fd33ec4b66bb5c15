import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { AnchorState, Id } from '../../database/schema.js'
import { quoteAt } from '../../lineage/index.js'
import type { Reader } from './reader.js'
import { type VisibleComment, type VisibleQuery, visibleComments, wordsReadable } from './visible.js'

/** A comment with where it stands in one version: written there, or carried there from an earlier one. */
export interface StandingComment extends VisibleComment {
  /** Null: it was written on this version. */
  anchor_state: AnchorState | null
  /** Null: on the report as a whole, removed, or a person is asked. */
  anchor_paragraph_id: Id | null
  anchor_number: string | null
  anchor_slug: string | null
  /** That paragraph's words, and where the quote stands in them, UTF-16; null: there is no quote, or its words are gone. */
  anchor_text: string | null
  anchor_start: number | null
  anchor_end: number | null
}

interface StandingQuery extends VisibleQuery {
  execute(): Promise<StandingComment[]>
}

/**
 * The comments that this reader may see in a version, those carried to it as well; a reply stands where the comment stands
 * that it answers. Further tables: s (anchor), sp (its paragraph).
 */
export function standingIn(db: Database, reader: Reader, versionId: number): StandingQuery {
  const ofQuote = <T>(value: RawBuilder<unknown>) =>
    sql<T | null>`case when ${wordsReadable(reader)} and c.quote_exact is not null and s.quote_start is not null
      then ${value} end`
  return visibleComments(db, reader)
    .leftJoin('anchors as s', join =>
      join.on(sql<boolean>`s.comment_id = coalesce(c.parent_id, c.id) and s.version_id = ${versionId}::int`),
    )
    .leftJoin('paragraphs as sp', 'sp.id', 's.paragraph_id')
    .where(sql<boolean>`(c.version_id = ${versionId}::int or s.comment_id is not null)`)
    .select([
      's.state as anchor_state',
      's.paragraph_id as anchor_paragraph_id',
      'sp.number as anchor_number',
      'sp.slug as anchor_slug',
      ofQuote<string>(sql`sp.text`).as('anchor_text'),
      ofQuote<number>(sql`s.quote_start`).as('anchor_start'),
      ofQuote<number>(sql`s.quote_end`).as('anchor_end'),
    ]) as unknown as StandingQuery
}

/** The words of the quote as they stand in the version asked, with those around them. */
export function quoteThere({ anchor_text: text, anchor_start: start, anchor_end: end }: StandingComment) {
  if (text === null || start === null || end === null) return null
  return quoteAt(text, { start, end })
}

/** Comments (not replies) that were carried to a paragraph, oldest first, after the given one. */
export function carriedTo(
  db: Database,
  reader: Reader,
  at: { versionId: number; paragraphId: Id | null },
  after: Id | null,
  limit: number,
): Promise<StandingComment[]> {
  let query = standingIn(db, reader, at.versionId)
    .where('c.parent_id', 'is', null)
    .where('s.state', 'not in', ['removed', 'needs-a-person'])
    .where('s.paragraph_id', at.paragraphId === null ? 'is' : '=', at.paragraphId)
  if (after !== null) query = query.where('c.id', '>', after)
  return (query.orderBy('c.id').limit(limit) as StandingQuery).execute()
}

/** Comments whose paragraph stood after this one (null: at the beginning) and is gone, or whose place a person has to find. */
export function goneBeside(
  db: Database,
  reader: Reader,
  at: { versionId: number; paragraphId: Id | null },
  limit: number,
): Promise<StandingComment[]> {
  const query = standingIn(db, reader, at.versionId)
    .where('c.parent_id', 'is', null)
    .where('s.paragraph_id', 'is', null)
    .where('s.state', 'in', ['removed', 'needs-a-person'])
    .where('s.beside_id', at.paragraphId === null ? 'is' : '=', at.paragraphId)
    .orderBy('c.id')
    .limit(limit)
  return (query as StandingQuery).execute()
}

/** Where comments from earlier drafts stand at a paragraph. */
export interface CarriedCount {
  /** Public comments and replies that were carried to it. */
  here: number
  /** Those whose words stood after it and are gone, or whose place a person has to find. */
  gone: number
}

export async function countCarried(
  db: Database,
  { versionId, paragraphId }: { versionId: number; paragraphId: Id | null },
): Promise<CarriedCount> {
  const at = paragraphId === null ? sql`is null` : sql`= ${paragraphId}::bigint`
  const { rows } = await sql<CarriedCount>`
    select count(*) filter (where s.here)::int as here, count(*) filter (where not s.here)::int as gone
    from (
      select comment_id, true as here from anchors
      where version_id = ${versionId} and paragraph_id ${at} and state not in ('removed', 'needs-a-person')
      union all
      select comment_id, false from anchors
      where version_id = ${versionId} and paragraph_id is null and beside_id ${at} and state in ('removed', 'needs-a-person')
    ) s
    join lateral (
      select from comments c where c.id = s.comment_id and c.status = 'published'
      union all
      select from comments c where c.parent_id = s.comment_id and c.status = 'published'
    ) c on true`.execute(db)
  return rows[0]!
}

/** Where one comment stands in each later draft, in their order. */
export function laterPlaces(db: Database, commentId: Id) {
  return db
    .selectFrom('anchors as s')
    .innerJoin('versions as v', 'v.id', 's.version_id')
    .leftJoin('paragraphs as p', 'p.id', 's.paragraph_id')
    .select(['v.number', 'v.label', 's.state', 's.paragraph_id', 'p.number as paragraph_number', 'p.slug'])
    .where('s.comment_id', '=', commentId)
    .where('v.state', '=', 'published')
    .orderBy('v.number')
    .execute()
}
