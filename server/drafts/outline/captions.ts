/** Gives a caption that stands beside a figure or a table to it: then its words are those of that block. */
import type { Outline, RawBlock } from './outline.js'

export function joinCaptions(outline: Outline): void {
  const { blocks } = outline
  const joined = new Map<RawBlock, RawBlock>()
  const taken = new Set<RawBlock>()
  blocks.forEach((caption, i) => {
    if (!caption.caption) return
    // Captions stand below figures and above tables, more often than not.
    const above = blocks[i - 1]
    const table = above?.kind === 'table-row' ? above.parent : null
    const below = blocks[i + 1]
    const candidates = [
      above?.kind === 'figure' ? above : null,
      below?.kind === 'table' ? below : null,
      table,
      below?.kind === 'figure' ? below : null,
    ]
    const shown = candidates.find(block => block && block.text === '' && !taken.has(block))
    if (!shown) return
    shown.text = caption.text
    if (shown.kind === 'table') shown.html = caption.html
    shown.ids.push(...caption.ids)
    taken.add(shown)
    joined.set(caption, shown)
  })
  if (joined.size === 0) return
  outline.blocks = blocks.filter(block => !joined.has(block))
  for (const note of outline.notes) note.at = note.at && (joined.get(note.at) ?? note.at)
}
