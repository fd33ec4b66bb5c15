import { readFile } from 'node:fs/promises'
import type { TextAnchor } from '../../lineage/commands.js'
import { CommandError, command as declare } from '../command.js'

export const command = declare({
  summary: 'Where comments on one file stand in another. Needs no database.',
  notes:
    'ANCHORS holds one JSON object a line: {paragraph: text, quote?: {exact, prefix, suffix}}. The answer, with --json or ' +
    'without, is one object a line in the same order: {state, paragraph: text or null, quote: text or null, confidence}.',
  places: [
    { name: 'old', means: 'the draft on which the comments were made' },
    { name: 'new', means: 'the later draft' },
    { name: 'anchors', means: 'a file with the places of the comments' },
  ],
  options: {},
  async run(given, io) {
    const { blocksOf } = await import('./file.js')
    const { carryAnchors } = await import('../../lineage/commands.js')
    const anchors = anchorsOf(await readFile(given.anchors, 'utf8'), given.anchors)
    const [old, next] = await Promise.all([blocksOf(given.old), blocksOf(given.new)])
    const lines = carryAnchors(old, next, anchors).map(carried => `${JSON.stringify(carried)}\n`)
    io.stdout.write(lines.join(''))
    return null
  },
})

function anchorsOf(text: string, path: string): TextAnchor[] {
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }))
  return lines
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => {
      const anchor = read(line)
      if (!anchor)
        throw new CommandError(
          `${path}, line ${number}: it must be a JSON object {paragraph: text, quote?: {exact, prefix, suffix}}.`,
        )
      return anchor
    })
}

function read(line: string): TextAnchor | null {
  try {
    const { paragraph, quote } = JSON.parse(line) as Partial<Record<'paragraph' | 'quote', unknown>>
    if (typeof paragraph !== 'string') return null
    if (quote === undefined || quote === null) return { paragraph }
    const { exact, prefix = '', suffix = '' } = quote as Record<string, unknown>
    if (typeof exact !== 'string' || typeof prefix !== 'string' || typeof suffix !== 'string') return null
    return { paragraph, quote: { exact, prefix, suffix } }
  } catch {
    return null
  }
}
