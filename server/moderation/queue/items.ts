import type { FastifyRequest } from 'fastify'
import { readerOf } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { openFlags } from '../flags/store.js'
import type { Tab } from './filter.js'
import { historyOf, type QueueRow, queueRows } from './store.js'
import { type QueueItem, queueItem } from './views.js'

/**
 * These comments as the moderator who asks may see them, in the order of `ids`. One that another has decided about since the
 * page was chosen is left out: the buttons that she then saw would be others, and her click another decision.
 */
export async function itemsOf(request: FastifyRequest, ids: readonly Id[], state: Tab): Promise<QueueItem[]> {
  const rows = await queueRows(request.server.db, readerOf(request.person), ids)
  return viewsOf(
    request,
    rows.filter(row => (state === 'flagged' ? row.status === 'published' && row.flags > 0 : row.status === state)),
  )
}

/** Rows with what became of their authors' comments before and what readers hold against them. */
export async function viewsOf(request: FastifyRequest, rows: readonly QueueRow[]): Promise<QueueItem[]> {
  const { db } = request.server
  const authors = [...new Set(rows.map(row => row.person_id))]
  const [history, flags] = await Promise.all([
    historyOf(db, authors),
    openFlags(
      db,
      rows.map(row => row.id),
    ),
  ])
  return rows.map(row => queueItem(row, { history, flags }, request.person!, request.server.groupReasons, request))
}
