import { type Kysely, sql } from 'kysely'

/** Reports, their versions, and the paragraphs of each, which freeze when the version is published. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table reports (
      id int generated always as identity primary key,
      slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
      working_group_id int not null references working_groups,
      title text not null,
      summary text not null default '',
      language text not null default 'en',
      sample boolean not null default false,
      created_at timestamptz not null default now()
    );

    create table versions (
      id int generated always as identity primary key,
      report_id int not null references reports,
      number int not null check (number > 0),
      label text not null default '',
      state text not null default 'draft' check (state in ('draft', 'published')),
      -- What the working group asks, at the top of the reading page: paragraphs of plain text.
      guidance text not null default '',
      questions text[] not null default '{}',
      opens_at timestamptz,
      closes_at timestamptz,
      -- Why the period was extended or closed early, for everybody to read.
      period_note text not null default '',
      moderation text not null default 'post' check (moderation in ('post', 'pre', 'first')),
      source_name text not null,
      source bytea not null,
      warnings jsonb not null default '[]',
      words int not null default 0,
      created_at timestamptz not null default now(),
      published_at timestamptz,
      unique (report_id, number),
      check (opens_at is null or closes_at is null or opens_at < closes_at),
      check (state = 'draft' or (published_at is not null and opens_at is not null and closes_at is not null))
    );

    create table paragraphs (
      id bigint generated always as identity primary key,
      version_id int not null references versions on delete cascade,
      position int not null,
      parent_position int,
      kind text not null,
      level int not null default 0,
      number text not null,
      slug text not null,
      marker text,
      text text not null,
      html text not null,
      -- The same for a paragraph and what it became in later versions.
      lineage bigint not null,
      unique (version_id, position),
      unique (version_id, slug),
      unique (version_id, number)
    );
    create index paragraphs_lineage on paragraphs (lineage);

    -- The terms of a consultation: as it was published, and as each change left them, with its reason for everybody to
    -- read. The version has those that hold now.
    create table version_terms (
      id int generated always as identity primary key,
      version_id int not null references versions,
      set_at timestamptz not null,
      opens_at timestamptz not null,
      closes_at timestamptz not null,
      moderation text not null check (moderation in ('post', 'pre', 'first')),
      note text not null default ''
    );
    create index version_terms_version on version_terms (version_id);

    create table images (
      hash text primary key,
      type text not null,
      bytes bytea not null
    );

    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '%: a published version is frozen', tg_table_name using errcode = 'restrict_violation';
    end $$;

    create function refuse_change_of_frozen_paragraph() returns trigger language plpgsql as $$
    declare version int := case when tg_op = 'INSERT' then new.version_id else old.version_id end;
    begin
      if (select state from versions where id = version) = 'published' then
        raise exception 'paragraphs: a published version is frozen' using errcode = 'restrict_violation';
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $$;
    create trigger frozen before insert or update or delete on paragraphs
      for each row execute function refuse_change_of_frozen_paragraph();

    create trigger frozen before update of report_id, number, source_name, source, warnings, words, published_at on versions
      for each row when (old.state = 'published') execute function refuse_change();
    create trigger append_only before update or delete on version_terms for each row execute function refuse_change();
    create trigger kept before delete on versions
      for each row when (old.state = 'published') execute function refuse_change();
  `.execute(db)
}
