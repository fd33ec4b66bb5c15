import type { ExportRow } from './row.js'

const NOBODY: ExportRow['author'] = {
  name: null,
  publishName: false,
  organisation: null,
  onBehalfOf: null,
  group: null,
  country: null,
}

/**
 * A row as it may leave: of a comment whose text may not be shown, nothing of what its author wrote or picked goes along,
 * nor who she is. Whoever makes the rows takes care of it too; this is the gate that every format passes.
 */
export function shown(row: ExportRow): ExportRow {
  if (row.body !== null) return row
  return { ...row, quote: null, proposedText: null, stance: null, alsoParagraphs: [], themes: [], author: NOBODY }
}

export async function* shownRows(rows: AsyncIterable<ExportRow>): AsyncGenerator<ExportRow> {
  for await (const row of rows) yield shown(row)
}
