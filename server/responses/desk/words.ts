import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Report } from '../../database/schema.js'

/** What everybody may read of a comment; a part that is withheld is not in it, so that no search finds it. */
export const shownBody = sql<string>`coalesce(c.shown_body, c.body)`
export const shownProposal = sql<string | null>`coalesce(c.shown_proposed_text, c.proposed_text)`

/** Languages whose words PostgreSQL brings to their stems; of all others it compares the words as they stand. */
const STEMMED: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
}
/** Written without spaces between words: no words to be brought to their stems. */
const UNSPACED = ['zh', 'ja', 'th']

const languageOf = (reportLanguage: string) =>
  sql`lower(split_part(coalesce(c.language, ${reportLanguage}::text), '-', 1))`

export const isUnspaced = (reportLanguage: string): RawBuilder<boolean> =>
  sql<boolean>`${languageOf(reportLanguage)} in (${sql.join(UNSPACED.map(tag => sql.lit(tag)))})`

/** One expression or another by the comment's language; `of` is given the name of PostgreSQL's configuration. */
function byLanguage(reportLanguage: string, of: (configuration: RawBuilder<unknown>) => RawBuilder<unknown>) {
  const whens = Object.entries(STEMMED).map(
    ([tag, name]) => sql`when ${sql.lit(tag)} then ${of(sql`${sql.lit(name)}::regconfig`)}`,
  )
  return sql`case ${languageOf(reportLanguage)} ${sql.join(whens, sql` `)} else ${of(sql`'simple'::regconfig`)} end`
}

/** Comments c with their words cw: those that say this, as PostgreSQL's `websearch_to_tsquery` reads it. */
export const wordsMatch = (reportLanguage: string, text: string): RawBuilder<unknown> =>
  sql`cw.words @@ ${byLanguage(reportLanguage, name => sql`websearch_to_tsquery(${name}, ${text})`)}`

/**
 * Finds the stems of the comments that have come or changed since the last search. A comment that is being changed is
 * waited for, so that no words stay that are withheld at this moment.
 */
export async function indexWords(db: Database, report: Pick<Report, 'id' | 'language'>): Promise<void> {
  const words = sql`(${shownBody} || ' ' || coalesce(${shownProposal}, ''))`
  await sql`
    insert into comment_words (comment_id, words)
    select c.id, ${byLanguage(report.language, name => sql`to_tsvector(${name}, ${words})`)}
    from comments c
    where c.report_id = ${report.id} and c.status = 'published' and c.parent_id is null
      and not exists (select from comment_words cw where cw.comment_id = c.id)
    order by c.id
    for share of c
    on conflict do nothing`.execute(db)
}
