import { type Kysely, sql } from 'kysely'

/**
 * The audit log. An entry is written in the transaction of what it tells of; its place in the chain is given a moment
 * later, by one process at a time, so that entries do not wait for each other (docs/decisions/0006-audit-chain.md).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_log (
      id bigint generated always as identity primary key,
      at timestamptz not null default clock_timestamp(),
      -- Who: a person's id, or null for the operator's command line and for rules.
      actor_id bigint,
      action text not null,
      -- What: 'comment', 'version', 'report', 'person' …, and its id.
      subject text not null,
      subject_id text not null,
      details jsonb not null default '{}'
    );
    create index audit_log_subject on audit_log (subject, subject_id);

    create table audit_chain (
      place bigint primary key,
      entry_id bigint not null unique references audit_log,
      hash bytea not null
    );

    -- Gives the transaction its number before the entry gets its id, so that once all transactions that had begun when
    -- an id was given have ended, no entry with that id or a lower one can come any more: the chain follows the ids.
    create function number_transaction() returns trigger language plpgsql as $$
    begin
      perform pg_current_xact_id();
      return null;
    end $$;
    create trigger numbered before insert on audit_log execute function number_transaction();

    create function refuse_change_of_log() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only' using errcode = 'restrict_violation';
    end $$;
    create trigger append_only before update or delete or truncate on audit_log execute function refuse_change_of_log();
    create trigger append_only before update or delete or truncate on audit_chain execute function refuse_change_of_log();
  `.execute(db)
}
