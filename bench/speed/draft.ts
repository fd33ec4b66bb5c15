const WORDS =
  'security standards deployment procurement devices networks encryption resilience users governments industry education skills trust data routing protocols requirements implementation guidance transparency accountability interoperability vulnerability disclosure updates'.split(
    ' ',
  )

/** A draft in Markdown with this many blocks, in sections of twenty; paragraphs have 20 to 100 words, as in real ones. */
export function draft(blocks: number): string {
  let state = 7
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  const paragraph = () => {
    const words = Array.from({ length: 20 + next(80) }, (_, k) => (k % 3 === 1 ? 'of the' : WORDS[next(WORDS.length)]))
    return `The ${words.join(' ')}.`
  }
  return Array.from({ length: blocks }, (_, k) =>
    k % 20 === 0 ? `## Section on ${WORDS[next(WORDS.length)]}` : paragraph(),
  ).join('\n\n')
}
