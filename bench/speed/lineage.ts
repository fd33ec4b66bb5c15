import { type LineageBlock, lineage, wordDifferences } from '../../server/lineage/index.js'
import { makeHeavyCase } from '../../test/lineage/heavy.js'

/** A figure in milliseconds of processor time or in megabytes, and what it may be. */
export interface Figure {
  what: string
  value: number
  unit: 'ms' | 'MB' | '×'
  allowed: number
}

const TIMES = 3
/** What takes milliseconds is compiled by V8 only after it has run a few times, as on a page that is asked for again. */
const SHORT_TIMES = 20

/** What lineage costs: on drafts of 800, 1,000 and 10,000 blocks, and word differences of a paragraph of 2,000 words. */
export function lineageFigures(): Figure[] {
  const took = new Map([800, 1_000, 10_000].map(size => [size, fastest(compare(size))]))
  const memory = process.memoryUsage().rss / 1e6
  const before = paragraph(2_000, k => k)
  const after = paragraph(2_000, k => (k % 5 === 0 ? k + 7 : k))
  return [
    { what: 'lineage of 800 blocks', value: took.get(800)!, unit: 'ms', allowed: 500 },
    { what: 'lineage of 10,000 blocks', value: took.get(10_000)!, unit: 'ms', allowed: 5_000 },
    { what: 'memory after it', value: memory, unit: 'MB', allowed: 500 },
    { what: '10,000 blocks against 1,000', value: took.get(10_000)! / took.get(1_000)!, unit: '×', allowed: 15 },
    {
      what: 'word differences of 2,000 words',
      value: fastest(() => wordDifferences(before, after), SHORT_TIMES),
      unit: 'ms',
      allowed: 20,
    },
  ]
}

function compare(size: number): () => void {
  const { old, next }: { old: LineageBlock[]; next: LineageBlock[] } = makeHeavyCase('latin', size, 0.5, 1)
  return () => void lineage(old, next)
}

function paragraph(words: number, rank: (place: number) => number): string {
  return Array.from({ length: words }, (_, k) => `word${(rank(k) * 7919) % 997}`).join(' ')
}

/** Processor time, since others may be at work on the machine. */
function fastest(run: () => void, runs = TIMES): number {
  const times = Array.from({ length: runs }, () => {
    const started = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(started)
    return (user + system) / 1000
  })
  return Math.min(...times)
}
