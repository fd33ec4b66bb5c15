import type { Kind, Stance } from '../../../database/schema.js'
import type { Random } from '../random.js'
import { ELSEWHERE, OPENINGS, QUESTIONS, REASONS, REPLIES, REQUESTS, WHO } from './phrases.js'

/** What a comment stands on: a paragraph, or the report as a whole (no number, no text). */
export interface Ground {
  number: string
  text: string
  words: readonly Span[]
  /** Words that say something. */
  terms: readonly string[]
}

interface Span {
  text: string
  start: number
  end: number
}

export function groundOf(number: string, text: string): Ground {
  const words = [...text.matchAll(/\p{L}[\p{L}’'-]*/gu)].map(match => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }))
  return { number, text, words, terms: words.filter(word => word.text.length > 6).map(word => word.text.toLowerCase()) }
}

export interface Words {
  kind: Kind
  stance: Stance | null
  body: string
  proposedText: string | null
  quote: { exact: string; prefix: string; suffix: string; start: number; end: number } | null
}

/** How much is kept of what stands around a quote, as comments/writing does it. */
const AROUND = 32
const SWAPS: Readonly<Record<string, string>> = {
  shall: 'should',
  should: 'shall',
  must: 'should',
  will: 'should',
  may: 'can',
  can: 'may',
  ensure: 'make sure of',
  use: 'deploy',
  all: 'all relevant',
  and: 'and, where applicable,',
  users: 'people',
}
const INSERTS = [
  'where applicable',
  'at all times',
  'as far as practicable',
  'in an accessible format',
  'and maintained',
]

/** A comment of one's own on this ground, in English or, sometimes, in the writer's language. */
export function commentOn(ground: Ground, random: Random, land: string, locale: string): Words {
  const own = ELSEWHERE[locale]
  if (own && random.chance(0.5))
    return { kind: 'general', stance: stance(random), body: sentences(own, random), proposedText: null, quote: null }
  const kind = random.weigh([
    ['editorial', 30],
    ['technical', 30],
    ['general', 25],
    ['question', 15],
  ] as const)
  const edit = kind === 'editorial' ? editorial(ground, random) : null
  if (edit) return { kind: 'editorial', stance: null, ...edit, quote: random.chance(0.4) ? edit.quote : null }
  const fill = filler(ground, random, land)
  const quote = random.chance(0.5) ? quoteIn(ground, random) : null
  if (kind === 'question') return { kind, stance: null, body: fill(random.pick(QUESTIONS)), proposedText: null, quote }
  const proposal = kind === 'technical' && random.chance(0.35) ? editorial(ground, random) : null
  return {
    kind: kind === 'editorial' ? 'general' : kind,
    stance: proposal ? 'support-with-changes' : stance(random),
    body: fill(argument(random)),
    proposedText: proposal?.proposedText ?? null,
    quote,
  }
}

export function replyOn(ground: Ground, random: Random, land: string): Words {
  const body = filler(ground, random, land)(random.pick(REPLIES))
  return { kind: 'general', stance: null, body, proposedText: null, quote: null }
}

/** One sentence, a paragraph, or now and then a paper with numbered points. */
function argument(random: Random): string {
  const size = random.weigh([
    ['sentence', 35],
    ['paragraph', 50],
    ['paper', 15],
  ] as const)
  if (size === 'sentence') return random.pick([REASONS, REQUESTS][random.between(0, 1)]!)
  const paragraph = () => [random.pick(REASONS), random.pick(REASONS), random.pick(REQUESTS)]
  if (size === 'paragraph') return [random.pick(OPENINGS), ...unlike(paragraph())].join(' ')
  const points = Array.from({ length: random.between(3, 6) }, (_, k) => `${k + 1}. ${unlike(paragraph()).join(' ')}`)
  return [random.pick(OPENINGS), ...points, random.pick(REQUESTS)].join('\n\n')
}

const unlike = (list: readonly string[]) => [...new Set(list)]

const sentences = (list: readonly string[], random: Random) =>
  unlike(Array.from({ length: random.between(1, 3) }, () => random.pick(list))).join(' ')

const stance = (random: Random): Stance | null =>
  random.weigh([
    [null, 30],
    ['support', 25],
    ['support-with-changes', 25],
    ['oppose', 12],
    ['neutral', 8],
  ] as const)

/** A change of a few words, with the paragraph as it would then read; null where there is nothing to change. */
function editorial(
  { text, words }: Ground,
  random: Random,
): { body: string; proposedText: string; quote: Words['quote'] } | null {
  if (words.length < 4) return null
  const word = random.pick(words)
  const swap = words.filter(({ text }) => SWAPS[text.toLowerCase()])
  if (swap.length > 0 && random.chance(0.4)) {
    const chosen = random.pick(swap)
    const next = SWAPS[chosen.text.toLowerCase()]!
    return change(text, chosen, next, `Replace “${chosen.text}” with “${next}”.`)
  }
  if (random.chance(0.3)) {
    const insert = random.pick(INSERTS)
    return change(text, word, `${word.text} ${insert}`, `Insert “${insert}” after “${word.text}”.`)
  }
  if (random.chance(0.25)) return change(text, word, `${word.text},`, `A comma is missing after “${word.text}”.`)
  return change(text, word, '', `Delete “${word.text}”.`)
}

function change(text: string, { start, end }: Span, next: string, body: string) {
  const before = text.slice(0, start)
  const after = text.slice(end)
  const proposedText = next ? before + next + after : `${before.trimEnd()} ${after.trimStart()}`.trim()
  return { body, proposedText, quote: placed(text, start, end) }
}

/** Three to twenty words in a row. */
function quoteIn({ text, words }: Ground, random: Random): Words['quote'] {
  if (words.length < 3) return null
  const length = Math.min(words.length, random.between(3, 20))
  const first = random.between(0, words.length - length)
  return placed(text, words[first]!.start, words[first + length - 1]!.end)
}

function placed(text: string, start: number, end: number): Words['quote'] {
  return {
    exact: text.slice(start, end),
    prefix: text.slice(Math.max(0, start - AROUND), start),
    suffix: text.slice(end, end + AROUND),
    start,
    end,
  }
}

/** Fills the places of a phrase from the paragraph. */
function filler(ground: Ground, random: Random, land: string): (phrase: string) => string {
  const term = () => (ground.terms.length ? random.pick(ground.terms) : 'security')
  const phrase = () => quoteIn(ground, random)?.exact.split(/\s+/).slice(0, 5).join(' ') ?? term()
  const fills: Readonly<Record<string, () => string>> = {
    term,
    phrase,
    place: () => (ground.number ? `paragraph ${ground.number}` : 'the report'),
    who: () => random.pick(WHO),
    land: () => land,
  }
  return template => template.replace(/\{(\w+)\}/g, (_, name: string) => fills[name]?.() ?? '')
}
