import type { Draft, DraftError } from '../../drafts/index.js'
import type { Anchor, Carried, Lineage, LineageBlock } from '../../lineage/index.js'

/** What the reading process is asked for. */
export type Work =
  | { task: 'read'; bytes: Uint8Array; name: string }
  | { task: 'compare'; old: readonly LineageBlock[]; next: readonly LineageBlock[]; anchors: readonly Anchor[] }

/** What it answers. */
export type Answer =
  | { task: 'read'; draft: Draft; words: number }
  | { task: 'compare'; lineage: Lineage; carried: readonly Carried[] }
  | { task: 'refused'; code: DraftError['code']; detail: string }
