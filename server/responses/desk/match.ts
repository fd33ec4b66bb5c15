import { type RawBuilder, sql } from 'kysely'
import type { Report } from '../../database/schema.js'
import { answerStates, type Filter } from './filter.js'
import { isUnspaced, shownBody, shownProposal, wordsMatch } from './words.js'

/** For whom the comment speaks: as it says, else as its author is known to the public. */
export const organisation = sql<
  string | null
>`coalesce(nullif(c.on_behalf_of, ''), case when a.publish_name then nullif(a.organisation, '') end)`

/** Tables beside comments c: v (version), p (paragraph), a (author), s (response), w (work), cw (words). */
export type Table = 'v' | 'p' | 'a' | 's' | 'w' | 'cw'
/** SQL with the tables that it asks for: a page of thousands of comments joins no others. */
export interface Asked<T = unknown> {
  sql: RawBuilder<T>
  of: readonly Table[]
}

/** Conditions on the published comments of a report. */
export function conditions(report: Pick<Report, 'id' | 'language'>, filter: Filter): Asked {
  const asked: Asked[] = [
    { sql: sql`c.report_id = ${report.id} and c.status = 'published' and c.parent_id is null`, of: [] },
  ]
  const ask = (condition: RawBuilder<unknown>, ...of: Table[]) => asked.push({ sql: condition, of })
  const { version, theme, owner, answer, kind, stance, group, proposed } = filter
  const [text, paragraph, speaker] = [filter.text, filter.paragraph, filter.organisation].map(words => words?.trim())
  if (version !== undefined) ask(sql`v.number = ${version}`, 'v')
  if (paragraph) ask(sql`(p.number = ${paragraph} or p.slug = ${paragraph})`, 'p')
  if (theme === 'none') ask(sql`not exists (select from comment_themes ct where ct.comment_id = c.id)`)
  else if (theme !== undefined)
    ask(sql`exists (select from comment_themes ct where ct.comment_id = c.id and ct.theme_id = ${theme}::int)`)
  if (owner === 'none') ask(sql`w.owner_id is null`, 'w')
  else if (owner !== undefined) ask(sql`w.owner_id = ${owner}::bigint`, 'w')
  if (answer === 'unanswered') ask(sql`s.comment_id is null`, 's')
  else if ((answerStates as readonly (string | undefined)[]).includes(answer)) ask(sql`s.state = ${answer}`, 's')
  else if (answer !== undefined) ask(sql`s.disposition = ${answer}`, 's')
  if (kind !== undefined) ask(sql`c.kind = ${kind}`)
  if (stance !== undefined) ask(sql`c.stance = ${stance}`)
  if (group !== undefined) ask(sql`a.stakeholder_group = ${group}`, 'a')
  if (speaker) ask(sql`${organisation} ilike ${containing(speaker)}`, 'a')
  if (proposed !== undefined) ask(sql`c.proposed_text is not null`)
  if (text) ask(saying(text, report.language), 'p', 'w', 'cw')
  return {
    sql: sql.join(
      asked.map(one => one.sql),
      sql` and `,
    ),
    of: asked.flatMap(one => one.of),
  }
}

/** The words of a comment, in its own language, or what it quotes, its gist, or the number of its paragraph. */
function saying(text: string, reportLanguage: string): RawBuilder<unknown> {
  const pattern = containing(text)
  return sql`(p.number = ${text} or p.slug = ${text} or c.quote_exact ilike ${pattern} or w.gist ilike ${pattern}
    or ${wordsMatch(reportLanguage, text)}
    or ${isUnspaced(reportLanguage)} and (${shownBody} ilike ${pattern} or ${shownProposal} ilike ${pattern}))`
}

const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
