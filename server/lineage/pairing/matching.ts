import type { Drafts } from './prepare.js'

/** Which block is which, while it is being found out: −1 where it is not known yet. */
export interface Matching {
  /** For each old block its partner in the new version. */
  old: Int32Array
  /** For each new block its partner in the old version. */
  next: Int32Array
}

export function emptyMatching(drafts: Drafts): Matching {
  return { old: new Int32Array(drafts.old.size).fill(-1), next: new Int32Array(drafts.next.size).fill(-1) }
}

export function link(matching: Matching, i: number, j: number): void {
  matching.old[i] = j
  matching.next[j] = i
}

export function unlink(matching: Matching, i: number, j: number): void {
  matching.old[i] = -1
  matching.next[j] = -1
}

/** Neighbours on each side that speak for or against a pair. */
const REACH = 5

/** Partners further off than this from where they should be speak as clearly against as any. */
const FAR = 12

/**
 * What the neighbours say of a pair, from 0 (they went elsewhere, or nothing is known of them) to 1 (all of them stand
 * around it in both versions). Nearer neighbours count more.
 */
export function neighbourhood(matching: Matching, i: number, j: number): number {
  return Math.max(support(matching.old, i, j), support(matching.next, j, i))
}

function support(partner: Int32Array, from: number, to: number): number {
  let total = 0.3
  let agreed = 0
  for (let distance = 1; distance <= REACH; distance++) {
    const weight = 1 / distance
    for (const step of [-distance, distance]) {
      const neighbour = from + step
      if (neighbour < 0 || neighbour >= partner.length) continue
      const there = partner[neighbour]!
      if (there < 0) continue
      const off = Math.abs(there - (to + step))
      total += weight
      agreed += weight * Math.max(0, 1 - off / FAR)
    }
  }
  return agreed / total
}

/** 1 where both stand under the same heading, −1 where their headings are known to be different ones, else 0. */
export function sectionAgreement(drafts: Drafts, matching: Matching, i: number, j: number): -1 | 0 | 1 {
  const before = drafts.old.section[i]!
  const after = drafts.next.section[j]!
  if (before < 0 || after < 0) return before === after ? 1 : 0
  const partner = matching.old[before]!
  if (partner === after) return 1
  return partner < 0 && matching.next[after]! < 0 ? 0 : -1
}

/** How many of the two blocks right beside a pair are linked to each other: 0, 1 or 2. */
export function besides(matching: Matching, i: number, j: number): 0 | 1 | 2 {
  const before = i === 0 ? j === 0 : j > 0 && matching.old[i - 1] === j - 1
  const atEnd = i === matching.old.length - 1
  const after = atEnd ? j === matching.next.length - 1 : matching.old[i + 1] === j + 1
  return before && after ? 2 : before || after ? 1 : 0
}
