import type { DecisionAction, Id, Policy, Status } from '../../database/schema.js'
import type { Reason } from '../../moderation/index.js'
import type { MadePerson } from './people.js'
import type { Random } from './random.js'
import { commentOn, groundOf, replyOn, type Words } from './words/comment.js'
import { letterOf, variantOf } from './words/letters.js'
import { RUDE, SPAM } from './words/phrases.js'

/** The version that is commented on. */
export interface Target {
  reportId: number
  versionId: number
  policy: Policy
  /** When comments may have come. */
  from: Date
  to: Date
  paragraphs: readonly { id: Id; number: string; text: string; kind: string }[]
}

export interface Decided {
  action: DecisionAction
  from: Status
  to: Status
  reason: Reason | null
  explanation: string
  at: Date
}

/** A comment as it will be kept; `index` is its place among all, which a reply names as its parent. */
export interface Planned extends Words {
  index: number
  parent: number | null
  paragraphId: Id | null
  also: Id[]
  /** Indexes of people. */
  author: number
  endorsedBy: number[]
  status: Status
  language: string
  onBehalfOf: string | null
  at: Date
  editedFrom: string | null
  editedAt: Date | null
  withdrawnAt: Date | null
  decisions: Decided[]
  campaign: number | null
}

export interface Wish {
  comments: number
  campaigns: number
}

/** Share of comments that belong to campaigns, if there are any. */
const IN_CAMPAIGNS = 0.2
const ON_THE_WHOLE = 0.04
const REPLIES = 0.14
const HOUR_MS = 3_600_000

const EXPLANATIONS: Readonly<Partial<Record<Reason, string>>> = {
  'off-topic': 'This is not about the draft.',
  'personal-attack': 'Please write about the text and not about its authors.',
  'personal-data': 'It names a private person’s number.',
  advertising: 'It advertises a product.',
}

/** What is written in a consultation, in the order in which it comes; at most a batch of it is held. */
export function* plan(target: Target, people: readonly MadePerson[], wish: Wish, random: Random): Generator<Planned> {
  const whole = groundOf('', '')
  const grounds = target.paragraphs.map(({ number, text }) => groundOf(number, text))
  const places = placesOf(target, random)
  const active = activeAuthors(people.length, random)
  const campaigns = Array.from({ length: wish.campaigns }, (_, k) => ({
    letter: letterOf(k),
    // Most are sent on the report, some on one paragraph.
    place: random.chance(0.6) ? null : random.pick(places),
  }))
  const lands = new Intl.DisplayNames('en', { type: 'region' })
  const standing = new Map<number | null, { index: number; author: number }[]>()

  for (const [index, at] of times(target, wish.comments, random).entries()) {
    const author = random.pick(active)
    const person = people[author]!
    const land = lands.of(person.country) ?? person.country
    const campaign = campaigns.length && random.chance(IN_CAMPAIGNS) ? random.between(0, campaigns.length - 1) : null
    const place =
      campaign !== null ? campaigns[campaign]!.place : random.chance(ON_THE_WHOLE) ? null : random.pick(places)
    const ground = place === null ? whole : grounds[place]!
    const above = standing.get(place) ?? []
    const parent = campaign === null && above.length && random.chance(REPLIES) ? random.pick(above) : null
    const words =
      campaign !== null
        ? letterWords(variantOf(campaigns[campaign]!.letter, random, land))
        : parent
          ? replyOn(ground, random, land)
          : commentOn(ground, random, land, person.locale)
    const fate = fateOf(target, words, at, campaign, random)
    const planned: Planned = {
      ...fate.words,
      index,
      parent: parent?.index ?? null,
      paragraphId: place === null ? null : target.paragraphs[place]!.id,
      also: place !== null && !parent && random.chance(0.03) ? others(target, place, random) : [],
      author,
      endorsedBy: fate.status === 'published' && !parent ? endorsers(people.length, author, random) : [],
      status: fate.status,
      language: person.locale !== 'en' && /[^\p{ASCII}“”’–]/u.test(words.body) ? person.locale : 'en',
      onBehalfOf: person.organisation && random.chance(0.35) ? person.organisation : null,
      at,
      ...changes(target, fate, at, random),
      decisions: fate.decisions,
      campaign,
    }
    if (planned.status === 'published' && !parent) {
      if (above.length === 0) standing.set(place, above)
      above.push({ index, author })
    }
    yield planned
  }
}

/** Indexes of paragraphs, each as often as it attracts comments: a few are much discussed, headings seldom. */
function placesOf({ paragraphs }: Target, random: Random): number[] {
  return paragraphs
    .flatMap(({ kind, text }, index) => {
      const heat = random.weigh([
        [1, 70],
        [4, 22],
        [15, 8],
      ] as const)
      const times = text.length < 20 || kind === 'heading' ? (random.chance(0.3) ? 1 : 0) : heat
      return Array<number>(times).fill(index)
    })
    .concat(0)
}

/** Indexes of people, each as often as she writes: most once, some organisations tens of times. */
function activeAuthors(people: number, random: Random): number[] {
  return Array.from({ length: people }, (_, index) => index).flatMap(index =>
    Array<number>(
      random.weigh([
        [1, 70],
        [3, 22],
        [12, 7],
        [40, 1],
      ] as const),
    ).fill(index),
  )
}

/** Moments in the period, in order; more come the nearer its end is. */
function times({ from, to }: Target, number: number, random: Random): Date[] {
  const span = to.getTime() - from.getTime()
  const moments = Float64Array.from({ length: number }, () => from.getTime() + Math.sqrt(random.number()) * span)
  return Array.from(moments.sort(), moment => new Date(Math.round(moment)))
}

function letterWords(body: string): Words {
  return { kind: 'general', stance: 'support-with-changes', body, proposedText: null, quote: null }
}

interface Fate {
  words: Words
  status: Status
  decisions: Decided[]
}

/** What becomes of it: most are published, some withheld and a few of these restored; spam; some still wait. */
function fateOf({ policy, to }: Target, words: Words, at: Date, campaign: number | null, random: Random): Fate {
  const first: Status = policy === 'pre' ? 'pending' : 'published'
  const end = campaign === null ? random.number() : 1
  const later = (hours: number) => new Date(Math.min(to.getTime(), at.getTime() + random.between(1, hours) * HOUR_MS))
  const decide = (action: DecisionAction, from: Status, to: Status, reason: Reason | null = null): Decided => ({
    action,
    from,
    to,
    reason,
    explanation: (reason && EXPLANATIONS[reason]) ?? '',
    at: later(72),
  })
  if (end < 0.015) {
    const spam = { ...letterWords(random.pick(SPAM)), stance: null }
    return { words: spam, status: 'spam', decisions: [decide('spam', first, 'spam', 'advertising')] }
  }
  if (end < 0.045) {
    const reason = random.pick(['off-topic', 'personal-attack', 'personal-data'] as const)
    const withheld = { ...letterWords(random.pick(RUDE)), stance: null }
    return { words: withheld, status: 'withheld', decisions: [decide('withhold', first, 'withheld', reason)] }
  }
  if (end < 0.052) {
    const wrong = decide('withhold', first, 'withheld', 'off-topic')
    const right = {
      ...decide('restore', 'withheld', 'published'),
      at: new Date(Math.max(wrong.at.getTime(), later(120).getTime())),
    }
    return { words, status: 'published', decisions: [wrong, right] }
  }
  if (end < 0.072) return { words, status: 'withdrawn', decisions: [] }
  if (policy === 'post') return { words, status: 'published', decisions: [] }
  if (end < 0.14) return { words, status: 'pending', decisions: [] }
  return { words, status: 'published', decisions: policy === 'pre' ? [decide('publish', 'pending', 'published')] : [] }
}

function changes({ to }: Target, { words, status }: Fate, at: Date, random: Random) {
  const later = new Date(Math.min(to.getTime(), at.getTime() + random.between(1, 48) * HOUR_MS))
  const edited = status === 'published' && random.chance(0.02)
  return {
    editedFrom: edited ? `${words.body.split(/(?<=\.)\s/)[0]} (first thoughts)` : null,
    editedAt: edited ? later : null,
    withdrawnAt: status === 'withdrawn' ? later : null,
  }
}

function others({ paragraphs }: Target, place: number, random: Random): Id[] {
  const near = [place + 1, place + 2, place - 1].filter(index => index >= 0 && index < paragraphs.length)
  return near.slice(0, random.between(1, 3)).map(index => paragraphs[index]!.id)
}

/** Half of the comments have none, a few many. */
function endorsers(people: number, author: number, random: Random): number[] {
  const number = Math.min(
    people - 1,
    random.weigh([
      [0, 70],
      [1, 16],
      [3, 9],
      [8, 4],
      [25, 1],
    ] as const),
  )
  const chosen = new Set<number>()
  for (let tries = 0; chosen.size < number && tries < number * 4; tries++) chosen.add(random.between(0, people - 1))
  chosen.delete(author)
  return [...chosen]
}
