import { command as declare } from '../command.js'

export const command = declare({
  summary: 'Which block of one file became which of another, and which were removed or added. Needs no database.',
  notes:
    'With --json: {pairs: [{old, new, change, confidence}], removed: [text], added: [text]}, in the order of the documents.',
  places: [
    { name: 'old', means: 'the earlier draft: a DOCX, Markdown or HTML file' },
    { name: 'new', means: 'the later draft' },
  ],
  options: {},
  async run(given) {
    const { blocksOf } = await import('./file.js')
    const { compareDrafts } = await import('../../lineage/commands.js')
    const [old, next] = await Promise.all([blocksOf(given.old), blocksOf(given.new)])
    const compared = compareDrafts(old, next)
    const lines = [
      ...compared.pairs
        .filter(pair => pair.change !== 'unchanged')
        .map(pair => `${pair.change}: ${short(pair.old)} → ${short(pair.new)}`),
      ...compared.removed.map(text => `removed: ${short(text)}`),
      ...compared.added.map(text => `added: ${short(text)}`),
      `${compared.pairs.length} pairs, ${compared.removed.length} removed, ${compared.added.length} added`,
    ]
    return { text: lines.join('\n'), json: compared }
  },
})

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `“${line.slice(0, 60)}…”` : `“${line}”`
}
