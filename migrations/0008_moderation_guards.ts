import { type Kysely, sql } from 'kysely'

/** Rules against spam, blocked accounts, and the daily hash by which anybody can hold us to the log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Why a comment waits that its version's policy alone would not have held; kept when it has been decided about.
    alter table comments add column held_for text check (held_for in ('links', 'repeated'));

    -- Whether a person has sent the same words before: asked with each comment. The hash keeps the index small.
    create index comments_same_words on comments
      (person_id, hashtextextended(body || coalesce(E'\\n' || proposed_text, ''), 0));

    -- Each time an account was blocked: by whom, why, until when, and what came of an appeal against it.
    -- people.blocked_at says whether one is in force.
    create table account_blocks (
      id bigint generated always as identity primary key,
      person_id bigint not null references people,
      moderator_id bigint not null references people,
      reason text not null,
      explanation text not null,
      created_at timestamptz not null default now(),
      ended_at timestamptz,
      ended_by bigint references people,
      end_explanation text not null default '',
      appeal text,
      appealed_at timestamptz,
      outcome text check (outcome in ('upheld', 'overturned')),
      outcome_reason text not null default '',
      decided_at timestamptz,
      decided_by bigint references people,
      check ((appeal is null) = (appealed_at is null)),
      check ((outcome is null) = (decided_at is null))
    );
    create unique index account_blocks_in_force on account_blocks (person_id) where ended_at is null;
    create index account_blocks_person on account_blocks (person_id, id);
    create trigger kept before delete on account_blocks for each row execute function refuse_delete();

    -- The newest hash of the audit log's chain on each day (UTC), as the feed has published it.
    create table log_heads (
      day date primary key,
      place bigint not null,
      hash bytea not null,
      published_at timestamptz not null default now()
    );
    create trigger append_only before update or delete or truncate on log_heads execute function refuse_change_of_log();
  `.execute(db)
}
