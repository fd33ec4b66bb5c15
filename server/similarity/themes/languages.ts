import * as ar from '@orama/stemmers/arabic'
import * as nl from '@orama/stemmers/dutch'
import * as en from '@orama/stemmers/english'
import * as fr from '@orama/stemmers/french'
import * as de from '@orama/stemmers/german'
import * as id from '@orama/stemmers/indonesian'
import * as it from '@orama/stemmers/italian'
import * as pt from '@orama/stemmers/portuguese'
import * as ru from '@orama/stemmers/russian'
import * as es from '@orama/stemmers/spanish'
import * as tr from '@orama/stemmers/turkish'
import { stopwords as arStop } from '@orama/stopwords/arabic'
import { stopwords as nlStop } from '@orama/stopwords/dutch'
import { stopwords as enStop } from '@orama/stopwords/english'
import { stopwords as frStop } from '@orama/stopwords/french'
import { stopwords as deStop } from '@orama/stopwords/german'
import { stopwords as idStop } from '@orama/stopwords/indonesian'
import { stopwords as itStop } from '@orama/stopwords/italian'
import { stopwords as ptStop } from '@orama/stopwords/portuguese'
import { stopwords as ruStop } from '@orama/stopwords/russian'
import { stopwords as esStop } from '@orama/stopwords/spanish'
import { stopwords as trStop } from '@orama/stopwords/turkish'

/** How the words of a language are cut to their stems (Snowball), and which of them say nothing of what a text is about. */
export interface Words {
  stem: (word: string) => string
  stop: ReadonlySet<string>
}

const words = ({ stemmer }: { stemmer: (word: string) => string }, stop: readonly string[]): Words => ({
  stem: stemmer,
  stop: new Set(stop.map(word => word.normalize('NFC').toLowerCase())),
})

const known = new Map<string, Words>([
  ['ar', words(ar, arStop)],
  ['de', words(de, deStop)],
  ['en', words(en, enStop)],
  ['es', words(es, esStop)],
  ['fr', words(fr, frStop)],
  ['id', words(id, idStop)],
  ['it', words(it, itStop)],
  ['nl', words(nl, nlStop)],
  ['pt', words(pt, ptStop)],
  ['ru', words(ru, ruStop)],
  ['tr', words(tr, trStop)],
])

const UNKNOWN: Words = { stem: word => word, stop: new Set() }

/** By BCP 47 tag; of a language that is not known a word is its own stem. */
export const wordsOf = (language: string | null): Words => known.get((language ?? '').split('-')[0]!) ?? UNKNOWN
