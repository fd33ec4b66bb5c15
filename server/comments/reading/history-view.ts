import { type PastParagraph, paragraphPath, versionName } from '../../reports/index.js'
import type { Translate } from '../../web/messages.js'

/** A paragraph through all drafts, the newest first; null where there is but one. */
export function historyView(history: readonly PastParagraph[], slug: string, here: number, t: Translate) {
  const drafts = new Set(history.map(({ version }) => version.number))
  if (drafts.size < 2) return null
  return {
    summary: t('comments.history.summary', { count: drafts.size }),
    drafts: history.toReversed().map(({ version, number, slug: name, change, words, text }) => ({
      current: version.number === here,
      name: versionName(version, t),
      number,
      url: paragraphPath(slug, version.number, name),
      change: change && t(`comments.history.${change}`),
      words: words ?? [{ op: 'same', text }],
      // The first draft shows the words; a later one only what it changed.
      shown: words !== null || change === null,
    })),
  }
}
