import type { Database } from '../../server/database/pool.js'
import type { Id } from '../../server/database/schema.js'
import { readDraft } from '../../server/drafts/index.js'

export const HOUR_MS = 3600_000
export const DAY_MS = 24 * HOUR_MS

/** A date so many milliseconds from now. */
export const fromNow = (ms: number) => new Date(Date.now() + ms)

export interface Drafted {
  reportId: number
  versionId: number
  /** Number as printed → id. */
  paragraphs: ReadonlyMap<string, Id>
}

/** A version made of Markdown, put into the database directly; the report and its group are made where they are not there. */
export async function makeVersion(
  db: Database,
  {
    slug = 'report',
    group = 'wg1',
    number = 1,
    markdown = '# Title\n\n## First section\n\nFirst words.\n\nSecond words.\n',
    state = 'published' as 'published' | 'draft',
    label = '',
    language = 'en',
    opens = fromNow(-DAY_MS),
    closes = fromNow(DAY_MS),
    guidance = '',
    questions = [] as string[],
    note = '',
  } = {},
): Promise<Drafted> {
  const draft = await readDraft(new TextEncoder().encode(markdown), 'draft.md')
  await db
    .insertInto('working_groups')
    .values({ slug: group, name: `Working group ${group}`, description: `What ${group} does.` })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const { id: groupId } = await db
    .selectFrom('working_groups')
    .select('id')
    .where('slug', '=', group)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('reports')
    .values({ slug, working_group_id: groupId, title: `Report ${slug}`, summary: `Summary of ${slug}.`, language })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const { id: reportId } = await db
    .selectFrom('reports')
    .select('id')
    .where('slug', '=', slug)
    .executeTakeFirstOrThrow()
  const { id: versionId } = await db
    .insertInto('versions')
    .values({
      report_id: reportId,
      number,
      label,
      guidance,
      questions,
      period_note: note,
      source_name: 'draft.md',
      source: Buffer.from(markdown),
      opens_at: opens,
      closes_at: closes,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const rows = await db
    .insertInto('paragraphs')
    .values(
      draft.blocks.map(({ parent, ...block }, position) => ({
        ...block,
        version_id: versionId,
        position,
        parent_position: parent,
        lineage: String(versionId * 100_000 + position),
      })),
    )
    .returning(['id', 'number'])
    .execute()
  for (const image of draft.images)
    await db
      .insertInto('images')
      .values({ ...image, bytes: Buffer.from(image.bytes) })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  if (state === 'published')
    await db
      .updateTable('versions')
      .set({ state, published_at: fromNow(-2 * DAY_MS) })
      .where('id', '=', versionId)
      .execute()
  return { reportId, versionId, paragraphs: new Map(rows.map(row => [row.number, row.id])) }
}
