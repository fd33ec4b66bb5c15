/**
 * The state in which new words start, in SQL, so that the statement that keeps them asks for the policy of this moment
 * and costs no question of its own. `policy` and `person` are expressions of the statement, never what anybody typed.
 *
 * `post`: published at once. `pre`: a chair reads them first. `first`: a chair reads until a comment of this person is
 * public; who has none any more, because all were withheld, waits again.
 */
export const initialStatus = (policy: string, person: string): string => `case ${policy}
    when 'post' then 'published'
    when 'first' then case
      when exists (select from comments where person_id = ${person} and status = 'published') then 'published'
      else 'pending' end
    else 'pending' end`
