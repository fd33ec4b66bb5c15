/**
 * The way of a file:
 *
 *     bytes ── source-type.ts ──► what it is, or why it is refused
 *       DOCX      docx/zip.ts, package.ts        opened within limits
 *                 docx/body.ts …                 as accepted, numbered, tidied; what is lost is noted
 *                 mammoth                        runs, links, notes and tables → HTML
 *       Markdown  markup/markdown.ts             markdown-it → HTML
 *       HTML      parse5                         a tree
 *     ──► markup/walk.ts    the tree → blocks without numbers, notes on what could not be taken over (outline.ts)
 *     ──► assemble.ts       contents out, captions joined, numbers (numbers.ts), links within, safe HTML ──► Draft
 *
 * Everything is in memory and nothing is kept. A file that is made to exhaust the reader is bounded in size here and in
 * its parts by those who read them; in time and memory by whoever calls, who runs this in a thread of its own.
 */
import { type Draft, DraftError } from './block.js'
import type { Outline } from './outline/outline.js'
import { sourceType } from './source/source-type.js'

export const MAX_FILE_BYTES = 25 * 1024 * 1024

/**
 * Reads a draft. Its name says the type where the content leaves it open.
 * @throws DraftError for every file that cannot be read; never another error
 */
export async function readDraft(bytes: Uint8Array, fileName: string): Promise<Draft> {
  if (bytes.length > MAX_FILE_BYTES) throw new DraftError('too-large', `${bytes.length} bytes`)
  try {
    const outline = await readOutline(bytes, fileName)
    const { assemble } = await import('./assemble.js')
    const draft = assemble(outline)
    return { ...draft, language: languageTag(draft.language) }
  } catch (error) {
    if (error instanceof DraftError) throw error
    // A stack that ran over: something stands in itself more often than the limits foresee.
    if (error instanceof RangeError && /call stack/i.test(error.message)) throw new DraftError('too-deep', 'stack')
    throw new DraftError('damaged', error instanceof Error ? error.message : String(error))
  }
}

async function readOutline(bytes: Uint8Array, fileName: string): Promise<Outline> {
  const source = sourceType(bytes, fileName)
  // Loaded when there is something to read: the server only names what this refuses.
  if (source.type === 'docx') return (await import('./docx/read-docx.js')).readDocx(bytes)
  const { readHtml, readMarkdown } = await import('./markup/read-html.js')
  const outline = source.type === 'html' ? readHtml(source.text) : readMarkdown(source.text)
  if (!source.certain) outline.notes.unshift({ code: 'encoding', at: null, detail: 'windows-1252' })
  return outline
}

/** As BCP 47 writes it (`en-gb` → `en-GB`); null where it is no tag. */
function languageTag(stated: string | null): string | null {
  try {
    return stated ? (Intl.getCanonicalLocales(stated.trim().replaceAll('_', '-'))[0] ?? null) : null
  } catch {
    return null
  }
}
