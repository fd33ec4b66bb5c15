import type { Id } from '../../database/schema.js'
import { clusterTexts, signatureOf } from '../../similarity/index.js'
import type { Text } from './store.js'

export interface Compared {
  clusters: { members: Id[]; representative: Id }[]
  signatures: { id: Id; keys: readonly number[] }[]
}

export function compareHere(texts: readonly Text[]): Compared {
  return {
    clusters: clusterTexts(texts),
    signatures: texts.map(({ id, text }) => ({ id, keys: signatureOf(text).keys })),
  }
}
