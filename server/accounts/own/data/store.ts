import { sql } from 'kysely'
import type { Database } from '../../../database/pool.js'
import type { Id } from '../../../database/schema.js'

/** Removes whatever says who this is. The row stays, for the comments to point to. */
export async function forgetPerson(tx: Database, id: Id, email: string): Promise<void> {
  await tx
    .updateTable('people')
    .set({ email: null, name: null, publish_name: false, organisation: null, gender: null, reply_mails: false })
    .where('id', '=', id)
    .execute()
  await tx.deleteFrom('roles').where('person_id', '=', id).execute()
  await tx.deleteFrom('sessions').where('person_id', '=', id).execute()
  await tx.deleteFrom('api_tokens').where('person_id', '=', id).execute()
  await tx.deleteFrom('claims').where('person_id', '=', id).execute()
  await tx.deleteFrom('sign_in_codes').where('email', '=', email).execute()
}

/** Everything that is kept of one person, table by table; the order of each is that in which it came. */
export async function rowsOf(db: Database, id: Id) {
  return {
    person: await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst(),
    roles: await db
      .selectFrom('roles')
      .leftJoin('working_groups as g', 'g.id', 'roles.working_group_id')
      .select(['roles.role', 'g.slug as workingGroup', 'roles.granted_at as since'])
      .where('person_id', '=', id)
      .execute(),
    sessions: await db
      .selectFrom('sessions')
      .select(['device', 'created_at as began', 'expires_at as until'])
      .where('person_id', '=', id)
      .orderBy('created_at')
      .execute(),
    tokens: await db
      .selectFrom('api_tokens')
      .select(['name', 'created_at as created', 'expires_at as until'])
      .where('person_id', '=', id)
      .orderBy('id')
      .execute(),
    comments: await db
      .selectFrom('comments as c')
      .innerJoin('reports as r', 'r.id', 'c.report_id')
      .innerJoin('versions as v', 'v.id', 'c.version_id')
      .leftJoin('paragraphs as p', 'p.id', 'c.paragraph_id')
      .select([
        'c.id',
        'r.slug as report',
        'v.number as version',
        'p.number as paragraph',
        'c.parent_id as replyTo',
        'c.kind',
        'c.stance',
        // Where a part has been erased, U+FFFF stands (comments/gaps).
        sql<string>`replace(c.body, ${'\uFFFF'}, '…')`.as('body'),
        sql<string | null>`replace(c.proposed_text, ${'\uFFFF'}, '…')`.as('proposedText'),
        'c.quote_exact as quote',
        'c.on_behalf_of as onBehalfOf',
        'c.status',
        'c.created_at as written',
        'c.edited_at as edited',
        'c.withdrawn_at as withdrawn',
        'c.erased_at as erased',
        'c.endorsements',
        sql<string[]>`array(select also.number from comment_paragraphs cp
          join paragraphs also on also.id = cp.paragraph_id where cp.comment_id = c.id order by also.position)`.as(
          'alsoConcerns',
        ),
        sql<unknown[]>`coalesce((select json_agg(json_build_object('kind', w.kind, 'stance', w.stance, 'body', w.body,
          'proposedText', w.proposed_text, 'written', w.written_at) order by w.id)
          from comment_wordings w where w.comment_id = c.id), '[]')`.as('earlierWordings'),
        sql<unknown[]>`coalesce((select json_agg(json_build_object('action', d.action, 'reason', d.reason,
          'explanation', d.explanation, 'time', d.created_at) order by d.id)
          from moderation_decisions d where d.comment_id = c.id), '[]')`.as('decisions'),
      ])
      .where('c.person_id', '=', id)
      .orderBy('c.id')
      .execute(),
    endorsements: await db
      .selectFrom('endorsements')
      .select(['comment_id as comment', 'created_at as time'])
      .where('person_id', '=', id)
      .orderBy('created_at')
      .execute(),
    flags: await db
      .selectFrom('flags')
      .select(['comment_id as comment', 'reason', 'explanation', 'created_at as time'])
      .where('person_id', '=', id)
      .orderBy('id')
      .execute(),
    appeals: await db
      .selectFrom('appeals')
      .select(['comment_id as comment', 'text', 'created_at as time', 'outcome', 'reason'])
      .where('person_id', '=', id)
      .orderBy('id')
      .execute(),
    blocks: await db
      .selectFrom('account_blocks')
      .select([
        'reason',
        'explanation',
        'created_at as time',
        'ended_at as ended',
        'end_explanation as whyEnded',
        'appeal',
        'appealed_at as appealed',
        'outcome',
        'outcome_reason as outcomeReason',
      ])
      .where('person_id', '=', id)
      .orderBy('id')
      .execute(),
    decisionsTaken: await db
      .selectFrom('moderation_decisions')
      .select(['comment_id as comment', 'action', 'reason', 'explanation', 'created_at as time'])
      .where('moderator_id', '=', id)
      .orderBy('id')
      .execute(),
    mails: await db
      .selectFrom('mails')
      .select(['message', 'created_at as written', 'sent_at as sent'])
      .where('person_id', '=', id)
      .orderBy('id')
      .execute(),
    log: await db
      .selectFrom('audit_log')
      .select(['at as time', 'action', 'subject', 'subject_id as subjectId', 'details'])
      .where(eb =>
        eb.or([eb('actor_id', '=', id), eb.and([eb('subject', 'in', ['person', 'role']), eb('subject_id', '=', id)])]),
      )
      .orderBy('id')
      .execute(),
  }
}
