import type { FastifyRequest } from 'fastify'
import { countryName, type VisibleComment, wordGaps } from '../../comments/index.js'
import { addedWords } from '../../similarity/index.js'

/** A member of a cluster: who sent it, and its words, those that others do not have marked. */
export function memberView(comment: VisibleComment, typical: VisibleComment, { t, locale }: FastifyRequest) {
  const words = wordGaps(comment.body ?? '', t('comments.gap'))
  const pieces =
    comment.id === typical.id
      ? [{ own: false, text: words }]
      : piecesOf(words, addedWords(wordGaps(typical.body ?? '', t('comments.gap')), words))
  return {
    id: comment.id,
    url: `/comments/${comment.id}`,
    author: comment.author_name ?? t('comments.anonymous'),
    about: [
      comment.on_behalf_of ?? comment.author_organisation,
      comment.author_group && t(`accounts.groups.${comment.author_group}`),
      comment.author_country && countryName(comment.author_country, locale),
    ].filter((part): part is string => Boolean(part)),
    time: comment.created_at,
    isTypical: comment.id === typical.id,
    hasOwn: pieces.some(piece => piece.own),
    words,
    paragraphs: paragraphsOf(pieces),
  }
}

interface Piece {
  own: boolean
  text: string
}

function piecesOf(text: string, own: readonly { start: number; end: number }[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { start, end } of own) {
    if (start > at) pieces.push({ own: false, text: text.slice(at, start) })
    pieces.push({ own: true, text: text.slice(start, end) })
    at = end
  }
  if (at < text.length) pieces.push({ own: false, text: text.slice(at) })
  return pieces
}

/** Pieces → paragraphs of pieces, parted at empty lines. */
function paragraphsOf(pieces: readonly Piece[]): Piece[][] {
  const paragraphs: Piece[][] = [[]]
  for (const { own, text } of pieces)
    for (const [k, part] of text.split(/\n{2,}/).entries()) {
      if (k > 0) paragraphs.push([])
      if (part !== '') paragraphs.at(-1)!.push({ own, text: part })
    }
  return paragraphs.filter(paragraph => paragraph.length > 0)
}
