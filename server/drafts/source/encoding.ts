/** Bytes → text: by byte order mark, by what an HTML file says of itself, else UTF-8, else what old Windows wrote. */
import { isUtf8 } from 'node:buffer'
import { DraftError } from '../block.js'

export interface Decoded {
  /** Without a byte order mark. */
  text: string
  /** False where the bytes were neither UTF-8 nor marked, so that letters may be wrong. */
  certain: boolean
}

const ASCII = /^[\t\n\r -~]*$/
/** Unicode's own bound is 30 (UAX 15, Stream-Safe Text); sorting them takes time that grows with the square. */
const STACKED = /\p{M}{500}/u

/**
 * Letters and their accents in the one way in which the platform keeps them.
 * @throws DraftError damaged (hundreds of accents on one letter)
 */
export function nfc(text: string): string {
  if (ASCII.test(text)) return text
  if (STACKED.test(text)) throw new DraftError('damaged', 'combining marks')
  return text.normalize('NFC')
}

/** How far an HTML file is searched for its `<meta charset>`, as browsers do. */
const META_SEARCH = 1024

export function decodeText(bytes: Uint8Array): Decoded {
  const marked = byMark(bytes)
  if (marked) return { text: decode(bytes, marked) ?? '', certain: true }
  // Several times as fast as a decoder that minds faults.
  if (isUtf8(bytes))
    return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(), certain: true }
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, META_SEARCH))
  const stated = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1]
  const asStated = stated === undefined || /^utf-?8$/i.test(stated) ? null : decode(bytes, stated)
  return asStated === null
    ? { text: decode(bytes, 'windows-1252') ?? '', certain: false }
    : { text: asStated, certain: true }
}

function byMark([a, b, c]: Uint8Array): string | null {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  return null
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding).decode(bytes)
  } catch {
    return null
  }
}
