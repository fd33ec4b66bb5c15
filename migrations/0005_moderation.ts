import { type Kysely, sql } from 'kysely'

/** The queue, and what readers and authors can say about a comment or a decision. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- The queue reads each report's comments of one state in the order in which they came.
    create index comments_state on comments (report_id, status, id);
    drop index comments_waiting;
    -- An author's history, and all that one account has sent.
    create index comments_author_state on comments (person_id, status, id);

    -- As what the moderator decided; roles change, the log does not.
    alter table moderation_decisions
      add column moderator_role text check (moderator_role in ('chair', 'coordinator')),
      drop constraint moderation_decisions_action_check,
      -- keep: flagged and left standing. redact: a part withheld. erase: the words of a withheld comment removed.
      add constraint moderation_decisions_action_check
        check (action in ('publish', 'withhold', 'restore', 'spam', 'keep', 'redact', 'erase'));

    create table flags (
      id bigint generated always as identity primary key,
      comment_id bigint not null references comments,
      -- null: not signed in; then a keyed hash of address and comment, which tells nothing across comments.
      person_id bigint references people,
      address_hash bytea,
      reason text not null,
      explanation text not null default '',
      created_at timestamptz not null default now(),
      -- The decision that answered it.
      decision_id bigint references moderation_decisions,
      check (person_id is not null or address_hash is not null)
    );
    create unique index flags_person on flags (comment_id, person_id) where person_id is not null;
    create unique index flags_address on flags (comment_id, address_hash) where person_id is null;

    -- Comments with flags that nobody has answered.
    create table flagged_comments (
      comment_id bigint primary key references comments,
      report_id int not null references reports,
      flags int not null
    );
    create index flagged_comments_report on flagged_comments (report_id, flags desc, comment_id);

    create table appeals (
      id bigint generated always as identity primary key,
      comment_id bigint not null references comments,
      decision_id bigint not null references moderation_decisions,
      -- The author, or a person who flagged the comment.
      person_id bigint not null references people,
      text text not null,
      created_at timestamptz not null default now(),
      decided_at timestamptz,
      decided_by bigint references people,
      outcome text check (outcome in ('upheld', 'overturned')),
      reason text not null default '',
      unique (decision_id, person_id),
      check ((outcome is null) = (decided_at is null))
    );
    create index appeals_open on appeals (id) where outcome is null;
    create index appeals_comment on appeals (comment_id);

    -- Who has a comment of the queue open, so that two do not read the same.
    create table claims (
      comment_id bigint primary key references comments,
      person_id bigint not null references people,
      until timestamptz not null
    );

    -- Parts of published comments that the public does not see; UTF-16 code units.
    create table redactions (
      id bigint generated always as identity primary key,
      comment_id bigint not null references comments,
      decision_id bigint not null references moderation_decisions,
      field text not null check (field in ('body', 'proposed_text')),
      start_at int not null check (start_at >= 0),
      end_at int not null,
      check (start_at < end_at)
    );
    create index redactions_comment on redactions (comment_id);
  `.execute(db)
}
