import type { Draft, DraftError } from '../../drafts/index.js'
import type { LineageBlock, Link } from '../../lineage/index.js'

/** What the reading process is asked for. */
export type Work =
  | { task: 'read'; bytes: Uint8Array; name: string }
  | { task: 'compare'; old: readonly LineageBlock[]; next: readonly LineageBlock[] }

/** What it answers. */
export type Answer =
  | { task: 'read'; draft: Draft; words: number }
  | { task: 'compare'; links: readonly Link[] }
  | { task: 'refused'; code: DraftError['code']; detail: string }
