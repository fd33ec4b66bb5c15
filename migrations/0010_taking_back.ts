import { type Kysely, sql } from 'kysely'

/** A version that was published by mistake becomes a draft again, as long as nobody has commented on it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Why a version was taken back, for everybody to read on the report's page. It goes only with the report itself.
    create table taken_back (
      id int generated always as identity primary key,
      report_id int not null references reports on delete cascade,
      number int not null,
      note text not null check (note <> ''),
      published_at timestamptz not null,
      taken_back_at timestamptz not null
    );
    create index taken_back_report on taken_back (report_id, id);
    create trigger append_only before update on taken_back for each row execute function refuse_change();

    -- Of what is published nothing changes but by being taken back: the period goes, and all else stays as it was.
    create function refuse_change_of_published_version() returns trigger language plpgsql as $$
    begin
      if new.state = 'draft' and new.published_at is null and new.opens_at is null and new.closes_at is null
        and (new.report_id, new.number, new.source_name, new.source, new.warnings, new.words)
          is not distinct from (old.report_id, old.number, old.source_name, old.source, old.warnings, old.words)
        and not exists (select from comments where version_id = old.id)
      then
        return new;
      end if;
      raise exception 'versions: a published version is frozen' using errcode = 'restrict_violation';
    end $$;
    drop trigger frozen on versions;
    create trigger frozen
      before update of report_id, number, source_name, source, warnings, words, published_at, state on versions
      for each row when (old.state = 'published') execute function refuse_change_of_published_version();

    -- The terms of a publication that was taken back go with it, so that the draft can be replaced or discarded.
    create function refuse_change_of_terms() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' or exists (select from versions where id = old.version_id and state = 'published') then
        raise exception 'version_terms: a published version is frozen' using errcode = 'restrict_violation';
      end if;
      return old;
    end $$;
    drop trigger append_only on version_terms;
    create trigger append_only before update or delete on version_terms
      for each row execute function refuse_change_of_terms();
  `.execute(db)
}
