import { type Segment, wordDifferences } from '../../lineage/index.js'
import type { ExportRow } from '../row.js'
import { paragraphsOf, printable } from '../text.js'

/** A proposed wording as a person reads it best: as changes to the words it would replace, or as it was written. */
export type Proposal =
  | { as: 'difference'; segments: readonly Segment[] }
  | { as: 'wording'; paragraphs: readonly string[][] }

/**
 * Share of the longer text that must stay for a difference to be shown. Below it people propose something new or
 * give an instruction (“Delete the last sentence”), and a difference would strike out everything and explain nothing.
 */
const SHARE_THAT_STAYS = 0.3

/** Longer texts are shown as written: no one reads a difference of several pages. */
const LONGEST_DIFFERENCE = 20_000

/**
 * What a comment proposes, against the words of its paragraph, or against those it quotes where more of these stays: the
 * form gives the whole paragraph as it should read, other programs may give the quote alone.
 */
export function proposalOf(row: ExportRow): Proposal | null {
  if (row.proposedText === null || row.proposedText.trim() === '') return null
  const after = printable(row.proposedText)
  const differences = [row.paragraph?.text, row.quote?.exact].flatMap(base =>
    differenceTo(after, printable(base ?? '')),
  )
  const [best] = differences.sort((a, b) => b.share - a.share)
  if (best && best.share >= SHARE_THAT_STAYS) return { as: 'difference', segments: best.segments }
  return { as: 'wording', paragraphs: paragraphsOf(after) }
}

function differenceTo(after: string, before: string): { segments: readonly Segment[]; share: number }[] {
  const longer = Math.max(before.length, after.length)
  if (before === '' || longer > LONGEST_DIFFERENCE) return []
  const segments = wordDifferences(before, after)
  const stays = segments.reduce((sum, { op, text }) => (op === 'same' ? sum + text.length : sum), 0)
  return [{ segments, share: stays / longer }]
}
