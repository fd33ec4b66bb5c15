import { franc } from 'franc-min'

/**
 * Languages that are told apart: those of the United Nations, and further ones in which people take part in consultations.
 * Few, since each costs every comment some time; ISO 639-3.
 */
const KNOWN =
  'eng fra spa arb rus cmn por deu ita nld pol ukr tur ind vie swh hau yor ibo zul som hin ben urd pes tha kor jpn amh'.split(
    ' ',
  )

/** The same as BCP 47 tags. */
export const knownLanguages: readonly string[] = KNOWN.map(tagOf)

/** Enough of a text to know its language by; and what is too little, where letters alone do not tell it. */
const LOOKED_AT = 200
const FEW_LETTERS = 20

/** Letters of scripts that are written in one or two of these languages. */
const TELLING =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Ethiopic}]/u

/**
 * The language in which a comment is written, as a BCP 47 tag (`en`, `zh`); null where its words do not tell. By the
 * frequency of its groups of three letters (Cavnar and Trenkle, N-Gram-Based Text Categorization, 1994).
 */
export function languageOf(text: string): string | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters < FEW_LETTERS && !TELLING.test(text)) return null
  const code = franc(text.slice(0, LOOKED_AT), { only: KNOWN, minLength: 1 })
  return code === 'und' ? null : tagOf(code)
}

/** The two-letter code, where a language has one. */
function tagOf(code: string): string {
  return Intl.getCanonicalLocales(code)[0] ?? code
}
