import { Zip, ZipDeflate } from 'fflate'

/** A file of an archive: its bytes, whole or as they come. */
export interface ZipEntry {
  name: string
  content: Uint8Array | AsyncIterable<Uint8Array>
}

/** Level 4 of 9: on commented drafts 5 % larger than level 6 and twice as fast. */
const LEVEL = 4

/** Chosen so that two exports of the same rows are the same bytes; the format's own epoch begins in 1980. */
const ENTRY_TIME = new Date(1980, 0, 1)

/** A ZIP archive, one entry after the other as the reader asks for bytes. */
export async function* zipStream(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = []
  let failure: Error | null = null
  const zip = new Zip((error, chunk) => {
    if (error) failure = error
    else if (chunk.length) ready.push(chunk)
  })
  const take = (): Uint8Array[] => {
    if (failure) throw failure
    const chunks = ready
    ready = []
    return chunks
  }
  for (const { name, content } of entries) {
    const entry = new ZipDeflate(name, { level: LEVEL })
    entry.mtime = ENTRY_TIME
    zip.add(entry)
    if (content instanceof Uint8Array) entry.push(content, true)
    else {
      for await (const chunk of content) {
        entry.push(chunk)
        yield* take()
      }
      entry.push(new Uint8Array(0), true)
    }
    yield* take()
  }
  zip.end()
  yield* take()
}
