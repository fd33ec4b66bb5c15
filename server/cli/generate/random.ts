/** Random choices that a seed repeats: the same seed, the same comments. */
export interface Random {
  /** From 0, without 1. */
  number(): number
  /** A whole number from `least` to `most`, both possible. */
  between(least: number, most: number): number
  /** True in this share of cases. */
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** Picks by weight. */
  weigh<T>(list: readonly (readonly [T, number])[]): T
}

/** mulberry32: 32 bits of state are plenty for texts, and it needs no package. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(number() * (most - least + 1))
  return {
    number,
    between,
    chance: share => number() < share,
    pick: list => list[between(0, list.length - 1)]!,
    weigh(list) {
      let left = number() * list.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of list) {
        left -= weight
        if (left < 0) return item
      }
      return list.at(-1)![0]
    },
  }
}
