/**
 * Scores how campaigns are found among comments of which it is known who copied which letter: `npm run eval:campaigns`.
 * Precision and recall count pairs. The last table is about the comments of `consult generate`.
 */
import { randomFrom } from '../server/cli/generate/random.js'
import { commentOn, groundOf } from '../server/cli/generate/words/comment.js'
import { letterOf, variantOf } from '../server/cli/generate/words/letters.js'
import { clusterTexts, sameText, signatureOf } from '../server/similarity/index.js'
import { consultation, fromOneStock, type Sent, score } from './campaigns-truth.js'

const RATES = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4]
const LANGUAGES = ['en', 'fr', 'zh', 'ar']
const SEEDS = process.argv.includes('--timing') ? [] : [1, 2]

const figure = (value: number) => value.toFixed(4).padStart(9)

console.log(
  'language  edits  precision  recall | two copies directly: candidates  same | independent: candidates  same',
)
for (const language of SEEDS.length > 0 ? LANGUAGES : []) {
  for (const rate of RATES) {
    const rounds = SEEDS.map(seed => {
      const sent = consultation(language, rate, seed)
      return { ...score(sent, clusterTexts(sent)), ...direct(sent, seed) }
    })
    const mean = (pick: (round: (typeof rounds)[number]) => number) =>
      figure(rounds.reduce((sum, round) => sum + pick(round), 0) / rounds.length)
    console.log(
      `${language.padEnd(8)} ${String(rate * 100).padStart(4)} %`,
      mean(r => r.precision),
      mean(r => r.recall),
      '|',
      mean(r => r.copies.candidates),
      mean(r => r.copies.same),
      '|',
      mean(r => r.others.candidates),
      mean(r => r.others.same),
    )
  }
}

console.log('\nAmong 600 comments put together from the same sentences')
for (const language of SEEDS.length > 0 ? LANGUAGES : []) {
  for (const sentences of [15, 30]) {
    for (const rate of [0.1, 0.25]) {
      const rounds = SEEDS.map(seed => fromOneStock(language, rate, seed, sentences)).map(sent =>
        score(sent, clusterTexts(sent)),
      )
      const mean = (pick: (round: (typeof rounds)[number]) => number) =>
        figure(rounds.reduce((sum, round) => sum + pick(round), 0) / rounds.length)
      console.log(
        `${language}, of ${sentences} sentences, ${String(rate * 100).padStart(2)} % edited`,
        mean(r => r.precision),
        mean(r => r.recall),
      )
    }
  }
}

console.log('\nThe comments of `consult generate` (five letters, one comment in five a copy)')
for (const count of process.argv.includes('--timing')
  ? [100_000]
  : process.argv.includes('--quick')
    ? [5_000]
    : [5_000, 100_000]) {
  const sent = generated(count)
  const start = performance.now()
  const cpu = process.cpuUsage()
  const clusters = clusterTexts(sent)
  const seconds = (performance.now() - start) / 1_000
  const busy = process.cpuUsage(cpu).user / 1e6
  const campaignOf = new Map(sent.map(({ id, campaign }) => [id, campaign]))
  const ofCampaigns = clusters.filter(({ members }) => members.some(id => campaignOf.get(id) !== null))
  const { precision, recall } = score(sent, ofCampaigns)
  const copies = sent.filter(({ campaign }) => campaign !== null).length
  const found = ofCampaigns.slice(0, 5).reduce((sum, { members }) => sum + members.length, 0)
  const all = score(sent, clusters)
  console.log(
    `${count} comments: ${seconds.toFixed(1)} s (${busy.toFixed(1)} s of processor); ${clusters.length} clusters;`,
    `${found} of ${copies} copies in the five largest with copies; pairs there: precision${figure(precision)}, recall${figure(recall)};`,
    `over all clusters, set phrases included, precision${figure(all.precision)}`,
  )
}

function direct(sent: readonly Sent[], seed: number) {
  const random = randomFrom(seed)
  const keys = sent.map(({ text }) => new Set(signatureOf(text).keys))
  const copies = { pairs: 0, candidates: 0, same: 0 }
  const others = { pairs: 0, candidates: 0, same: 0 }
  while (copies.pairs < 500 || others.pairs < 500) {
    const a = random.between(0, sent.length - 1)
    const b = random.chance(0.5)
      ? random.between(0, sent.length - 1)
      : Math.min(sent.length - 1, a + random.between(1, 20))
    if (a === b) continue
    const isCopy = sent[a]!.campaign !== null && sent[a]!.campaign === sent[b]!.campaign
    const tally = isCopy ? copies : others
    const isCandidate = [...keys[a]!].some(key => keys[b]!.has(key))
    tally.pairs++
    if (isCandidate) tally.candidates++
    if (isCandidate && sameText(sent[a]!.text, sent[b]!.text)) tally.same++
  }
  const shares = ({ pairs, candidates, same }: typeof copies) => ({
    candidates: candidates / pairs,
    same: same / pairs,
  })
  return { copies: shares(copies), others: shares(others) }
}

/** As `consult generate --campaigns 5` writes them, without a database. */
function generated(count: number): Sent[] {
  const random = randomFrom(7)
  const lands = ['Kenya', 'Brazil', 'France', 'Nepal', 'Fiji', 'Canada', 'Ghana', 'Peru']
  const grounds = consultation('en', 0, 3, 2, 40).map(({ text }, k) => groundOf(String(k + 1), text))
  return Array.from({ length: count }, (_, k) => {
    const campaign = random.chance(0.2) ? random.between(0, 4) : null
    const text =
      campaign === null
        ? commentOn(random.pick(grounds), random, random.pick(lands), 'en').body
        : variantOf(letterOf(campaign), random, random.pick(lands))
    return { id: String(k), text, campaign: campaign === null ? null : String(campaign) }
  })
}
