import { type Document, Packer } from 'docx'
import { unzipSync } from 'fflate'
import { encode } from '../bytes.js'
import { type ZipEntry, zipStream } from '../zip.js'

/** Stands in the frame where the comments go; no words of a person are ever this. */
export const MARKER = '\u{E000}comments\u{E000}'

const BODY = 'word/document.xml'

/**
 * A document whose long part is written as it comes. `docx` makes the frame: styles, header, footer, title and tables,
 * with one paragraph (or table row) that holds the MARKER; `body` is the markup that takes its place. So memory does
 * not grow with the comments, and all that is intricate in the format is left to the library.
 */
export async function* fillDocument(
  frame: Document,
  element: 'w:p' | 'w:tr',
  body: AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  const files = unzipSync(new Uint8Array(await Packer.toArrayBuffer(frame)))
  const [before, after] = splitAt(new TextDecoder().decode(files[BODY]), element)
  const entries: ZipEntry[] = Object.entries(files)
    .filter(([name]) => name !== BODY && !name.endsWith('/'))
    .map(([name, content]) => ({ name, content }))
  yield* zipStream([...entries, { name: BODY, content: encode(between(before, body, after)) }])
}

function splitAt(xml: string, element: 'w:p' | 'w:tr'): [string, string] {
  const at = xml.indexOf(MARKER)
  const start = Math.max(xml.lastIndexOf(`<${element}>`, at), xml.lastIndexOf(`<${element} `, at))
  const end = xml.indexOf(`</${element}>`, at) + element.length + 3
  if (at < 0 || start < 0 || end < at) throw new Error('the frame of the document holds no marker')
  return [xml.slice(0, start), xml.slice(end)]
}

async function* between(before: string, body: AsyncIterable<string>, after: string) {
  yield before
  yield* body
  yield after
}
