/** The last steps, the same for every format: what is no text goes, the rest is numbered, linked and made safe. */
import { type Block, type Draft, DraftError } from './block.js'
import { sanitize } from './markup/words/sanitize.js'
import { type BlockNumber, numberBlocks, titleHeading } from './numbers/numbers.js'
import { joinCaptions } from './outline/captions.js'
import { takeOutContents } from './outline/contents.js'
import type { Outline, RawBlock } from './outline/outline.js'
import { toWarnings } from './outline/warnings.js'

/** Inline HTML is our own, so that it is known how a link within the document reads; links are never nested. */
const INNER_LINK = /<a href="#([^"]*)">(.*?)<\/a>/gs

/** @throws DraftError empty */
export function assemble(outline: Outline): Draft {
  takeOutContents(outline)
  joinCaptions(outline)
  const { blocks } = outline
  if (blocks.length === 0) throw new DraftError('empty')
  const title = titleHeading(blocks)
  const numbers = numberBlocks(blocks, title)
  linkWithin(outline, numbers)
  const safe = sanitize(blocks.map(({ html }) => html))
  const position = new Map(blocks.map((block, i) => [block, i]))
  const place = (block: RawBlock | null) => (block ? (position.get(block) ?? -1) : -1)
  // As they come in the text; those on the whole first.
  outline.notes.sort((a, b) => place(a.at) - place(b.at))
  return {
    title: outline.title ?? title?.text ?? null,
    language: outline.language,
    images: outline.images,
    warnings: toWarnings(outline.notes, block => numbers.get(block)?.number ?? null),
    blocks: blocks.map(
      (block, i): Block => ({
        kind: block.kind,
        parent: block.parent ? (position.get(block.parent) ?? null) : null,
        level: block.level,
        ...numbers.get(block)!,
        text: block.text,
        html: safe[i]!,
        marker: block.marker,
      }),
    ),
  }
}

/** Links within the document lead to the block that they mean, by its address; those that lead nowhere are words. */
function linkWithin({ blocks, notes }: Outline, numbers: ReadonlyMap<RawBlock, BlockNumber>): void {
  const slugs = new Map<string, string>()
  for (const block of blocks) {
    for (const id of block.ids) if (!slugs.has(id)) slugs.set(id, numbers.get(block)!.slug)
  }
  for (const block of blocks) {
    if (!block.html.includes('<a href="#')) continue
    block.html = block.html.replace(INNER_LINK, (_, id: string, words: string) => {
      const slug = slugs.get(unescaped(id))
      if (slug !== undefined) return `<a href="#${slug}">${words}</a>`
      notes.push({ code: 'broken-link', at: block, detail: `#${unescaped(id)}` })
      return words
    })
  }
}

function unescaped(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
