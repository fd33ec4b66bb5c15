import type { Write } from './bytes.js'
import { writeJson } from './data/json.js'
import { writeJsonLd } from './data/jsonld.js'
import { writeHtml } from './documents/html.js'
import { shownRows } from './shown.js'
import { writeCsv } from './tables/csv.js'
import type { TrackedDraft } from './word/tracked.js'
import type { Translate } from './words.js'

export type { Write } from './bytes.js'
export { ExportFile } from './data/json.js'
export { ExportHeader, ExportRow } from './row.js'
export type { TrackedDraft } from './word/tracked.js'
export type { TrackedChange } from './word/tracked-runs.js'

export type Format = 'csv' | 'json' | 'jsonld' | 'xlsx' | 'docx' | 'html'

/** Rows pass the gate before any writer sees them. */
const gated =
  (write: Write): Write =>
  (header, rows, translate) =>
    write(header, shownRows(rows), translate)

/** Excel's and Word's bring large libraries, which every start of the server would otherwise load. */
const writeXlsx: Write = async function* (...given) {
  const { writeXlsx } = await import('./tables/xlsx.js')
  yield* writeXlsx(...given)
}
const writeDocx: Write = async function* (...given) {
  const { writeDocx } = await import('./word/docx.js')
  yield* writeDocx(...given)
}

/** A draft's text with tracked changes. */
export async function writeTracked(draft: TrackedDraft, translate: Translate): Promise<Uint8Array> {
  const { trackedDocument } = await import('./word/tracked.js')
  return trackedDocument(draft, translate)
}

/** Every format in which comments leave the platform: the same rows in the same order under the same numbers. */
export const formats: Record<Format, { write: Write; mediaType: string; extension: string }> = {
  csv: { write: gated(writeCsv), mediaType: 'text/csv; charset=utf-8', extension: 'csv' },
  json: { write: gated(writeJson), mediaType: 'application/json', extension: 'json' },
  jsonld: {
    write: gated(writeJsonLd),
    mediaType: 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    extension: 'jsonld',
  },
  xlsx: {
    write: gated(writeXlsx),
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extension: 'xlsx',
  },
  docx: {
    write: gated(writeDocx),
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extension: 'docx',
  },
  html: { write: gated(writeHtml), mediaType: 'text/html; charset=utf-8', extension: 'html' },
}
