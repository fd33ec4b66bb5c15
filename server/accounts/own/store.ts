import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, Status } from '../../database/schema.js'

/** A comment of one's own in a list. */
export interface OwnComment {
  id: Id
  status: Status
  body: string
  created_at: Date
  edited_at: Date | null
  report_title: string
  version_number: number
  paragraph_number: string | null
  replies: number
  endorsements: number
  decided: boolean
}

/** Own comments whatever their state, the newest first, from before the given one on. */
export function ownComments(db: Database, personId: Id, before: Id | null, limit: number): Promise<OwnComment[]> {
  let query = db
    .selectFrom('comments as c')
    .innerJoin('versions as v', 'v.id', 'c.version_id')
    .innerJoin('reports as r', 'r.id', 'c.report_id')
    .leftJoin('paragraphs as p', 'p.id', 'c.paragraph_id')
    .select([
      'c.id',
      'c.status',
      // Where a part has been erased, U+FFFF stands (comments/gaps).
      sql<string>`replace(c.body, ${'\uFFFF'}, '…')`.as('body'),
      'c.created_at',
      'c.edited_at',
      'c.endorsements',
      'r.title as report_title',
      'v.number as version_number',
      'p.number as paragraph_number',
      sql<number>`(select count(*)::int from comments reply where reply.parent_id = c.id and reply.status = 'published')`.as(
        'replies',
      ),
      sql<boolean>`exists (select from moderation_decisions d where d.comment_id = c.id)`.as('decided'),
    ])
    .where('c.person_id', '=', personId)
  if (before !== null) query = query.where('c.id', '<', before)
  return query.orderBy('c.id', 'desc').limit(limit).execute()
}
