import { type Kysely, sql } from 'kysely'

/** Comments, what they were before, who endorses them, how many stand by each paragraph, and the decisions on them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table comments (
      id bigint generated always as identity primary key,
      report_id int not null references reports,
      version_id int not null references versions,
      -- null: the comment is on the report as a whole.
      paragraph_id bigint references paragraphs,
      parent_id bigint references comments,
      person_id bigint not null references people,
      kind text not null check (kind in ('general', 'technical', 'editorial', 'question')),
      stance text check (stance in ('support', 'support-with-changes', 'oppose', 'neutral')),
      body text not null,
      proposed_text text,
      quote_exact text,
      quote_prefix text,
      quote_suffix text,
      -- Where the quote stands in the paragraph's text, in UTF-16 code units.
      quote_start int,
      quote_end int,
      on_behalf_of text,
      status text not null check (status in ('pending', 'published', 'withheld', 'withdrawn', 'spam')),
      language text,
      endorsements int not null default 0,
      idempotency_key text,
      -- SHA-256 of the call that made it: tells a retry from another comment sent under the same key.
      sent_hash bytea,
      created_at timestamptz not null default now(),
      edited_at timestamptz,
      withdrawn_at timestamptz,
      unique (person_id, idempotency_key),
      check ((quote_exact is null) = (quote_start is null)),
      check (quote_exact is null or paragraph_id is not null)
    );
    create index comments_paragraph on comments (version_id, paragraph_id, id);
    create index comments_report on comments (report_id, id);
    create index comments_person on comments (person_id, id);
    create index comments_parent on comments (parent_id) where parent_id is not null;
    create index comments_waiting on comments (report_id, id) where status = 'pending';

    create table comment_paragraphs (
      comment_id bigint not null references comments,
      paragraph_id bigint not null references paragraphs,
      primary key (comment_id, paragraph_id)
    );
    create index comment_paragraphs_paragraph on comment_paragraphs (paragraph_id);

    -- Earlier wordings of an edited comment.
    create table comment_wordings (
      id bigint generated always as identity primary key,
      comment_id bigint not null references comments,
      kind text not null,
      stance text,
      body text not null,
      proposed_text text,
      written_at timestamptz not null
    );
    create index comment_wordings_comment on comment_wordings (comment_id);

    create table endorsements (
      comment_id bigint not null references comments,
      person_id bigint not null references people,
      created_at timestamptz not null default now(),
      primary key (comment_id, person_id)
    );

    -- Published comments by paragraph (0: on the whole report), spread over slots so that people who comment on the
    -- same paragraph at the same time do not wait for each other. The sum over the slots is the count.
    create table comment_counts (
      version_id int not null,
      paragraph_id bigint not null,
      slot int not null,
      published int not null,
      primary key (version_id, paragraph_id, slot)
    ) with (fillfactor = 70);

    create function count_comments() returns trigger language plpgsql as $$
    begin
      insert into comment_counts as c (version_id, paragraph_id, slot, published)
      select version_id, coalesce(paragraph_id, 0), pg_backend_pid() % 16, sum(n) from (
        select version_id, paragraph_id, 1 as n from added where status = 'published'
      ) changes group by 1, 2 order by 1, 2
      on conflict (version_id, paragraph_id, slot) do update set published = c.published + excluded.published;
      return null;
    end $$;
    create function recount_comments() returns trigger language plpgsql as $$
    begin
      insert into comment_counts as c (version_id, paragraph_id, slot, published)
      select version_id, coalesce(paragraph_id, 0), pg_backend_pid() % 16, sum(n) from (
        select version_id, paragraph_id, 1 as n from after where status = 'published'
        union all
        select version_id, paragraph_id, -1 from before where status = 'published'
      ) changes group by 1, 2 having sum(n) <> 0 order by 1, 2
      on conflict (version_id, paragraph_id, slot) do update set published = c.published + excluded.published;
      return null;
    end $$;
    create trigger count_added after insert on comments
      referencing new table as added for each statement execute function count_comments();
    create trigger count_changed after update on comments
      referencing old table as before new table as after for each statement execute function recount_comments();

    create function refuse_delete() returns trigger language plpgsql as $$
    begin
      raise exception '%: rows are kept', tg_table_name using errcode = 'restrict_violation';
    end $$;
    create trigger kept before delete on comments for each row execute function refuse_delete();

    create table moderation_decisions (
      id bigint generated always as identity primary key,
      comment_id bigint not null references comments,
      -- null: a rule decided, not a person.
      moderator_id bigint references people,
      action text not null check (action in ('publish', 'withhold', 'restore', 'spam')),
      reason text,
      explanation text not null default '',
      created_at timestamptz not null default now()
    );
    create index moderation_decisions_comment on moderation_decisions (comment_id, id);
    create trigger kept before update or delete on moderation_decisions for each row execute function refuse_delete();
  `.execute(db)
}
