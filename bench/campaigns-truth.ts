import { type Random, randomFrom } from '../server/cli/generate/random.js'
import { pieces } from '../server/lineage/text/words.js'
import { PHRASES } from '../test/lineage/phrases.js'

/** A comment, and the campaign that it belongs to; null: its author's own words. */
export interface Sent {
  id: string
  text: string
  campaign: string | null
}

const WORD = /[\p{L}\p{N}]/u

/**
 * Comments on one paragraph: copies of letters, each with this share of its words edited, and twice as many independent
 * ones. One sentence in four is of the same thirty phrases, and some quote the paragraph: more than such comments share.
 */
export function consultation(language: string, rate: number, seed: number, campaigns = 10, copies = 40): Sent[] {
  const random = randomFrom(seed)
  const writer = new Writer(language, random)
  const paragraph = writer.text(3)
  const sent: Sent[] = []
  for (let k = 0; k < campaigns; k++) {
    const letter = writer.text(random.between(5, 10))
    for (let n = 0; n < copies; n++)
      sent.push({ id: `${k}-${n}`, text: writer.edited(letter, rate), campaign: String(k) })
  }
  for (let n = 0; n < campaigns * copies * 2; n++) {
    const text = writer.text(random.between(2, 10))
    sent.push({ id: `own-${n}`, text: random.chance(0.3) ? writer.quoting(paragraph, text) : text, campaign: null })
  }
  return sent
}

/**
 * Three letters with 40 copies each among 600 independent comments that all were put together from the same sentences,
 * two to six of them, as comments made from one form are.
 */
export function fromOneStock(language: string, rate: number, seed: number, sentences: number): Sent[] {
  const random = randomFrom(seed)
  const writer = new Writer(language, random)
  const { join, stop, phrases } = PHRASES[language]!
  const stock = phrases.slice(0, sentences)
  const own = Array.from({ length: 600 }, (_, n) => {
    const chosen = new Set<string>()
    for (let count = random.between(2, 6); chosen.size < count; ) chosen.add(random.pick(stock))
    return { id: `own-${n}`, text: [...chosen].join(join === ' ' ? stop : stop.trim()), campaign: null }
  })
  const copies = Array.from({ length: 3 }, (_, k) => {
    const letter = writer.text(random.between(5, 10))
    return Array.from({ length: 40 }, (_, n) => ({
      id: `${k}-${n}`,
      text: writer.edited(letter, rate),
      campaign: String(k),
    }))
  })
  return [...own, ...copies.flat()]
}

/** Of pairs that were put together, how many belong together; of pairs that belong together, how many were found. */
export function score(sent: readonly Sent[], clusters: readonly { members: readonly string[] }[]) {
  const campaignOf = new Map(sent.map(({ id, campaign }) => [id, campaign]))
  let found = 0
  let right = 0
  for (const { members } of clusters) {
    found += pairs(members.length)
    right += pairsWithin(members.map(id => campaignOf.get(id) ?? null))
  }
  const true_ = pairsWithin(sent.map(({ campaign }) => campaign))
  return { precision: found === 0 ? 1 : right / found, recall: true_ === 0 ? 1 : right / true_ }
}

const pairs = (count: number) => (count * (count - 1)) / 2

function pairsWithin(campaigns: readonly (string | null)[]): number {
  const counts = new Map<string, number>()
  for (const campaign of campaigns) if (campaign !== null) counts.set(campaign, (counts.get(campaign) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum + pairs(count), 0)
}

class Writer {
  private readonly gap: string
  private readonly stop: string
  private readonly phrases: readonly string[]
  private readonly words: readonly string[]

  constructor(
    language: string,
    private readonly random: Random,
  ) {
    const { join, stop, phrases } = PHRASES[language]!
    this.stop = stop
    this.gap = join === ' ' ? ' ' : ''
    this.phrases = phrases
    this.words = phrases.flatMap(phrase => pieces(phrase).filter(piece => WORD.test(piece)))
  }

  text(sentences: number): string {
    return Array.from({ length: sentences }, () => this.sentence()).join(this.stop)
  }

  quoting(paragraph: string, own: string): string {
    const words = pieces(paragraph)
    const start = this.random.between(0, Math.max(0, words.length - 24))
    return `“${words.slice(start, start + this.random.between(6, 24)).join('')}” ${own}`
  }

  edited(letter: string, rate: number): string {
    const { random } = this
    const sentences = letter.split(this.stop)
    if (random.chance(0.2)) {
      const [moved] = sentences.splice(random.between(0, sentences.length - 1), 1)
      sentences.splice(random.between(0, sentences.length), 0, moved!)
    }
    const text = sentences.join(this.stop)
    const body = pieces(text)
      .map(piece => (WORD.test(piece) && random.chance(rate) ? this.change(piece) : piece))
      .join('')
    if (!random.chance(0.2)) return body
    const own = this.text(random.between(1, 3))
    return random.chance(0.5) ? `${own}\n\n${body}` : `${body}\n\n${own}`
  }

  private change(word: string): string {
    const kind = this.random.number()
    if (kind < 0.5) return this.random.pick(this.words)
    return kind < 0.75 ? '' : word + this.gap + this.random.pick(this.words)
  }

  /** One in four is a phrase that others use too, word for word; the rest are the language's words in an order of its own. */
  private sentence(): string {
    const { random } = this
    if (random.chance(0.25)) return random.pick(this.phrases)
    return Array.from({ length: random.between(6, 14) }, () => random.pick(this.words)).join(this.gap)
  }
}
