import LinkifyIt from 'linkify-it'

/** Days for which an account is new; until then, or until a moderator has let a comment of hers stand, links wait. */
const NEW_DAYS = 7

/** What the rules against spam look at: nothing where they are off, the words alone, or the words and their links. */
export type Watched = 'nothing' | 'words' | 'links'

const linkify = new LinkifyIt({}, { fuzzyEmail: false, fuzzyIP: true, fuzzyLink: true })

/** What has to be looked at in this comment. A link to the site itself leads nobody away. */
export function watchedIn(
  { body, proposedText }: { body: string; proposedText: string | null },
  { limits, publicUrl }: { limits: boolean; publicUrl: string },
): Watched {
  if (!limits) return 'nothing'
  const found = [body, proposedText ?? ''].flatMap(text => linkify.match(text) ?? [])
  return found.some(({ url }) => !leadsTo(url, publicUrl)) ? 'links' : 'words'
}

function leadsTo(url: string, site: string): boolean {
  return URL.canParse(url) && URL.canParse(site) && new URL(url).host === new URL(site).host
}

/**
 * Why new words wait whatever the policy says, or null, in SQL, for the statement that keeps them. All are expressions
 * of that statement: `watched` (as above), `person`, `body`, `proposed`; `again`, whether the same words come twice in
 * it; `self`, the comment that is edited, or null.
 *
 * - links: the first links of a new account. Who holds an office, or has had a comment let stand by a moderator, is known.
 * - repeated: the same words by the same person, wherever they stand. Many people who send the same words are a
 *   campaign, which is welcome; one who sends them again is either a slip or spam.
 */
export const heldFor = (sent: {
  watched: string
  person: string
  body: string
  proposed: string
  again: string
  self: string
}): string => `case
    when ${sent.watched} = 'nothing' then null
    when ${sent.watched} = 'links' and ${isNew(sent.person)} then 'links'
    when ${sent.again} or coalesce((select true from comments same
        where same.person_id = ${sent.person}
          and hashtextextended(same.body || coalesce(E'\\n' || same.proposed_text, ''), 0)
            = hashtextextended(${sent.body} || coalesce(E'\\n' || ${sent.proposed}, ''), 0)
          and same.body = ${sent.body} and same.proposed_text is not distinct from ${sent.proposed}
          and same.status <> 'withdrawn' and same.id is distinct from ${sent.self} limit 1), false) then 'repeated'
    end`

const isNew = (person: string): string => `coalesce((select true from people p
    where p.id = ${person} and p.created_at > now() - interval '${NEW_DAYS} days'
      and not exists (select from roles office where office.person_id = p.id)
      and not exists (select from comments stood join moderation_decisions d on d.comment_id = stood.id
        where stood.person_id = p.id and stood.status = 'published' and d.action in ('publish', 'restore', 'keep'))
    limit 1), false)`
