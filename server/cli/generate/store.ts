import { sql } from 'kysely'
import { hashOfWords } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Policy } from '../../database/schema.js'
import type { MadePerson } from './people.js'
import type { Planned, Target } from './plan.js'

/** Rows reach the database as one JSON array a statement: one round trip, one parse, whatever their number. */
const rowsOf = (rows: readonly unknown[]) => sql`${JSON.stringify(rows)}::json`

/** Ids for rows to come, in order, so that rows can name each other before they are there. */
export async function takeIds(db: Database, table: 'comments' | 'moderation_decisions', number: number): Promise<Id[]> {
  const { rows } = await sql<{ id: Id }>`
    select nextval(pg_get_serial_sequence(${table}, 'id'))::text as id from generate_series(1, ${number})`.execute(db)
  return rows.map(row => row.id).sort((a, b) => Number(a) - Number(b))
}

export interface FoundVersion {
  id: number
  number: number
  moderation: Policy
  opens_at: Date
  closes_at: Date
}

/** The latest published version. */
export async function latestVersion(db: Database, reportId: number): Promise<FoundVersion | undefined> {
  const row = await db
    .selectFrom('versions')
    .select(['id', 'number', 'moderation', 'opens_at', 'closes_at'])
    .where('report_id', '=', reportId)
    .where('state', '=', 'published')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row as FoundVersion | undefined
}

export function paragraphsOf(db: Database, versionId: number) {
  return db
    .selectFrom('paragraphs')
    .select(['id', 'number', 'text', 'kind'])
    .where('version_id', '=', versionId)
    .orderBy('position')
    .execute()
}

/** Adds those that are not there yet (by their address); answers the ids of all, in order. */
export async function addPeople(tx: Database, people: readonly MadePerson[], since: Date): Promise<Id[]> {
  await sql`
    with added as (
      insert into people (email, name, publish_name, stakeholder_group, country, organisation, gender, locale, reply_mails,
        completed_at, created_at)
      select email, name, publish_name, stakeholder_group, country, organisation, gender, locale, false, ${since}, ${since}
      from json_to_recordset(${rowsOf(people)}) as p(email text, name text, publish_name boolean, stakeholder_group text,
        country text, organisation text, gender text, locale text)
      on conflict (email) do nothing
      returning id
    )
    insert into audit_log (actor_id, action, subject, subject_id)
    select id, action, 'person', id::text from added, unnest(array['person.registered', 'person.completed']) action`.execute(
    tx,
  )
  const emails = people.map(person => person.email)
  const { rows } = await sql<{ id: Id }>`
    select p.id from unnest(${emails}::text[]) with ordinality e(email, place) join people p using (email) order by place`.execute(
    tx,
  )
  return rows.map(row => row.id)
}

/** A chair of the working group, made if there is none. */
export async function chairOf(tx: Database, workingGroupId: number): Promise<Id> {
  const chair = await tx
    .selectFrom('roles')
    .select('person_id')
    .where('role', '=', 'chair')
    .where('working_group_id', '=', workingGroupId)
    .orderBy('person_id')
    .limit(1)
    .executeTakeFirst()
  if (chair) return chair.person_id
  const made: MadePerson = {
    email: `chair.${workingGroupId}@generated.example`,
    name: 'Robin Chair',
    publish_name: true,
    stakeholder_group: 'civil-society',
    country: 'CH',
    organisation: null,
    gender: null,
    locale: 'en',
  }
  const [id] = await addPeople(tx, [made], new Date())
  await sql`
    with given as (
      insert into roles (person_id, role, working_group_id) values (${id!}, 'chair', ${workingGroupId}) on conflict do nothing
    )
    insert into audit_log (action, subject, subject_id, details)
    select 'role.granted', 'role', ${id!}::text, jsonb_build_object('role', 'chair', 'workingGroup', slug)
    from working_groups where id = ${workingGroupId}`.execute(tx)
  return id!
}

/** What the rows of a batch refer to. */
export interface References {
  target: Target
  /** Ids of all comments and people, by their indexes. */
  comments: readonly Id[]
  people: readonly Id[]
  moderator: Id
}

/** Keeps a batch of comments with all that belongs to them, in the caller's transaction; the counters follow by trigger. */
export async function addComments(tx: Database, batch: readonly Planned[], refer: References): Promise<void> {
  const { target } = refer
  const idOf = (planned: Planned) => refer.comments[planned.index]!
  const comments = batch.map(planned => ({
    id: idOf(planned),
    paragraph: planned.paragraphId,
    parent: planned.parent === null ? null : refer.comments[planned.parent]!,
    person: refer.people[planned.author]!,
    kind: planned.kind,
    stance: planned.stance,
    body: planned.body,
    proposed: planned.proposedText,
    exact: planned.quote?.exact ?? null,
    prefix: planned.quote?.prefix ?? null,
    suffix: planned.quote?.suffix ?? null,
    starts: planned.quote?.start ?? null,
    ends: planned.quote?.end ?? null,
    behalf: planned.onBehalfOf,
    status: planned.status,
    language: planned.language,
    endorsements: planned.endorsedBy.length,
    created: planned.at,
    edited: planned.editedAt,
    withdrawn: planned.withdrawnAt,
  }))
  await sql`
    insert into comments (id, report_id, version_id, paragraph_id, parent_id, person_id, kind, stance, body, proposed_text,
      quote_exact, quote_prefix, quote_suffix, quote_start, quote_end, on_behalf_of, status, language, endorsements,
      created_at, edited_at, withdrawn_at)
    overriding system value
    select id, ${target.reportId}::int, ${target.versionId}::int, paragraph, parent, person, kind, stance, body, proposed,
      exact, prefix, suffix, starts, ends, behalf, status, language, endorsements, created, edited, withdrawn
    from json_to_recordset(${rowsOf(comments)}) as c(id bigint, paragraph bigint, parent bigint, person bigint, kind text,
      stance text, body text, proposed text, exact text, prefix text, suffix text, starts int, ends int, behalf text,
      status text, language text, endorsements int, created timestamptz, edited timestamptz, withdrawn timestamptz)`.execute(
    tx,
  )
  await addAround(tx, batch, refer)
  await addDecisions(tx, batch, refer)
  await addEntries(tx, batch, refer)
}

async function addAround(tx: Database, batch: readonly Planned[], { comments, people }: References): Promise<void> {
  const also = batch.flatMap(({ index, also }) => also.map(paragraph => ({ comment: comments[index]!, paragraph })))
  await sql`
    insert into comment_paragraphs (comment_id, paragraph_id)
    select * from json_to_recordset(${rowsOf(also)}) as a(comment bigint, paragraph bigint)`.execute(tx)
  const endorsements = batch.flatMap(({ index, endorsedBy, at }) =>
    endorsedBy.map(person => ({ comment: comments[index]!, person: people[person]!, at })),
  )
  await sql`
    insert into endorsements (comment_id, person_id, created_at)
    select * from json_to_recordset(${rowsOf(endorsements)}) as e(comment bigint, person bigint, at timestamptz)`.execute(
    tx,
  )
  const wordings = batch
    .filter(planned => planned.editedFrom !== null)
    .map(({ index, kind, stance, editedFrom, at }) => ({
      comment: comments[index]!,
      kind,
      stance,
      body: editedFrom,
      at,
    }))
  await sql`
    insert into comment_wordings (comment_id, kind, stance, body, written_at)
    select * from json_to_recordset(${rowsOf(wordings)}) as w(comment bigint, kind text, stance text, body text,
      at timestamptz)`.execute(tx)
}

/** Decisions with their audit entries, as moderation/decisions writes them. */
async function addDecisions(tx: Database, batch: readonly Planned[], refer: References): Promise<void> {
  const decided = batch.flatMap(({ index, decisions }) =>
    decisions.map(decision => ({ ...decision, comment: refer.comments[index]! })),
  )
  if (decided.length === 0) return
  const ids = await takeIds(tx, 'moderation_decisions', decided.length)
  const rows = decided.map((decision, k) => ({ ...decision, id: ids[k]! }))
  await sql`
    with decided as (
      select * from json_to_recordset(${rowsOf(rows)}) as d(id bigint, comment bigint, action text, "from" text, "to" text,
        reason text, explanation text, at timestamptz)
    ), kept as (
      insert into moderation_decisions (id, comment_id, moderator_id, moderator_role, action, reason, explanation, created_at)
      overriding system value
      select id, comment, ${refer.moderator}::bigint, 'chair', action, reason, explanation, at from decided
    )
    insert into audit_log (actor_id, action, subject, subject_id, details)
    select ${refer.moderator}::bigint,
      'comment.' || case action when 'publish' then 'published' when 'withhold' then 'withheld' when 'restore' then 'restored'
        else 'marked-spam' end,
      'comment', comment::text,
      jsonb_strip_nulls(jsonb_build_object('decision', id::text, 'from', "from", 'to', "to", 'reason', reason, 'role', 'chair'))
    from decided`.execute(tx)
}

/** What the people themselves did, as comments/writing logs it. */
async function addEntries(
  tx: Database,
  batch: readonly Planned[],
  { target, comments, people }: References,
): Promise<void> {
  const entries = batch.flatMap(planned => {
    const subject = comments[planned.index]!
    const actor = people[planned.author]!
    const first = planned.decisions[0]?.from ?? (planned.status === 'withdrawn' ? 'published' : planned.status)
    const sha256 = hashOfWords(planned)
    const before = planned.editedFrom === null ? sha256 : hashOfWords({ body: planned.editedFrom, proposedText: null })
    return [
      {
        actor,
        subject,
        action: 'comment.written',
        details: { version: target.versionId, paragraph: planned.paragraphId, status: first, sha256: before },
      },
      ...(planned.editedAt
        ? [{ actor, subject, action: 'comment.edited', details: { from: first, status: planned.status, sha256 } }]
        : []),
      ...(planned.withdrawnAt ? [{ actor, subject, action: 'comment.withdrawn', details: {} }] : []),
      ...planned.endorsedBy.map(person => ({
        actor: people[person]!,
        subject,
        action: 'comment.endorsed',
        details: {},
      })),
    ]
  })
  await sql`
    insert into audit_log (actor_id, action, subject, subject_id, details)
    select actor, action, 'comment', subject, details
    from json_to_recordset(${rowsOf(entries)}) as e(actor bigint, action text, subject text, details jsonb)`.execute(tx)
}
