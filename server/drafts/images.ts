/** Images of a draft: what they are is decided by their bytes, never by a name or a stated type. */
import { createHash } from 'node:crypto'
import type { DraftImage } from './block.js'

export const MAX_IMAGE_BYTES = 5 * 1024 * 1024

export type ImageRefusal = { refused: 'image-type' | 'image-svg' | 'image-too-large'; detail: string }

/** Keeps each image once, in the order in which they came. */
export interface Images {
  kept(): DraftImage[]
  take(bytes: Uint8Array): DraftImage | ImageRefusal
}

export function collectImages(): Images {
  const kept = new Map<string, DraftImage>()
  return {
    kept: () => [...kept.values()],
    take(bytes) {
      const type = sniff(bytes)
      if (!isShowable(type)) {
        return type === 'svg' ? { refused: 'image-svg', detail: '' } : { refused: 'image-type', detail: type }
      }
      if (bytes.length > MAX_IMAGE_BYTES) {
        return { refused: 'image-too-large', detail: `${(bytes.length / 1024 / 1024).toFixed(1)} MB` }
      }
      const hash = createHash('sha256').update(bytes).digest('hex')
      const image = kept.get(hash) ?? { hash, type, bytes: Uint8Array.from(bytes) }
      kept.set(hash, image)
      return image
    },
  }
}

/** How the formats begin; `*` is any byte. Those without a MIME type of ours are known by name, for the warning. */
const BEGINNINGS: [string, string][] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/webp', 'RIFF****WEBP'],
  ['emf', `\x01\0\0\0${'*'.repeat(36)} EMF`],
  ['wmf', '\xd7\xcd\xc6\x9a'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['bmp', 'BM'],
  ['heic', '****ftypheic'],
  ['avif', '****ftypavif'],
  ['pdf', '%PDF'],
]

function sniff(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  for (const [type, beginning] of BEGINNINGS) {
    if ([...beginning].every((c, i) => head[i] === c || (c === '*' && i < head.length))) return type
  }
  return /<svg[\s>]/i.test(head) ? 'svg' : '?'
}

function isShowable(type: string): type is DraftImage['type'] {
  return type.startsWith('image/')
}
