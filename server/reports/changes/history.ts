import { sql } from 'kysely'
import type { Database } from '../../database/pool.js'
import type { Id, LineageChange } from '../../database/schema.js'
import { type Segment, wordDifferences } from '../../lineage/index.js'

/** A paragraph as one draft has it. */
export interface PastParagraph {
  version: { number: number; label: string }
  number: string
  slug: string
  /** What became of the paragraphs of the draft before; null: nothing in that draft became this one. */
  change: Exclude<LineageChange, 'offered'> | null
  /** How its words differ from those of the draft before; null: they are the same, there are none, or several became one. */
  words: Segment[] | null
  text: string
}

/** A link counts if it is more likely right than wrong. */
const SURE = 0.5
/** Drafts and parts of a paragraph shown at most; a paragraph that was split time and again may have very many. */
const MOST = 50

interface Row {
  id: Id
  number: string
  slug: string
  text: string
  version_number: number
  label: string
}

/**
 * A paragraph through all published drafts, in their order: what it was made from and what became of it, itself among
 * them. Where it was split or merged, all parts of a draft.
 */
export async function paragraphHistory(db: Database, paragraphId: Id): Promise<PastParagraph[]> {
  const { rows } = await sql<Row>`
    with recursive before as (
      select ${paragraphId}::bigint as id
      union select l.old_paragraph_id from lineage_links l join before on l.new_paragraph_id = before.id
      where l.change <> 'offered' and l.confidence >= ${SURE}
    ), after as (
      select ${paragraphId}::bigint as id
      union select l.new_paragraph_id from lineage_links l join after on l.old_paragraph_id = after.id
      where l.change <> 'offered' and l.confidence >= ${SURE}
    )
    select p.id, p.number, p.slug, p.text, v.number as version_number, v.label
    from (select id from before union select id from after) chain
    join paragraphs p on p.id = chain.id
    join versions v on v.id = p.version_id and v.state = 'published'
    order by v.number, p.position limit ${MOST}`.execute(db)
  if (rows.length === 0) return []
  const ids = rows.map(row => row.id)
  const links = await db
    .selectFrom('lineage_links')
    .select(['old_paragraph_id as old', 'new_paragraph_id as next', 'change'])
    .where('old_paragraph_id', 'in', ids)
    .where('new_paragraph_id', 'in', ids)
    .where('change', '<>', 'offered')
    .where('confidence', '>=', SURE)
    .execute()
  return rows.map(({ id, text, version_number, label, ...row }) => {
    const [link, ...others] = links.filter(({ next }) => next === id)
    const before = others.length === 0 ? rows.find(one => one.id === link?.old) : undefined
    return {
      ...row,
      text,
      version: { number: version_number, label },
      change: (link?.change as PastParagraph['change']) ?? null,
      words: before && before.text !== text ? wordDifferences(before.text, text) : null,
    }
  })
}
