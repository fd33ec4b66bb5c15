/** In which language a draft is written: the one in which most of its letters are marked. */
import type { RunLook } from './styles/run-look.js'

export interface Languages {
  count(text: string, look: RunLook): void
  /** As the file writes it, or null where it says nothing. */
  most(): string | null
}

const EAST_ASIAN = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u
const RIGHT_TO_LEFT = /[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u

/** @param defaults what runs have that say nothing */
/** So many letters of a run tell its script. */
const SAMPLE = 40

export function createLanguages(defaults: RunLook): Languages {
  const counts = new Map<string, number>()
  return {
    count(text, look) {
      const letters = text.slice(0, SAMPLE)
      const key = RIGHT_TO_LEFT.test(letters) ? 'rightToLeft' : EAST_ASIAN.test(letters) ? 'eastAsian' : 'western'
      const tag = look.languages?.[key] ?? defaults.languages?.[key]
      if (tag) counts.set(tag, (counts.get(tag) ?? 0) + text.length)
    },
    most: () => [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null,
  }
}
