import { sectionOf } from '../about.js'
import type { ExportParagraph, ExportRow } from '../row.js'

/** What a document shows next, in order: a heading where the place changes, then the comment. */
export type Step =
  | { step: 'version'; row: ExportRow }
  | { step: 'section'; row: ExportRow }
  | { step: 'paragraph'; row: ExportRow & { paragraph: ExportParagraph } }
  | { step: 'comment'; row: ExportRow }

/** Rows in the order of the document → the steps of a document; `version` steps only where several are covered. */
export async function* outline(rows: AsyncIterable<ExportRow>, versions: number): AsyncGenerator<Step> {
  let version: number | null = null
  let section: string | null = null
  let paragraph: string | null = null
  for await (const row of rows) {
    if (row.version.number !== version) {
      version = row.version.number
      section = null
      if (versions > 1) yield { step: 'version', row }
    }
    const { number, title } = sectionOf(row)
    const here = `${number}\n${title}`
    if (here !== section) {
      section = here
      paragraph = null
      yield { step: 'section', row }
    }
    const place = row.paragraph?.id ?? null
    if (place !== paragraph) {
      paragraph = place
      if (row.paragraph) yield { step: 'paragraph', row: { ...row, paragraph: row.paragraph } }
    }
    yield { step: 'comment', row }
  }
}
