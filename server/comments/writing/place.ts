import type { Database } from '../../database/pool.js'
import type { Id, Paragraph } from '../../database/schema.js'
import { invalidField } from '../../web/faults.js'
import { ALSO_LIMIT } from './schema.js'

/** Paragraphs kept in memory: those of the drafts that are open, at some kilobytes each. */
const MOST_KEPT = 5_000
const kept = new WeakMap<Database, Map<string, Paragraph>>()

/**
 * The paragraph, if it belongs to this version, which has been published. Then it is frozen, and what was read of it
 * once is true for ever.
 */
export async function paragraphIn(db: Database, versionId: number, id: Id): Promise<Paragraph | undefined> {
  const known = kept.get(db) ?? new Map<string, Paragraph>()
  kept.set(db, known)
  const key = `${versionId}/${id}`
  const found = known.get(key) ?? (await readParagraph(db, versionId, id))
  if (!found) return undefined
  // The longest unused is forgotten first.
  known.delete(key)
  known.set(key, found)
  if (known.size > MOST_KEPT) known.delete(known.keys().next().value!)
  return found
}

function readParagraph(db: Database, versionId: number, id: Id): Promise<Paragraph | undefined> {
  return db
    .selectFrom('paragraphs')
    .selectAll()
    .where('id', '=', id)
    .where('version_id', '=', versionId)
    .executeTakeFirst()
}

/** Which of these paragraphs belong to the version. */
export async function paragraphsOfVersion(
  db: Database,
  versionId: number,
  ids: readonly Id[],
): Promise<ReadonlySet<Id>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('paragraphs')
    .select('id')
    .where('version_id', '=', versionId)
    .where('id', 'in', ids)
    .execute()
  return new Set(rows.map(row => row.id))
}

/**
 * Paragraphs named by hand: `3.2 ¶4, 5.1` or as they stand in addresses, `3.2-4`.
 * @throws invalid, naming what is not a paragraph of this version
 */
export async function paragraphsByNumber(db: Database, versionId: number, typed: string | undefined): Promise<Id[]> {
  const named = (typed ?? '').replaceAll('\0', '').split(/[,;，、؛\n]/)
  const names = [...new Set(named.map(name => name.trim().replace(/\s+/g, ' ')).filter(Boolean))]
  if (names.length === 0) return []
  if (names.length > ALSO_LIMIT) throw invalidField('alsoParagraphs', 'too-many', { limit: ALSO_LIMIT })
  const rows = await db
    .selectFrom('paragraphs')
    .select(['id', 'number', 'slug'])
    .where('version_id', '=', versionId)
    .where(eb => eb.or([eb('number', 'in', names), eb('slug', 'in', names)]))
    .execute()
  const missing = names.find(name => !rows.some(row => row.number === name || row.slug === name))
  if (missing !== undefined) throw invalidField('alsoParagraphs', 'no-such-paragraph-named', { name: missing })
  return rows.map(row => row.id)
}
