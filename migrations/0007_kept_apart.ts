import { type Kysely, sql } from 'kysely'

/** Parts of comments that the public does not see, and words that are kept from chairs too, or erased for good. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- A part is known by its words and not by its place: so it stays withheld when the author edits around it.
    drop index redactions_comment;
    alter table redactions
      drop column field, drop column start_at, drop column end_at,
      -- As they stood in the comment; null once they have been erased.
      add column words text,
      -- The decision by which they came back.
      add column lifted_by bigint references moderation_decisions;
    create index redactions_comment on redactions (comment_id) where lifted_by is null;
    create index redactions_decision on redactions (decision_id);

    alter table comments
      -- What the public reads where a part is withheld, U+FFFF for each gap; null: the words as they are.
      add column shown_body text,
      add column shown_proposed_text text,
      -- When a coordinator erased the words; nothing can bring the comment back.
      add column erased_at timestamptz;

    alter table moderation_decisions
      drop constraint moderation_decisions_action_check,
      -- lift: a part that was withheld is shown again.
      add constraint moderation_decisions_action_check
        check (action in ('publish', 'withhold', 'restore', 'spam', 'keep', 'redact', 'lift', 'erase'));
  `.execute(db)
}
