import { readDraft } from '../../../server/drafts/index.js'
import type { ArticleParagraph } from '../../../server/reports/reading/article.js'

/** A draft in Markdown → the paragraphs that the database would hold of it, with ids from 101. */
export async function paragraphsOf(markdown: string): Promise<ArticleParagraph[]> {
  const draft = await readDraft(new TextEncoder().encode(markdown), 'draft.md')
  return draft.blocks.map(({ parent, ...block }, position) => ({
    ...block,
    id: String(101 + position),
    position,
    parent_position: parent,
  }))
}
