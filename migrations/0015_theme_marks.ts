import { type Kysely, sql } from 'kysely'

/** A theme's history tells also of its mark, so that nobody writes over a new one unseen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table theme_history drop constraint theme_history_change_check;
    alter table theme_history add constraint theme_history_change_check
      check (change in ('created', 'renamed', 'described', 'summarised', 'marked', 'merged', 'split'));
    create index themes_merged_into on themes (merged_into) where merged_into is not null;
  `.execute(db)
}
