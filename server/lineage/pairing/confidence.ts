/** How sure a link is, from the score of its pair. */
export function confidenceOf(score: number): number {
  return Math.round(Math.min(0.995, score) * 1000) / 1000
}

/** How sure a part is, from the share of its words that the whole has. */
export function partConfidence(cover: number): number {
  return Math.round(cover * 900) / 1000
}
