import { type Features, featuresOf, normalOf } from './features.js'
import { likeness, NOTHING } from './likeness.js'
import { keysOf } from './signature.js'

/** Texts that say the same in the same words are one entry. */
interface Entry extends Features {
  ids: string[]
  has: ReadonlySet<number>
  keys: readonly number[]
}

interface Core {
  entry: Entry
  /** The runs of words that several members have. */
  has: ReadonlySet<number>
  members: Entry[]
  size: number
}

/** A key leads to so many texts at most: one that leads to more is a set phrase. */
const POSTINGS = 50
/** So many of the texts with most keys in common are compared. */
const COMPARED = 8
/** So many members are asked what a cluster has in common. */
const SAMPLE = 60
const ROUNDS = 2
/** Two of a stock of sentences that everybody takes from are copies only with this share of their runs in common. */
const CLOSE = 0.5
/** A run of words belongs to the core if this share of the members has it and one more, two at least. */
const IN_CORE = 0.2
/** A run of words is a cluster's own if of the texts that have it at least this share are its members; else a set phrase. */
const OWN = 0.5
/** Of that many runs of words of a usual member the core has so many; of few members, fewer. */
const MADE_UP = 0.66
const MADE_UP_BY_FEW = 0.45
const MANY = 6
/** Texts that have more in common than so many times what one of them has took it from a stock of sentences. */
const STOCK = 1.15
/** A usual member has this share of the core; of a letter of which each copy has 40 % of the words edited it is 0.37 to 0.43. */
const HELD = 0.36

/**
 * All texts that were sent two times or more, edited or not; largest first. The most typical texts lead; each other
 * joins the leader it is like. What many members have in common is then the core, and each text has to be like a core:
 * members far from each other meet there, and chains break there. At last what others say as well is set aside, and
 * who has nothing else in common with the core leaves.
 */
export function clusterTexts(
  texts: readonly { id: string; text: string }[],
): { members: string[]; representative: string }[] {
  const entries = entriesOf(texts)
  let groups = lead(entries, 0)
  for (let round = 0; round < ROUNDS; round++) groups = gather(entries, coresOf(groups))
  const letters = coresOf(groups).flatMap(core => (isOneText(core) ? [core] : lead(core.members, CLOSE).map(coreOf)))
  return coresOf(partSetPhrases(entries, letters))
    .filter(isOneText)
    .map(({ entry, members, size }) => ({ members, size, representative: entry.ids[0]! }))
    .filter(({ size }) => size > 1)
    .map(({ members, representative }) => ({ members: members.flatMap(({ ids }) => ids), representative }))
}

function entriesOf(texts: readonly { id: string; text: string }[]): Entry[] {
  const byNormal = new Map<string, Entry>()
  for (const { id, text } of texts) {
    const features = featuresOf(text)
    const normal = normalOf(features.words, text)
    const known = byNormal.get(normal)
    if (known) known.ids.push(id)
    else byNormal.set(normal, { ...features, ids: [id], has: new Set(features.shingles), keys: keysOf(features, text) })
  }
  return [...byNormal.values()]
}

/**
 * Each text with the one that it is most like, the texts with most company first. `inCommon`: the share of the shorter's
 * runs that they must have in common, besides.
 */
function lead(entries: readonly Entry[], inCommon: number): Entry[][] {
  const company = new Map<number, number>()
  for (const { keys, ids } of entries) for (const key of keys) company.set(key, (company.get(key) ?? 0) + ids.length)
  const typical = new Map(
    entries.map(entry => [entry, entry.keys.reduce((sum, key) => sum + company.get(key)!, 0) / entry.keys.length]),
  )
  const groups: Entry[][] = []
  const leading = new Map<number, number[]>()
  const nearest = new Nearest(entries.length)
  for (const entry of [...entries].sort((a, b) => typical.get(b)! - typical.get(a)!)) {
    const near = nearest.to(entry.keys, leading)
    let best = -1
    let bestLikeness = 0
    for (const group of near) {
      const leader = groups[group]![0]!
      const found = likeness(entry, entry.has, leader, leader.has, NOTHING)
      if (found > bestLikeness && closeBy(entry, leader) >= inCommon) [best, bestLikeness] = [group, found]
    }
    if (best >= 0) groups[best]!.push(entry)
    else {
      post(entry.keys, groups.length, leading)
      groups.push([entry])
    }
  }
  return groups
}

const closeBy = ({ has }: Entry, other: Entry) => inBoth(has, other.has) / Math.min(has.size, other.has.size)

/** Each text to the largest cluster whose core it is like; what is like none stays alone. */
function gather(entries: readonly Entry[], cores: readonly Core[]): Entry[][] {
  const byShingle = new Map<number, number[]>()
  for (const [k, core] of cores.entries()) if (core.members.length > 1) post(core.has, k, byShingle)
  const groups = cores.map((): Entry[] => [])
  const alone: Entry[][] = []
  const nearest = new Nearest(cores.length)
  for (const entry of entries) {
    const near = nearest.to(entry.has, byShingle)
    let best = -1
    for (const k of near) {
      const core = cores[k]!
      if (best >= 0 && cores[best]!.size >= core.size) continue
      if (likeness(entry, entry.has, core.entry, core.has, NOTHING) > 0) best = k
    }
    if (best >= 0) groups[best]!.push(entry)
    else alone.push([entry])
  }
  return [...groups.filter(group => group.length > 0), ...alone]
}

function coresOf(groups: readonly Entry[][]): Core[] {
  return groups.map(coreOf).sort((a, b) => b.size - a.size)
}

function coreOf(members: Entry[]): Core {
  const size = members.reduce((sum, { ids }) => sum + ids.length, 0)
  if (members.length === 1) return { entry: members[0]!, has: members[0]!.has, members, size }
  const asked = spread(members, SAMPLE)
  const counts = new Map<number, number>()
  for (const { has } of asked) for (const shingle of has) counts.set(shingle, (counts.get(shingle) ?? 0) + 1)
  const least = Math.max(2, asked.length * IN_CORE + 1)
  const core = new Set([...counts].filter(([, count]) => count >= least).map(([shingle]) => shingle))
  const frequent = [...members].sort((a, b) => b.ids.length - a.ids.length).slice(0, SAMPLE)
  let entry = asked[0]!
  let most = Number.NEGATIVE_INFINITY
  for (const candidate of new Set([...frequent, ...asked])) {
    let common = 0
    for (const shingle of candidate.has) common += core.has(shingle) ? counts.get(shingle)! : -1
    if (common > most) [entry, most] = [candidate, common]
  }
  return { entry, has: core, members, size }
}

/** Leaves in each cluster those who are like its core also without the phrases that others use as well. */
function partSetPhrases(entries: readonly Entry[], cores: readonly Core[]): Entry[][] {
  const having = new Map<number, number>()
  for (const { has, members } of cores) if (members.length > 1) for (const shingle of has) having.set(shingle, 0)
  for (const { has } of entries)
    for (const shingle of has) {
      const count = having.get(shingle)
      if (count !== undefined) having.set(shingle, count + 1)
    }
  return cores
    .flatMap(({ entry, has, members }) => {
      if (members.length === 1) return [members]
      const inside = new Map<number, number>()
      for (const member of members)
        for (const shingle of member.has) if (has.has(shingle)) inside.set(shingle, (inside.get(shingle) ?? 0) + 1)
      const phrases = new Set([...has].filter(shingle => (inside.get(shingle) ?? 0) < having.get(shingle)! * OWN))
      if (phrases.size === 0) return [members]
      const stay = (member: Entry) => likeness(member, member.has, entry, has, phrases) > 0
      return [members.filter(stay), ...members.filter(member => !stay(member)).map(member => [member])]
    })
    .filter(group => group.length > 0)
}

/**
 * Whether the members are copies of one text: what they have in common makes up most of what each has sent, and each has
 * most of it. Who writes on the same paragraph in the same set phrases, or from the same stock of sentences, has sent no
 * copy. Of a few the members' own edits hide more of it.
 */
function isOneText({ members, has }: Core): boolean {
  if (members.length < 2) return true
  const usual = usualSize(members)
  if (has.size < usual * (members.length < MANY ? MADE_UP_BY_FEW : MADE_UP) || has.size > usual * STOCK) return false
  const asked = spread(members, SAMPLE)
  const held = asked.reduce((sum, member) => sum + inBoth(member.has, has), 0)
  return held >= asked.length * has.size * HELD
}

function usualSize(members: readonly Entry[]): number {
  const sizes = members.map(({ has }) => has.size).sort((a, b) => a - b)
  return sizes[Math.floor(sizes.length / 2)]!
}

function inBoth(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  let both = 0
  for (const shingle of one) if (other.has(shingle)) both++
  return both
}

function spread<T>(list: readonly T[], count: number): readonly T[] {
  if (list.length <= count) return list
  return Array.from({ length: count }, (_, k) => list[Math.floor((k * list.length) / count)]!)
}

function post(features: Iterable<number>, place: number, postings: Map<number, number[]>): void {
  for (const feature of features) {
    const list = postings.get(feature)
    if (!list) postings.set(feature, [place])
    else if (list.length < POSTINGS) list.push(place)
  }
}

/** The places with most features in common, found by counting. */
class Nearest {
  private readonly counts: Int32Array

  constructor(places: number) {
    this.counts = new Int32Array(places)
  }

  to(features: Iterable<number>, postings: ReadonlyMap<number, readonly number[]>): number[] {
    const touched: number[] = []
    for (const feature of features)
      for (const place of postings.get(feature) ?? []) if (this.counts[place]!++ === 0) touched.push(place)
    const near: number[] = []
    for (const place of touched) {
      const count = this.counts[place]!
      if (near.length === COMPARED && count <= this.counts[near.at(-1)!]!) continue
      let at = near.length
      while (at > 0 && this.counts[near[at - 1]!]! < count) at--
      near.splice(at, 0, place)
      if (near.length > COMPARED) near.pop()
    }
    for (const place of touched) this.counts[place] = 0
    return near
  }
}
