import { everybody } from '../../comments/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import type { Suggestion } from '../../similarity/index.js'
import { membersOf, textsOf } from './members.js'

/** Comments of themes that are read for a comparison: all together, and of one theme at least. */
const MOST_MEMBERS = 2_000
const FEWEST_OF_ONE = 20

/**
 * To which themes these comments may belong, by the words that everybody may read: a word that is withheld leads to no theme,
 * so none is told by it.
 */
export async function suggestionsFor(
  db: Database,
  reportId: number,
  themes: number,
  comments: readonly Id[],
): Promise<Map<Id, Suggestion[]>> {
  if (themes === 0 || comments.length === 0) return new Map()
  const members = await membersOf(db, reportId, Math.max(FEWEST_OF_ONE, Math.floor(MOST_MEMBERS / themes)))
  if (members.length === 0) return new Map()
  const texts = await textsOf(db, everybody, [...new Set([...members.map(one => one.id), ...comments])])
  const byId = new Map(texts.map(one => [one.id, one]))
  // Its stemmers are loaded when somebody asks, and not when the server starts.
  const { suggestThemes } = await import('../../similarity/index.js')
  return suggestThemes(
    members.flatMap(({ id, theme }) => {
      const text = byId.get(id)
      return text ? [{ ...text, theme }] : []
    }),
    comments.flatMap(id => byId.get(id) ?? []),
  )
}
