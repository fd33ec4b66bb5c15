export type { Block, BlockKind, Draft, DraftImage, DraftWarning } from './block.js'
export { DraftError } from './block.js'
export type { WarningCode } from './outline/warnings.js'
export { readDraft } from './read.js'
