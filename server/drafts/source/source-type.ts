/** Which kind of file it is: its content decides, and its name where the content could be several. */
import { DraftError } from '../block.js'
import { decodeText, nfc } from './encoding.js'

export type Source = { type: 'docx' } | { type: 'html' | 'markdown'; text: string; certain: boolean }

const ZIP = [0x50, 0x4b, 0x03, 0x04]
const EMPTY_ZIP = [0x50, 0x4b, 0x05, 0x06]
/** Compound File Binary: old Word files, and new ones under a password. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

const EXTENSIONS = new Map<string, 'docx' | 'html' | 'markdown' | 'macros'>(
  Object.entries({
    docx: 'docx',
    dotx: 'docx',
    docm: 'macros',
    dotm: 'macros',
    md: 'markdown',
    markdown: 'markdown',
    mdown: 'markdown',
    mkd: 'markdown',
    html: 'html',
    htm: 'html',
    xhtml: 'html',
  }),
)

/** @throws DraftError empty, unknown-type, encrypted, macros, damaged */
export function sourceType(bytes: Uint8Array, fileName: string): Source {
  if (bytes.length === 0) throw new DraftError('empty')
  const extension = /\.([a-z0-9]+)$/i.exec(fileName.trim())?.[1]?.toLowerCase() ?? ''
  const named = EXTENSIONS.get(extension)
  if (begins(bytes, ZIP) || begins(bytes, EMPTY_ZIP)) {
    if (named === 'macros') throw new DraftError('macros')
    return { type: 'docx' }
  }
  if (begins(bytes, COMPOUND)) {
    const encrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // A stream's name in the directory, in UTF-16.
    throw encrypted.includes(Buffer.from('EncryptedPackage', 'utf16le'))
      ? new DraftError('encrypted')
      : new DraftError('unknown-type', extension || 'doc')
  }
  return textType(bytes, named, extension)
}

function textType(bytes: Uint8Array, named: string | undefined, extension: string): Source {
  const { text: letters, certain } = decodeText(bytes)
  const text = nfc(letters)
  if (isBinary(text)) throw new DraftError('unknown-type', extension)
  if (text.trim() === '') throw new DraftError('empty')
  // Entity bombs need a DTD with entities of its own, which no HTML page has.
  const head = text.slice(0, 4096).replace(/<!--[\s\S]*?-->/g, '')
  if (/<!DOCTYPE[^>]*\[[\s\S]*<!ENTITY/i.test(head) || /^\s*(<\?xml[^>]*>\s*)?<!ENTITY/i.test(head)) {
    throw new DraftError('damaged', 'entities')
  }
  const saysHtml = /^\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)[\s>]/i.test(head)
  if (saysHtml || named === 'html') return { type: 'html', text, certain }
  if (named === 'markdown' && !/^\s*(%PDF-|\{\\rtf|<\?xml)/.test(head)) return { type: 'markdown', text, certain }
  throw new DraftError('unknown-type', extension)
}

function begins(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, i) => bytes[i] === byte)
}

/** Texts have none of the control characters that programs write between their data, or hardly any. */
function isBinary(text: string): boolean {
  const sample = text.slice(0, 100_000)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
  const controls = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0
  return sample.includes('\0') || controls > sample.length / 100
}
