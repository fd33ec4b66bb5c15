import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'

/** A reply that is public, to somebody else's comment, whose author wants to be told. */
export function findReply(db: Database, id: Id) {
  return db
    .selectFrom('comments as reply')
    .innerJoin('comments as c', 'c.id', 'reply.parent_id')
    .innerJoin('people as author', 'author.id', 'c.person_id')
    .innerJoin('reports as r', 'r.id', 'c.report_id')
    .leftJoin('paragraphs as p', 'p.id', 'c.paragraph_id')
    .select(['author.id as author_id', 'r.title as report_title', 'p.number as paragraph_number'])
    .where('reply.id', '=', id)
    .where('reply.status', '=', 'published')
    .whereRef('reply.person_id', '<>', 'c.person_id')
    .where('author.reply_mails', '=', true)
    .where('author.email', 'is not', null)
    .executeTakeFirst()
}
