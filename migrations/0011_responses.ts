import { type Kysely, sql } from 'kysely'

/** What becomes of a comment: themes, clusters of the same words, who works on it, its response, changes for the next draft. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table reports
      -- A response is published only after a second person has agreed to it.
      add column second_person boolean not null default false,
      -- When the group has promised its answers; null: twelve weeks after the last period closed.
      add column answers_by date;
    alter table versions
      -- The group means it to be the last.
      add column final boolean not null default false,
      -- Published with comments unanswered, which was said: this note.
      add column unanswered_note text not null default '';

    -- Who works on a published comment, and what it says in a line.
    create table comment_work (
      comment_id bigint primary key references comments,
      report_id int not null references reports,
      owner_id bigint references people,
      gist text not null default '',
      -- When the group first took it up.
      acknowledged_at timestamptz not null default now()
    );
    create index comment_work_owner on comment_work (report_id, owner_id);

    create table themes (
      id int generated always as identity primary key,
      report_id int not null references reports,
      name text not null check (name <> ''),
      description text not null default '',
      -- Which of the eight marks it has: a shape and a colour.
      mark smallint not null check (mark between 1 and 8),
      -- The chair's words on what its comments say.
      summary text not null default '',
      created_at timestamptz not null default now(),
      -- Where its comments went.
      merged_into int references themes,
      merged_at timestamptz,
      check ((merged_into is null) = (merged_at is null)),
      check (merged_into <> id)
    );
    create unique index themes_name on themes (report_id, lower(name)) where merged_into is null;
    -- Names, descriptions and summaries that it had, and what was merged with it or split off.
    create table theme_history (
      id bigint generated always as identity primary key,
      theme_id int not null references themes,
      person_id bigint not null references people,
      change text not null check (change in ('created', 'renamed', 'described', 'summarised', 'merged', 'split')),
      before text not null default '',
      other_id int references themes,
      at timestamptz not null default now()
    );
    create index theme_history_theme on theme_history (theme_id, id);
    create trigger append_only before update or delete on theme_history
      for each row execute function refuse_change();
    create table comment_themes (
      comment_id bigint not null references comments,
      theme_id int not null references themes,
      set_by bigint references people,
      set_at timestamptz not null default now(),
      primary key (comment_id, theme_id)
    );
    create index comment_themes_theme on comment_themes (theme_id, comment_id);

    -- Comments of one report that have nearly the same words: two or more.
    create table clusters (
      id bigint generated always as identity primary key,
      report_id int not null references reports,
      representative_id bigint not null references comments,
      size int not null check (size >= 0)
    );
    create index clusters_report on clusters (report_id, size desc, id);
    create table cluster_members (
      comment_id bigint primary key references comments,
      cluster_id bigint not null references clusters
    );
    create index cluster_members_cluster on cluster_members (cluster_id, comment_id);

    -- The response as it stands, which may be further than what the public sees (published_revision).
    create table responses (
      comment_id bigint primary key references comments,
      report_id int not null references reports,
      state text not null check (state in ('draft', 'agreed', 'published')),
      revision int not null default 1,
      disposition text not null check (disposition in
        ('accepted', 'partly-accepted', 'not-accepted', 'noted', 'out-of-scope', 'duplicate')),
      reason text not null default '',
      duplicate_of bigint references comments,
      -- Where it shows.
      version_id int references versions,
      paragraph_id bigint references paragraphs,
      -- Address of the minutes of the meeting that decided.
      minutes text not null default '',
      written_by bigint not null references people,
      written_at timestamptz not null default now(),
      agreed_by bigint references people,
      agreed_at timestamptz,
      published_revision int,
      -- When an answer was first published, and when the one that stands now replaced another.
      published_at timestamptz,
      corrected_at timestamptz,
      -- The revision of which the author has been told.
      told_revision int not null default 0,
      check (reason <> '' or disposition in ('accepted', 'noted')),
      check (duplicate_of is null or (disposition = 'duplicate' and duplicate_of <> comment_id)),
      check ((published_revision is null) = (published_at is null)),
      check (state <> 'published' or published_revision = revision),
      check (agreed_by is null or agreed_by <> written_by),
      check (paragraph_id is null or version_id is not null)
    );
    create index responses_report on responses (report_id, state);
    create index responses_duplicate on responses (duplicate_of) where duplicate_of is not null;
    -- Each wording that a response had; the one that the public sees is among them.
    create table response_wordings (
      comment_id bigint not null references responses (comment_id) deferrable initially deferred,
      revision int not null,
      disposition text not null,
      reason text not null,
      duplicate_of bigint,
      version_id int,
      paragraph_id bigint,
      minutes text not null,
      written_by bigint not null references people,
      written_at timestamptz not null default now(),
      primary key (comment_id, revision)
    );
    create trigger append_only before update or delete on response_wordings
      for each row execute function refuse_change();

    -- Reasons that a group uses again and again.
    create table canned_reasons (
      id int generated always as identity primary key,
      report_id int not null references reports,
      name text not null check (name <> ''),
      disposition text not null,
      reason text not null check (reason <> ''),
      unique (report_id, name)
    );

    -- What an author says of the answer to her comment, once.
    create table satisfactions (
      comment_id bigint primary key references responses (comment_id),
      satisfied boolean not null,
      why text not null default '',
      said_at timestamptz not null default now()
    );
    create trigger append_only before update or delete on satisfactions
      for each row execute function refuse_change();

    -- Proposed wordings that an editor has taken into the list of changes for the next draft.
    create table suggested_changes (
      comment_id bigint primary key references comments,
      report_id int not null references reports,
      -- The version whose text it changes.
      version_id int not null references versions,
      paragraph_id bigint not null references paragraphs,
      -- What it replaces in the paragraph's text, in UTF-16 code units.
      start_at int not null check (start_at >= 0),
      end_at int not null,
      wording text not null,
      accepted_by bigint not null references people,
      accepted_at timestamptz not null default now(),
      check (start_at <= end_at)
    );
    create index suggested_changes_report on suggested_changes (report_id, version_id);
  `.execute(db)
}
