import type { Database } from '../database/pool.js'
import type { Id, Paragraph } from '../database/schema.js'
import { invalidField } from '../web/faults.js'
import { ALSO_LIMIT } from './schema.js'

/** The paragraphs before and after, for going on without the text. */
export async function neighbours(db: Database, paragraph: Paragraph | null) {
  if (!paragraph) return { previous: undefined, next: undefined }
  const near = await db
    .selectFrom('paragraphs')
    .select(['position', 'number', 'slug'])
    .where('version_id', '=', paragraph.version_id)
    .where('position', 'in', [paragraph.position - 1, paragraph.position + 1])
    .execute()
  return {
    previous: near.find(row => row.position < paragraph.position),
    next: near.find(row => row.position > paragraph.position),
  }
}

/**
 * Paragraphs named by hand: `3.2 ¶4, 5.1` or as they stand in addresses, `3.2-4`.
 * @throws invalid, naming what is not a paragraph of this version
 */
export async function paragraphsByNumber(db: Database, versionId: number, typed: string | undefined): Promise<Id[]> {
  const names = (typed ?? '').split(/[,;，、؛\n]/).map(name => name.trim().replace(/\s+/g, ' ')).filter(Boolean)
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
