import type { FastifyRequest } from 'fastify'
import type { VisibleComment } from '../../comments/index.js'
import type { Report } from '../../database/schema.js'
import { reportPath } from '../../reports/index.js'
import { markOf } from './marks.js'
import { themesOfComment } from './members.js'
import { themesOfReport } from './store.js'
import { suggestionsFor } from './suggest.js'

/** The themes of one comment, those that it can be given, and, while it has none, those that its words suggest. */
export async function themesSection(
  { server: { db } }: FastifyRequest,
  comment: Pick<VisibleComment, 'id' | 'status' | 'parent_id'>,
  report: Pick<Report, 'id' | 'slug'>,
) {
  if (comment.status !== 'published' || comment.parent_id !== null) return null
  const [all, own] = await Promise.all([themesOfReport(db, report.id), themesOfComment(db, comment.id)])
  const found =
    own.length === 0 ? ((await suggestionsFor(db, report.id, all.length, [comment.id])).get(comment.id) ?? []) : []
  const named = new Map(all.map(one => [one.id, { id: one.id, name: one.name, mark: markOf(one.mark) }]))
  return {
    action: `/comments/${comment.id}/themes`,
    manageUrl: `/manage${reportPath(report.slug)}/themes`,
    any: all.length > 0,
    own: own.flatMap(id => named.get(id) ?? []),
    others: [...named.values()].filter(one => !own.includes(one.id)),
    suggested: found.slice(0, 3).flatMap(({ theme, words }) => {
      const one = named.get(theme)
      return one ? [{ ...one, words }] : []
    }),
  }
}
