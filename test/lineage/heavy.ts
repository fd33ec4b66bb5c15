import type { LineageBlock } from '../../server/lineage/index.js'
import { type Case, randomness } from './cases.js'

/**
 * Drafts in made-up words of six scripts, revised by a heavy hand: words follow Zipf's law as in any language, sections
 * share boilerplate, and a revision rewrites, splits, merges and moves at once. What became of each block is known.
 */

/** Letters or syllables of which words are made. */
const SCRIPTS: Readonly<Record<string, { syllables: readonly string[]; space: string; stop: string }>> = {
  latin: {
    syllables: list('ba co di fe gu ha ki lo me nu pa ro si te vu wa xe yo zi tra ple stro ing ment'),
    space: ' ',
    stop: '. ',
  },
  accented: {
    syllables: list('bé çà dî fê gù hâ ki lö mé nû pà rô si té vu où cré ñe tion ment'),
    space: ' ',
    stop: '. ',
  },
  cyrillic: {
    syllables: list('ба ко ди фе гу ха ки ло ме ну па ро си те ву ця же шо щи ние ость пере'),
    space: ' ',
    stop: '. ',
  },
  arabic: {
    syllables: list('با تا ثي جو حا خي دا ذو را سي شا صو ضي طا عي غو فا قي كا لا مو ني ها وي ال'),
    space: ' ',
    stop: '، ',
  },
  han: {
    syllables: Array.from({ length: 900 }, (_, k) => String.fromCodePoint(0x4e10 + k * 7)),
    space: '',
    stop: '。',
  },
  hangul: {
    syllables: Array.from({ length: 300 }, (_, k) => String.fromCodePoint(0xac00 + k * 31)),
    space: ' ',
    stop: '. ',
  },
}
export const SCRIPT_NAMES = Object.keys(SCRIPTS)

function list(text: string): string[] {
  return text.split(' ')
}

const VOCABULARY = 6_000

class Tongue {
  private readonly words: string[] = []

  constructor(
    readonly script: string,
    readonly random: () => number,
  ) {
    const { syllables } = SCRIPTS[script]!
    const known = new Set<string>()
    while (this.words.length < VOCABULARY) {
      const length = script === 'han' ? 1 + Math.floor(random() * 2) : 1 + Math.floor(random() * 4)
      const word = Array.from({ length }, () => this.pick(syllables)).join('')
      if (known.has(word)) continue
      known.add(word)
      this.words.push(word)
    }
  }

  pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)]!
  }

  between(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1))
  }

  /** A word by Zipf's law: its rank is log-uniform. */
  word(): string {
    return this.words[Math.floor(Math.exp(this.random() * Math.log(VOCABULARY))) - 1]!
  }

  sentence(least = 6, most = 30): string[] {
    return Array.from({ length: this.between(least, most) }, () => this.word())
  }

  join(sentences: readonly (readonly string[])[]): string {
    const { space, stop } = SCRIPTS[this.script]!
    return sentences.map(words => words.join(space)).join(stop)
  }
}

interface Draft {
  kind: LineageBlock['kind']
  level: number
  sentences: string[][]
  from: number[]
  /** Rewritten so far that people would argue about it: left out of the score. */
  isArguable?: boolean
}

function write(tongue: Tongue, size: number): Draft[] {
  const drafts: Draft[] = []
  const add = (kind: Draft['kind'], sentences: string[][], level = 0) =>
    drafts.push({ kind, level, sentences, from: [] })
  const boilerplate = [tongue.sentence(4, 6), tongue.sentence(10, 14)]
  const refrain = tongue.sentence(3, 4)
  const columns = Array.from({ length: 6 }, () => tongue.sentence(1, 3))
  while (drafts.length < size) {
    add('heading', [tongue.sentence(1, 6)], tongue.between(2, 4))
    if (tongue.random() < 0.3) add('paragraph', [tongue.pick(boilerplate)])
    const shape = tongue.random()
    if (shape < 0.5)
      for (let k = tongue.between(1, 5); k > 0; k--)
        add(
          'paragraph',
          Array.from({ length: tongue.between(1, 6) }, () => tongue.sentence()),
        )
    else if (shape < 0.75) {
      add('paragraph', [tongue.sentence(5, 12)])
      // Items that begin alike: “The CSP SHALL …”.
      for (let k = tongue.between(3, 9); k > 0; k--) add('list-item', [[...refrain, ...tongue.sentence(3, 14)]], 1)
    } else
      for (let k = tongue.between(3, 10); k > 0; k--)
        add('table-row', [[...tongue.pick(columns), '|', ...tongue.sentence(1, 6), '|', tongue.pick(['1', '2', '3'])]])
  }
  return drafts
}

/** A share of the words changed: here and there, and in runs, as people rephrase; sentences come and go with them. */
function edit(tongue: Tongue, sentences: readonly (readonly string[])[], share: number): string[][] {
  const edited = sentences.map(words => {
    const inRuns = tongue.random() < 0.6
    const longest = inRuns ? Math.max(1, Math.round(words.length * 0.4)) : 1
    const result: string[] = []
    for (let k = 0; k < words.length; ) {
      const length = tongue.between(1, longest)
      if (tongue.random() >= share) result.push(...words.slice(k, k + length))
      else {
        const fate = tongue.random()
        if (fate < 0.5) for (let n = Math.max(1, length + tongue.between(-2, 2)); n > 0; n--) result.push(tongue.word())
        else if (fate > 0.75) result.push(...words.slice(k, k + length), tongue.word())
      }
      k += length
    }
    return result
  })
  if (tongue.random() < share) edited.splice(tongue.between(0, edited.length), 0, tongue.sentence())
  if (edited.length > 2 && tongue.random() < share) edited.splice(tongue.between(0, edited.length - 1), 1)
  const kept = edited.filter(words => words.length > 0)
  return kept.length > 0 ? kept : [tongue.sentence(2, 4)]
}

/** Changes as strong as `strength`, from 0 (a few words) to 1 (a rewrite). */
export function makeHeavyCase(
  script: string,
  size: number,
  strength: number,
  seed: number,
): Case & { arguable: Set<number> } {
  const tongue = new Tongue(script, randomness(seed))
  const before = write(tongue, size)
  for (const [k, draft] of before.entries()) draft.from = [k]
  const after: Draft[] = []
  const moved: Draft[] = []
  const chance = () => tongue.random()
  /** Of edits most are light, some heavy. */
  const share = () => Math.min(0.85, strength * (0.08 + 0.9 * chance() ** 3))
  const touched = (draft: Draft): Draft => {
    const amount = share()
    // Now and then a paragraph becomes an item, or an item a paragraph.
    const kind =
      chance() > 0.04
        ? draft.kind
        : draft.kind === 'paragraph'
          ? 'list-item'
          : draft.kind === 'list-item'
            ? 'paragraph'
            : draft.kind
    return { ...draft, kind, sentences: edit(tongue, draft.sentences, amount), isArguable: amount > 0.5 }
  }
  for (let k = 0; k < before.length; k++) {
    const draft = before[k]!
    const following = before[k + 1]
    const isText = draft.kind === 'paragraph' && draft.sentences.length > 1
    const fate = chance()
    if (fate < 0.08 * (1 + strength)) continue
    if (fate < 0.25 && isText && chance() < 0.3) {
      const at = tongue.between(1, draft.sentences.length - 1)
      after.push(
        touched({ ...draft, sentences: draft.sentences.slice(0, at) }),
        touched({ ...draft, sentences: draft.sentences.slice(at) }),
      )
    } else if (fate < 0.4 && isText && following?.kind === 'paragraph' && chance() < 0.3) {
      after.push(touched({ ...draft, sentences: [...draft.sentences, ...following.sentences], from: [k, k + 1] }))
      k++
    } else if (fate < 0.5 && draft.kind !== 'heading' && chance() < 0.3)
      moved.push(chance() < 0.5 ? touched(draft) : draft)
    else if (fate < 0.75) after.push(chance() < 0.3 + 0.6 * strength ? touched(draft) : draft)
    else after.push(draft)
    if (chance() < 0.1 * (1 + strength)) {
      const sentences =
        draft.kind === 'heading'
          ? [tongue.sentence(1, 6)]
          : draft.sentences.map(words => tongue.sentence(words.length, words.length))
      after.push({ ...draft, sentences, from: [] })
    }
  }
  for (const draft of moved) after.splice(tongue.between(0, after.length), 0, draft)
  return finish(tongue, before, after)
}

function finish(tongue: Tongue, before: readonly Draft[], after: readonly Draft[]) {
  const size = (draft: Draft) => tongue.join(draft.sentences).length
  const claims = after.flatMap((draft, j) =>
    draft.from.map(i => ({ i, j, weight: Math.min(size(before[i]!), size(draft)) })),
  )
  claims.sort((a, b) => b.weight - a.weight)
  const links = new Map<number, number>()
  const parts: [number, number][] = []
  const arguable = new Set<number>()
  const taken = new Set<number>()
  for (const { i, j } of claims) {
    if (links.has(i) || taken.has(j)) parts.push([i, j])
    else links.set(i, j)
    taken.add(j)
    if (after[j]!.isArguable) arguable.add(i)
  }
  return { old: blocks(tongue, before), next: blocks(tongue, after), links, parts, arguable }
}

function blocks(tongue: Tongue, drafts: readonly Draft[]): LineageBlock[] {
  const counts = [0, 0, 0, 0, 0]
  return drafts.map(({ kind, level, sentences }, k) => {
    const words = tongue.join(sentences)
    if (kind !== 'heading') return { kind, level, number: String(k), text: words, parent: null }
    counts[level]!++
    counts.fill(0, level + 1)
    return { kind, level, number: String(k), text: `${counts.slice(2, level + 1).join('.')} ${words}`, parent: null }
  })
}
