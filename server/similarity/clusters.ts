import { type Features, featuresOf, normalOf } from './features.js'
import { likeness } from './likeness.js'
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
/** A run of words belongs to the core if this share of the members has it and one more, two at least. */
const IN_CORE = 0.2
/** Of that many runs of words of a usual member the core has so many; of few members, fewer. */
const MADE_UP = 0.66
const MADE_UP_BY_FEW = 0.45
const MANY = 6

/**
 * All texts that were sent two times or more, edited or not; largest first. The most typical texts lead; each other
 * joins the leader it is like. What many members have in common is then the core, and each text has to be like a core:
 * members far from each other meet there, and chains break there.
 */
export function clusterTexts(
  texts: readonly { id: string; text: string }[],
): { members: string[]; representative: string }[] {
  const entries = entriesOf(texts)
  let groups = lead(entries)
  for (let round = 0; round < ROUNDS; round++) groups = gather(entries, coresOf(groups))
  return coresOf(groups)
    .filter(isOneText)
    .map(({ entry, members, size }) => ({ members, size, representative: entry.ids[0]! }))
    .filter(({ size }) => size > 1)
    .sort((a, b) => b.size - a.size)
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

/** Each text with the first one that it is like, the texts with most company first. */
function lead(entries: readonly Entry[]): Entry[][] {
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
      const found = likeness(entry, entry.has, leader, leader.has)
      if (found > bestLikeness) [best, bestLikeness] = [group, found]
    }
    if (best >= 0) groups[best]!.push(entry)
    else {
      post(entry.keys, groups.length, leading)
      groups.push([entry])
    }
  }
  return groups
}

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
      if (likeness(entry, entry.has, core.entry, core.has) > 0) best = k
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

/**
 * What the members have in common makes up most of what each has sent: who writes on the same paragraph in the same set
 * phrases has sent no copy. Of a few the members' own edits hide more of it.
 */
function isOneText({ members, has }: Core): boolean {
  if (members.length < 2) return true
  const lengths = members.map(member => member.has.size).sort((a, b) => a - b)
  const usual = lengths[Math.floor(lengths.length / 2)]!
  return has.size >= usual * (members.length < MANY ? MADE_UP_BY_FEW : MADE_UP)
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
