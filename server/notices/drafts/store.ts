import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { AnchorState, Id } from '../../database/schema.js'

/** A published version, by its id. */
export function findDraft(db: Database, versionId: number) {
  return db
    .selectFrom('versions as v')
    .innerJoin('reports as r', 'r.id', 'v.report_id')
    .select(['v.id', 'v.number', 'v.published_at', 'r.slug', 'r.title'])
    .where('v.id', '=', versionId)
    .where('v.state', '=', 'published')
    .executeTakeFirst()
}

/** What became of the paragraph on which a comment was written. */
export interface Fate {
  comment: string
  state: AnchorState
  /** The paragraph's number then, and now; null: it has none any more. */
  was: string
  now: string | null
}

/**
 * Who wrote about paragraphs of earlier versions, with what became of these, for whom wants to be told; those after the
 * given person, by their ids. What was withdrawn, withheld or marked as spam is left out.
 */
export async function authorsToTell(
  db: Database,
  versionId: number,
  after: Id,
  limit: number,
): Promise<{ person: Id; fates: Fate[] }[]> {
  const { rows } = await sql<{ person: Id; fates: Fate[] }>`
    select c.person_id as person, json_agg(json_build_object(
      'comment', c.id::text, 'state', s.state, 'was', old.number, 'now', next.number) order by old.position, c.id) as fates
    from anchors s
    join comments c on c.id = s.comment_id and c.status in ('published', 'pending')
    join people p on p.id = c.person_id and p.reply_mails and p.email is not null
    join paragraphs old on old.id = c.paragraph_id
    left join paragraphs next on next.id = s.paragraph_id
    where s.version_id = ${versionId} and c.person_id > ${after}::bigint
    group by c.person_id order by c.person_id limit ${limit}`.execute(db)
  return rows
}
