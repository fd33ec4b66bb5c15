import type { ExportHeader, ExportRow } from './row.js'
import type { Translate } from './words.js'

/** A format's writer: pulls a row when it needs one, gives bytes when it has enough. Nothing else is held. */
export type Write = (
  header: ExportHeader,
  rows: AsyncIterable<ExportRow>,
  translate: Translate,
) => AsyncIterable<Uint8Array>

/** Large enough that a chunk costs next to nothing, small enough for a hundred exports at once. */
const CHUNK_CHARACTERS = 65_536

/** Gathers pieces of text into chunks of UTF-8. A lone surrogate becomes U+FFFD, as everywhere in UTF-8. */
export async function* encode(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let waiting = ''
  for await (const piece of pieces) {
    waiting += piece
    if (waiting.length >= CHUNK_CHARACTERS) {
      // A character whose two halves lie in two pieces must not be cut.
      const cut = /[\uD800-\uDBFF]/.test(waiting.charAt(waiting.length - 1)) ? waiting.length - 1 : waiting.length
      yield Buffer.from(waiting.slice(0, cut), 'utf8')
      waiting = waiting.slice(cut)
    }
  }
  if (waiting) yield Buffer.from(waiting, 'utf8')
}
