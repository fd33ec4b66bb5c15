/**
 * Opens a zip archive of unknown origin. Sizes are checked twice: as the directory states them, before anything is
 * unpacked, and as they turn out, because a directory can lie. What leaves this file is whole (CRC-32) and bounded.
 * Layout: APPNOTE.TXT 4.3 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT).
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { DraftError } from '../../block.js'

export const ZIP_LIMITS = { entries: 1000, bytes: 200 * 1024 * 1024 }

interface Entry {
  name: string
  method: number
  crc: number
  packed: number
  size: number
  offset: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
/** The end record is 22 bytes, and a comment of at most 65,535 may follow it. */
const END_SEARCH = 22 + 0xffff

/**
 * The archive's files by name.
 * @throws DraftError damaged, encrypted, zip-bomb
 */
export function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const files = new Map<string, Uint8Array>()
  try {
    for (const entry of checkedDirectory(view, bytes)) {
      if (files.has(entry.name)) throw new DraftError('damaged', `two files named ${entry.name}`)
      files.set(entry.name, unpack(entry, view, bytes))
    }
  } catch (error) {
    // An offset that points outside of the file.
    if (error instanceof RangeError) throw new DraftError('damaged', 'zip')
    throw error
  }
  return files
}

function checkedDirectory(view: DataView, bytes: Uint8Array): Entry[] {
  const entries = directory(view, bytes)
  let size = 0
  let packed = 0
  for (const entry of entries) {
    size += entry.size
    packed += entry.packed
  }
  if (size > ZIP_LIMITS.bytes) throw new DraftError('zip-bomb', `${size} bytes`)
  // Entries that together are larger than the file lie on top of each other: the best bombs are made so.
  if (packed > bytes.length) throw new DraftError('zip-bomb', 'overlapping entries')
  return entries
}

function directory(view: DataView, bytes: Uint8Array): Entry[] {
  const end = endRecord(view)
  const count = view.getUint16(end + 10, true)
  if (count > ZIP_LIMITS.entries) throw new DraftError('zip-bomb', `${count} entries`)
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== CENTRAL) throw new DraftError('damaged', 'zip directory')
    if (view.getUint16(at + 8, true) & 1) throw new DraftError('encrypted', 'zip')
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const entry = {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/'),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    }
    readLargeSizes(entry, view, at + 46 + nameLength, extraLength)
    if (!entry.name.endsWith('/')) entries.push(entry)
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true)
  }
  return entries
}

function endRecord(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - END_SEARCH); at--) {
    if (view.getUint32(at, true) === END) return at
  }
  throw new DraftError('damaged', 'zip without an end')
}

/** Some writers use Zip64 for small files too: the real sizes then stand in the extra field 1, in this order. */
function readLargeSizes(entry: Entry, view: DataView, start: number, length: number): void {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let field = at + 4
    for (const key of ['size', 'packed', 'offset'] as const) {
      if (entry[key] !== 0xffffffff) continue
      entry[key] = Number(view.getBigUint64(field, true))
      field += 8
    }
  }
}

function unpack(entry: Entry, view: DataView, bytes: Uint8Array): Uint8Array {
  if (view.getUint32(entry.offset, true) !== LOCAL) throw new DraftError('damaged', entry.name)
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true)
  if (start + entry.packed > bytes.length) throw new DraftError('damaged', entry.name)
  const packed = bytes.subarray(start, start + entry.packed)
  const file = inflate(packed, entry)
  if (file.length !== entry.size || crc32(file) !== entry.crc) throw new DraftError('damaged', entry.name)
  return file
}

function inflate(packed: Uint8Array, entry: Entry): Uint8Array {
  if (entry.method === 0) return packed
  if (entry.method !== 8) throw new DraftError('damaged', `${entry.name}: compression ${entry.method}`)
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new DraftError('zip-bomb', `${entry.name} is larger than it says`)
    throw new DraftError('damaged', entry.name)
  }
}
