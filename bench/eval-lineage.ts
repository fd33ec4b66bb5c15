/**
 * Scores lineage on documents whose true lineage is known: `npm run eval:lineage -- DIR`.
 * Ambiguous blocks are left out; twins (the same words) count as one place; a text that stands more than once takes its
 * places in order.
 */
import { compareDrafts } from '../server/lineage/commands.js'
import { fold, pairings, readTruth, share, type Truth } from './lineage-truth.js'

interface Claim {
  confidence: number
  isRight: boolean
}

const folder = process.argv[2]
if (!folder) {
  console.error('usage: npm run eval:lineage -- DIR')
  process.exit(2)
}

const claims: Claim[] = []
for (const { name, old, next } of await pairings(folder, '.truth.json')) {
  const started = performance.now()
  const { pairs } = compareDrafts(old, next)
  const took = performance.now() - started
  const { precision, recall, edited, judged } = score(readTruth(folder, name), pairs)
  claims.push(...judged)
  const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall)
  console.log(
    `${name}  precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}  F1 ${f1.toFixed(4)}  ` +
      `recall of the edited ${edited.toFixed(4)}  (${old.length} × ${next.length} blocks, ${took.toFixed(0)} ms)`,
  )
}
console.log('\ncalibration: links claimed at, how many, share of them that is right')
for (const [from, to] of [
  [0, 0.6],
  [0.6, 0.8],
  [0.8, 0.9],
  [0.9, 0.95],
  [0.95, 1.01],
] as const) {
  const within = claims.filter(({ confidence }) => confidence >= from && confidence < to)
  const right = within.filter(({ isRight }) => isRight).length
  if (within.length > 0)
    console.log(
      `${from.toFixed(2)} – ${Math.min(1, to).toFixed(2)}  ${within.length}  ${share(right, within.length).toFixed(3)}`,
    )
}
const sure = claims.filter(({ confidence }) => confidence >= 0.9)
console.log(
  `0.9 and above  ${sure.length}  ${share(sure.filter(({ isRight }) => isRight).length, sure.length).toFixed(4)}`,
)

function score(truth: Truth, pairs: readonly { old: string; new: string; confidence: number }[]) {
  const old = truth.a.map(([, text]) => fold(text))
  const next = truth.b.map(([, text]) => fold(text))
  const isOut = { old: new Set(truth.ambiguous_a), next: new Set(truth.ambiguous_b) }
  const counts = (i: number, j: number) => !isOut.old.has(i) && !isOut.next.has(j)
  const key = (i: number, j: number) => `${old[i]}\n${next[j]}`
  const wanted = new Map<string, number>()
  for (const [i, j] of truth.pairs) if (counts(i, j)) wanted.set(key(i, j), (wanted.get(key(i, j)) ?? 0) + 1)
  const total = sum(wanted.values())
  const placeOld = placesInOrder(old)
  const placeNext = placesInOrder(next)
  const judged: Claim[] = []
  const seen = new Set<string>()
  const left = new Map(wanted)
  for (const pair of pairs) {
    if (!placeOld.has(fold(pair.old)) || !placeNext.has(fold(pair.new))) continue
    const i = placeOld.take(fold(pair.old))
    const j = placeNext.take(fold(pair.new))
    if (!counts(i, j) || seen.has(`${i},${j}`)) continue
    seen.add(`${i},${j}`)
    const open = left.get(key(i, j)) ?? 0
    left.set(key(i, j), open - 1)
    judged.push({ confidence: pair.confidence, isRight: open > 0 })
  }
  const isEdited = ([texts]: readonly [string, number]) => texts.split('\n')[0] !== texts.split('\n')[1]
  const edited = [...wanted].filter(isEdited)
  const hits = judged.filter(({ isRight }) => isRight).length
  const editedHits = sum(edited.map(([texts, count]) => count - Math.max(0, left.get(texts)!)))
  return {
    precision: share(hits, judged.length),
    recall: share(hits, total),
    edited: share(editedHits, sum(edited.map(([, count]) => count))),
    judged,
  }
}

/** The places of a text, taken in order; the last one for ever. */
function placesInOrder(texts: readonly string[]) {
  const places = new Map<string, number[]>()
  for (const [k, text] of texts.entries()) places.set(text, [...(places.get(text) ?? []), k])
  return {
    has: (text: string) => places.has(text),
    take(text: string): number {
      const list = places.get(text)!
      return list.length > 1 ? list.shift()! : list[0]!
    },
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}
