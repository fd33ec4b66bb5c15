import type { FastifyRequest } from 'fastify'
import type { Id, Paragraph, Report, Version } from '../database/schema.js'
import { periodOf } from '../reports/index.js'
import { type CommentView, commentView, type Showing } from './views.js'
import { commentsOn, readerOf, repliesTo, type VisibleComment } from './visible.js'

/** Top-level comments on one page. */
export const PAGE = 50

export function showing(request: FastifyRequest, report: Report, version: Version): Showing {
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

/** One page of the comments on a paragraph (null: on the whole report) with all their replies, for who asks. */
export async function threadOn(
  request: FastifyRequest,
  place: { report: Report; version: Version },
  paragraph: Pick<Paragraph, 'id' | 'text'> | null,
  after: Id | null,
): Promise<Thread> {
  const reader = readerOf(request.person)
  const { db } = request.server
  const found = await commentsOn(db, reader, { versionId: place.version.id, paragraphId: paragraph?.id ?? null }, after, PAGE + 1)
  const page = found.slice(0, PAGE)
  const views = await withReplies(request, showing(request, place.report, place.version), page, paragraph?.text ?? null)
  return { comments: views, after: found.length > PAGE ? page.at(-1)!.id : null }
}

/** These comments, each with its replies. */
export async function withReplies(
  request: FastifyRequest,
  show: Showing,
  comments: readonly VisibleComment[],
  paragraphText: string | null,
): Promise<CommentView[]> {
  const replies = await repliesTo(request.server.db, readerOf(request.person), comments.map(comment => comment.id))
  const byParent = new Map<Id, CommentView[]>()
  for (const reply of replies) {
    const list = byParent.get(reply.parent_id!) ?? []
    list.push(commentView(reply, show, null))
    byParent.set(reply.parent_id!, list)
  }
  return comments.map(comment => commentView(comment, show, paragraphText, byParent.get(comment.id)))
}
