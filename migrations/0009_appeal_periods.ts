import { type Kysely, sql } from 'kysely'

/** Until when a decision can be appealed against: as it was said when it was taken, whatever is configured later. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- null: six months.
    alter table moderation_decisions add column appeal_until timestamptz;
    alter table account_blocks add column appeal_until timestamptz;
  `.execute(db)
}
