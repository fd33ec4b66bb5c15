/**
 * Scores where quotes are carried to, on documents where it is known: `npm run eval:carry -- DIR`.
 * right: on the true paragraph; wrong: on another; asked: left to a person; lost: said to be gone though it is not;
 * misled: of the quotes whose paragraph is gone, those put on other words all the same.
 */
import { type CarriedText, carryAnchors } from '../server/lineage/commands.js'
import type { Quote } from '../server/lineage/index.js'
import { fold, pairings, readLines, share } from './lineage-truth.js'

interface QuoteCase {
  paragraph: string
  quote: Quote
  truth: string | null
}

type Outcome = 'right' | 'wrong' | 'asked' | 'lost' | 'misled' | 'rightly gone'

const folder = process.argv[2]
if (!folder) {
  console.error('usage: npm run eval:carry -- DIR')
  process.exit(2)
}

const claims: { confidence: number; isRight: boolean }[] = []
for (const { name, old, next } of await pairings(folder, '.quotes.jsonl')) {
  const cases = readLines<QuoteCase>(folder, `${name}.quotes.jsonl`)
  const answers = carryAnchors(old, next, cases)
  const counts: Record<Outcome, number> = { right: 0, wrong: 0, asked: 0, lost: 0, misled: 0, 'rightly gone': 0 }
  for (const [k, { truth }] of cases.entries()) {
    const answer = answers[k]!
    const outcome = judge(answer, truth)
    counts[outcome]++
    if (answer.paragraph !== null) claims.push({ confidence: answer.confidence, isRight: outcome === 'right' })
  }
  const gone = counts.misled + counts['rightly gone']
  const kept = cases.length - gone
  const shares = (['right', 'wrong', 'asked', 'lost'] as const).map(
    key => `${key} ${share(counts[key], kept).toFixed(4)}`,
  )
  console.log(
    `${name}  ${shares.join('  ')}  misled ${share(counts.misled, gone).toFixed(4)}  (${kept} kept, ${gone} gone)`,
  )
}
console.log('\ncalibration: places claimed at, how many, share of them that is right')
for (const [from, to] of [
  [0, 0.8],
  [0.8, 0.9],
  [0.9, 0.95],
  [0.95, 1.01],
] as const) {
  const within = claims.filter(({ confidence }) => confidence >= from && confidence < to)
  const right = within.filter(({ isRight }) => isRight).length
  if (within.length > 0)
    console.log(
      `${from.toFixed(2)} – ${Math.min(1, to).toFixed(2)}  ${within.length}  ${share(right, within.length).toFixed(4)}`,
    )
}

function judge({ state, paragraph }: CarriedText, truth: string | null): Outcome {
  const isAsked = state === 'needs a person'
  if (truth === null) return paragraph !== null && !isAsked ? 'misled' : 'rightly gone'
  if (isAsked) return 'asked'
  if (paragraph === null) return 'lost'
  return fold(paragraph) === fold(truth) ? 'right' : 'wrong'
}
