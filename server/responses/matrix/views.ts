import type { FastifyRequest } from 'fastify'
import { commentView, showing, type VisibleComment } from '../../comments/index.js'
import type { Report } from '../../database/schema.js'
import { paragraphPath, reportPath } from '../../reports/index.js'
import { markOf } from '../themes/marks.js'

/** A public comment with what became of it, as the table shows it. */
export function matrixRow(
  request: FastifyRequest,
  report: Report,
  comment: VisibleComment,
  work: { acknowledged: Date; themes: { name: string; mark: number }[] } | undefined,
  labels: ReadonlyMap<number, string>,
) {
  const { t } = request
  const view = commentView(comment, showing(request, report, { opens_at: null, closes_at: null }), null)
  const { version_number: version, paragraph_slug: slug } = comment
  return {
    id: comment.id,
    url: view.url,
    place: comment.paragraph_number ?? t('responses.matrix.whole'),
    placeUrl: slug === null ? `${reportPath(report.slug)}/v/${version}` : paragraphPath(report.slug, version, slug),
    version: labels.get(version) ?? String(version),
    quote: view.quote,
    kind: view.kind,
    stance: view.stance,
    author: view.author,
    about: view.about,
    onBehalfOf: view.onBehalfOf,
    language: view.language,
    body: view.body,
    proposed: comment.proposed_text === null ? null : (view.proposed?.filter(one => one.op !== 'deleted') ?? null),
    parts: view.parts,
    themes: work?.themes.map(({ name, mark }) => ({ name, mark: markOf(mark) })) ?? [],
    received: comment.created_at,
    acknowledged: work?.acknowledged ?? null,
    answer: view.answer,
  }
}
