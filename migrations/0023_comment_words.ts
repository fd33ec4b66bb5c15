import { type Kysely, sql } from 'kysely'

/** The stems of a comment's words, so that a search need not find them in each comment again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Filled when somebody searches; no comment waits for it.
    create table comment_words (
      comment_id bigint primary key references comments,
      -- Of the words as everybody reads them.
      words tsvector not null
    );

    create function forget_comment_words() returns trigger language plpgsql as $$
    begin
      delete from comment_words where comment_id = new.id;
      return null;
    end $$;
    -- Also what is withheld or erased is gone from the search at once.
    create trigger comments_forget_words
      after update of body, proposed_text, shown_body, shown_proposed_text, language on comments
      for each row execute function forget_comment_words();
  `.execute(db)
}
