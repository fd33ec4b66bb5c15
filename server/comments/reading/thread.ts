import type { FastifyRequest } from 'fastify'
import type { Id, Paragraph, Report, Version } from '../../database/schema.js'
import { periodOf } from '../../reports/index.js'
import { commentsOn, repliesTo } from './find.js'
import { readerOf } from './reader.js'
import { type CommentView, commentView, type Showing } from './views.js'
import type { VisibleComment } from './visible.js'

/** Top-level comments on one page, replies below each of them, and replies on a comment's own page. */
export const PAGE = 50
export const FIRST_REPLIES = 10
const PAGE_OF_REPLIES = 100

type PeriodOf = Pick<Version, 'opens_at' | 'closes_at'>

export function showing(request: FastifyRequest, report: Pick<Report, 'slug'>, version: PeriodOf): Showing {
  return {
    t: request.t,
    locale: request.locale,
    reportSlug: report.slug,
    open: periodOf(version, new Date()).state === 'open',
    signedIn: request.person !== null,
  }
}

export interface Thread {
  comments: CommentView[]
  /** Where the next page begins, or null. */
  after: Id | null
}

/** One page of the comments on a paragraph (null: on the whole report), each with its first replies, for who asks. */
export async function threadOn(
  request: FastifyRequest,
  place: { report: Report; version: PeriodOf & Pick<Version, 'id'> },
  paragraph: Pick<Paragraph, 'id' | 'text'> | null,
  after: Id | null,
): Promise<Thread> {
  const reader = readerOf(request.person)
  const { db } = request.server
  const at = { versionId: place.version.id, paragraphId: paragraph?.id ?? null }
  const found = await commentsOn(db, reader, at, after, PAGE + 1)
  const page = found.slice(0, PAGE)
  const show = showing(request, place.report, place.version)
  const ids = page.map(comment => comment.id)
  const replies = await repliesTo(db, reader, ids, null, FIRST_REPLIES + 1)
  const comments = page.map(comment => {
    const own = replies.filter(reply => reply.parent_id === comment.id)
    return withReplies(comment, own, show, paragraph?.text ?? null, FIRST_REPLIES)
  })
  return { comments, after: found.length > PAGE ? page.at(-1)!.id : null }
}

/** One comment with a page of its replies. */
export async function commentWithReplies(
  request: FastifyRequest,
  show: Showing,
  comment: VisibleComment,
  paragraphText: string | null,
  after: Id | null,
): Promise<CommentView> {
  const reader = readerOf(request.person)
  const replies = await repliesTo(request.server.db, reader, [comment.id], after, PAGE_OF_REPLIES + 1)
  return withReplies(comment, replies, show, paragraphText, PAGE_OF_REPLIES)
}

export function withReplies(
  comment: VisibleComment,
  replies: readonly VisibleComment[],
  show: Showing,
  paragraphText: string | null,
  most: number,
): CommentView {
  const shown = replies.slice(0, most)
  return commentView(comment, show, paragraphText, {
    views: shown.map(reply => commentView(reply, show, paragraphText)),
    more: replies.length > most ? `/comments/${comment.id}?after=${shown.at(-1)!.id}` : null,
  })
}
