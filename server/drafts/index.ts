export type { Block, BlockKind, Draft, DraftImage, DraftWarning } from './block.js'
export { DraftError } from './block.js'
export { MAX_FILE_BYTES, readDraft } from './read.js'
export type { WarningCode } from './warnings.js'
