import { type Kysely, sql } from 'kysely'

/** Comments with nearly the same words: what finds them again without reading all, and what people have taken apart. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Made anew when the words change; it tells nothing of them.
    create table comment_signatures (
      comment_id bigint primary key references comments,
      report_id int not null references reports,
      -- Of the words as everybody reads them.
      words_hash bytea not null,
      -- Two texts that share a key may be nearly the same (server/similarity).
      keys int[] not null
    );
    create index comment_signatures_report on comment_signatures (report_id);
    create index comment_signatures_keys on comment_signatures using gin (keys);

    -- Taken out of a cluster by hand: they stay out.
    create table cluster_exceptions (
      comment_id bigint primary key references comments,
      person_id bigint not null references people,
      at timestamptz not null default now()
    );
  `.execute(db)
}
