export { type Anchor, type Candidate, type Carried, carry } from './carry.js'
export { type Change, type Lineage, type Link, lineage, type Offer } from './lineage.js'
export type { LineageBlock } from './pairing/prepare.js'
export { findQuote, type Quote, quoteAt, type Range } from './quotes/quote.js'
export { type Segment, wordDifferences } from './text/differences.js'
export { alignWords } from './text/sequence.js'
export {
  applySuggestions,
  conflict,
  conflictGroups,
  editsOf,
  replacedBy,
  type SuggestedSegment,
  type Suggestion,
  suggestedText,
  wordingFor,
} from './text/suggestions.js'
export { pieces as wordPieces, wordsOf } from './text/words.js'
