/**
 * The program that reads drafts apart from the server (reader.ts starts it, scripts/build.mjs builds it): a file that
 * makes the reader run for ever or out of memory ends this process and no other. It answers one piece of work, then
 * it is ended.
 */
import { Worker } from 'node:worker_threads'
import { DraftError, readDraft } from '../../drafts/index.js'
import { carry, lineage } from '../../lineage/index.js'
import type { Answer, Work } from './work.js'

/** Longer than any reader waits (reader.ts). */
const LIFE_MS = 60_000

// Should the server be gone while this process is busy, nobody ends it: then a thread of its own does.
new Worker(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${LIFE_MS})`, { eval: true }).unref()
process.on('disconnect', () => process.exit())
// Ctrl-C is for the server, which lets what is under way come to its end.
process.on('SIGINT', () => {})
process.on('message', (work: Work) => {
  answer(work).then(
    result => process.send?.(result),
    error => {
      throw error
    },
  )
})

async function answer(work: Work): Promise<Answer> {
  if (work.task === 'compare') {
    const found = lineage(work.old, work.next)
    const carried = work.anchors.map(anchor => carry(anchor, found, work.old, work.next))
    return { task: 'compare', lineage: found, carried }
  }
  try {
    const draft = await readDraft(work.bytes, work.name)
    return {
      task: 'read',
      draft,
      words: countWords(
        draft.blocks.map(block => block.text),
        draft.language,
      ),
    }
  } catch (error) {
    if (!(error instanceof DraftError)) throw error
    return { task: 'refused', code: error.code, detail: error.detail }
  }
}

/** Words as a reader counts them, also where a script writes them without spaces (UAX 29 and CLDR's dictionaries). */
function countWords(texts: readonly string[], language: string | null): number {
  const segmenter = new Intl.Segmenter(language ?? 'en', { granularity: 'word' })
  let words = 0
  for (const text of texts) for (const segment of segmenter.segment(text)) if (segment.isWordLike) words += 1
  return words
}
