import type { FastifyRequest } from 'fastify'
import { readerOf } from '../../comments/index.js'
import type { Id } from '../../database/schema.js'
import { openFlags } from '../flags/store.js'
import { historyOf, type QueueRow, queueRows } from './store.js'
import { type QueueItem, queueItem } from './views.js'

/** These comments as the moderator who asks may see them, in the order of `ids`. */
export async function itemsOf(request: FastifyRequest, ids: readonly Id[]): Promise<QueueItem[]> {
  return viewsOf(request, await queueRows(request.server.db, readerOf(request.person), ids))
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
  return rows.map(row => queueItem(row, { history, flags }, request.person!, request.server.groupReasons, request.t))
}
