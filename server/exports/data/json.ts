import { type Static, Type } from 'typebox'
import { encode } from '../bytes.js'
import { ExportHeader, ExportRow } from '../row.js'

/** A whole JSON export: what the file says of itself, then every comment. Served as the schema of the format. */
export const ExportFile = Type.Object(
  { ...ExportHeader.properties, comments: Type.Array(ExportRow, { description: 'In the order of the document' }) },
  { additionalProperties: false },
)
export type ExportFile = Static<typeof ExportFile>

/**
 * One JSON object after ExportFile. Each comment stands on a line of its own, so that line tools can pick some out of a
 * file too large to parse. No message is needed: codes and times stand as the API has them.
 */
export function writeJson(header: ExportHeader, rows: AsyncIterable<ExportRow>): AsyncIterable<Uint8Array> {
  return encode(pieces(header, rows))
}

async function* pieces(header: ExportHeader, rows: AsyncIterable<ExportRow>) {
  yield `${JSON.stringify(header).slice(0, -1)},"comments":[`
  let between = '\n'
  for await (const row of rows) {
    yield between + JSON.stringify(row)
    between = ',\n'
  }
  yield '\n]}\n'
}
