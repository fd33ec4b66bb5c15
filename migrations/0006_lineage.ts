import { type Kysely, sql } from 'kysely'

/** What became of each paragraph in the next version, and where each comment stands there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Between a version and the published one before it; what server/lineage claims (links) and what it only offers.
    create table lineage_links (
      version_id int not null references versions,
      old_paragraph_id bigint not null references paragraphs,
      new_paragraph_id bigint not null references paragraphs,
      change text not null
        check (change in ('unchanged', 'edited', 'moved', 'moved-and-edited', 'split', 'merged', 'offered')),
      confidence real not null check (confidence between 0 and 1),
      primary key (old_paragraph_id, new_paragraph_id)
    );
    create index lineage_links_new on lineage_links (new_paragraph_id);
    create index lineage_links_version on lineage_links (version_id);

    -- Where a comment that was written on an earlier version stands in this one. The comment itself never changes.
    create table anchors (
      comment_id bigint not null references comments,
      version_id int not null references versions,
      -- null: on the report as a whole; or removed, or a person is asked.
      paragraph_id bigint references paragraphs,
      state text not null check (state in
        ('same', 'edited', 'moved', 'split', 'merged', 'quote-changed', 'removed', 'needs-a-person')),
      -- Where the quote stands in the paragraph's text, in UTF-16 code units; null: none, or its words are gone.
      quote_start int,
      quote_end int,
      confidence real not null check (confidence between 0 and 1),
      -- Removed: the paragraph after which it stood; null: at the beginning.
      beside_id bigint references paragraphs,
      -- Needs a person: [{paragraph: id, start, end, confidence}], the best first.
      candidates jsonb not null default '[]',
      -- A person's choice stays when lineage is computed again.
      settled_by bigint references people,
      settled_at timestamptz,
      primary key (comment_id, version_id),
      check ((quote_start is null) = (quote_end is null)),
      check (state not in ('removed', 'needs-a-person') or paragraph_id is null),
      check ((settled_by is null) = (settled_at is null))
    );
    create index anchors_place on anchors (version_id, paragraph_id, comment_id);
    create index anchors_unsettled on anchors (version_id, comment_id) where state = 'needs-a-person';
  `.execute(db)
}
