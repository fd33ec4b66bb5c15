export type { Block, BlockKind, Draft, DraftImage, DraftWarning } from './block.js'
export { DraftError } from './block.js'
export { readDraft } from './read.js'
export type { WarningCode } from './warnings.js'
